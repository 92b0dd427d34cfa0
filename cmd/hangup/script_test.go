package main

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
)

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"hangup": main})
}

// TestScript runs testdata/script/*.txtar: each shows one thing that a person
// types and what comes back. The targets are $GOOD, $BROKEN, $SILENT, $FALLS_SILENT,
// $SILENT_SECOND, $FLAKY, $BINARY and $DEAD; $DOCS is the folder with the guides.
func TestScript(t *testing.T) {
	reached := map[string]chan struct{}{"FALLS_SILENT": make(chan struct{}), "SILENT_SECOND": make(chan struct{})}
	docs, err := filepath.Abs("../../docs")
	if err != nil {
		t.Fatal(err)
	}
	targets := map[string]string{
		"NO_COLOR": "1", "DOCS": docs,
		"GOOD": goodServer(t), "BROKEN": listen(t, answerEverything),
		"SILENT": silentServer(t), "FLAKY": flakyServer(t), "BINARY": binaryServer(t), "DEAD": deadAddress,
	}
	for name, when := range reached {
		targets[name] = fallsSilent(t, when)
	}
	testscript.Run(t, testscript.Params{
		Dir:                 "testdata/script",
		RequireExplicitExec: true,
		Setup: func(env *testscript.Env) error {
			for name, value := range targets {
				env.Setenv(name, value)
			}
			return nil
		},
		Cmds: map[string]func(ts *testscript.TestScript, neg bool, args []string){
			"exits": exits, "oneline": oneline, "meets-schema": meetsSchema, "fill": fill,
			"reached": func(_ *testscript.TestScript, _ bool, args []string) { <-reached[args[0]] },
		},
		UpdateScripts: os.Getenv("UPDATE_SCRIPTS") != "",
	})
}

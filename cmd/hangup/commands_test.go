package main

import (
	"os"
	"strconv"
	"strings"
	"sync"

	"github.com/rogpeppe/go-internal/testscript"
	"github.com/santhosh-tekuri/jsonschema/v6"
)

// exits CODE COMMAND... runs the command and asks for exactly that exit code.
func exits(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: exits CODE COMMAND [ARG]...")
	}
	want, err := strconv.Atoi(args[0])
	ts.Check(err)
	err = ts.Exec(args[1], args[2:]...)
	got := 0
	if exit, ok := err.(interface{ ExitCode() int }); ok {
		got = exit.ExitCode()
	} else {
		ts.Check(err)
	}
	if got != want {
		ts.Fatalf("exit code %d, want %d", got, want)
	}
}

// meetsSchema FILE holds the JSON of a report or of a matrix to its schema in docs.
func meetsSchema(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 {
		ts.Fatalf("usage: meets-schema FILE")
	}
	doc, err := jsonschema.UnmarshalJSON(strings.NewReader(ts.ReadFile(args[0])))
	ts.Check(err)
	schema := reportSchema
	if fields, ok := doc.(map[string]any); ok && fields["tool"] == "hangup matrix" {
		schema = matrixSchema
	}
	ts.Check(schema().Validate(doc))
}

// The schemas are shared by the scripts.
var (
	reportSchema = schemaIn("../../docs/report.schema.json")
	matrixSchema = schemaIn("../../docs/matrix.schema.json")
)

func schemaIn(file string) func() *jsonschema.Schema {
	return sync.OnceValue(func() *jsonschema.Schema { return jsonschema.NewCompiler().MustCompile(file) })
}

// fill FILE NAME... writes the values of these variables of the environment in place of
// their names.
func fill(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: fill FILE NAME...")
	}
	text := ts.ReadFile(args[0])
	for _, name := range args[1:] {
		text = strings.ReplaceAll(text, name, ts.Getenv(name))
	}
	ts.Check(os.WriteFile(ts.MkAbs(args[0]), []byte(text), 0o644))
}

// oneline asks that standard error is one message, at most followed by a next
// step, and that no stack trace or second thought came with it.
func oneline(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 0 {
		ts.Fatalf("usage: oneline")
	}
	lines := strings.Split(strings.TrimSuffix(ts.ReadFile("stderr"), "\n"), "\n")
	if !strings.HasPrefix(lines[0], "hangup: ") || len(lines) > 2 {
		ts.Fatalf("not one clear message: %q", lines)
	}
	if len(lines) == 2 && !strings.HasPrefix(lines[1], "hangup: try: ") {
		ts.Fatalf("the second line is no next step: %q", lines[1])
	}
}

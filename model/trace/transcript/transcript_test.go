package transcript_test

import (
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/hangup-http/hangup/model"
	"github.com/hangup-http/hangup/model/trace"
	"github.com/hangup-http/hangup/model/trace/transcript"
)

// TestParse: every kind of line is the record that it stands for, at its time.
func TestParse(t *testing.T) {
	records, err := transcript.Parse("C \"G\" \"a\"*3 \" {slow:20}\"\n+50ms\nS \"ok\"\nwait 2s\nhalf-close\n\nFIN")
	if err != nil {
		t.Fatal(err)
	}
	const ms = time.Millisecond
	want := []trace.Record{
		{Kind: trace.Opened},
		{At: ms, Kind: trace.Sent, Data: []byte("Gaaa /slow"), Uses: []trace.Use{{Offset: 5, Handler: model.Slow, Arg: 20}}},
		{At: 53 * ms, Kind: trace.Received, Data: []byte("ok")},
		{At: 2054 * ms, Kind: trace.Waited, For: 2 * time.Second},
		{At: 2055 * ms, Kind: trace.HalfClosed},
		{At: 2056 * ms, Kind: trace.FIN},
	}
	if !reflect.DeepEqual(records, want) {
		t.Errorf("got  %v\nwant %v", records, want)
	}
}

// TestParseRefuses: what cannot be read is named with its line.
func TestParseRefuses(t *testing.T) {
	for _, text := range []string{
		"S hello", "S \"a\"*x", "C \"{nobody}\"", "C \"{slow:soon}\"", "wait long", "+1", "shout",
	} {
		if _, err := transcript.Parse("FIN\n" + text); err == nil || !strings.Contains(err.Error(), "line 2: "+text) {
			t.Errorf("%s: got %v", text, err)
		}
	}
}

// TestReadDir: a file is taken apart into its conversations, each with its line.
func TestReadDir(t *testing.T) {
	dir := t.TempDir()
	text := "# About the section.\n\n# Why,\n# in two lines.\njudge\nFIN\n----\nconforms\n\n\njudge\nRST\n----\nnote\n"
	if err := os.WriteFile(filepath.Join(dir, "1.2"), []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	all, err := transcript.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	if len(all) != 2 {
		t.Fatalf("%d conversations, want 2", len(all))
	}
	first, second := all[0], all[1]
	if first.File != "1.2" || first.Line != 5 || first.Why != "Why,\nin two lines.\n" || first.Want != "conforms\n" || len(first.Records) != 2 {
		t.Errorf("first: %+v", first)
	}
	if second.Line != 11 || second.Why != "" || second.Want != "note\n" || second.Records[1].Kind != trace.RST {
		t.Errorf("second: %+v", second)
	}
	if err := os.WriteFile(filepath.Join(dir, "1.3"), []byte("\n\n# Why.\njury\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := transcript.ReadDir(dir); err == nil || !strings.Contains(err.Error(), "1.3:4") {
		t.Errorf("got %v, want the place of the unknown command", err)
	}
}

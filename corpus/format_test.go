package corpus_test

import (
	"bytes"
	"errors"
	"strings"
	"testing"

	"github.com/cockroachdb/datadriven"
	"github.com/hangup-http/hangup/corpus"
)

// TestFormat shows the format: what parses, how it is printed, and every mistake.
// `go test ./corpus -run TestFormat -rewrite` writes the outputs anew.
func TestFormat(t *testing.T) {
	datadriven.Walk(t, "testdata/format", func(t *testing.T, path string) {
		datadriven.RunTest(t, path, func(t *testing.T, d *datadriven.TestData) string {
			src := d.Input + "\n"
			if d.HasArg("crlf") {
				src = strings.ReplaceAll(src, "\n", "\r\n")
			}
			cases, err := corpus.Parse("x.case", []byte(src))
			if err != nil {
				checkErrors(t, cases, err)
				return err.Error() + "\n"
			}
			return string(corpus.Print(cases))
		})
	})
}

// checkErrors holds every reported mistake to the promises of Parse.
func checkErrors(t testing.TB, cases []corpus.Case, err error) {
	t.Helper()
	if cases != nil {
		t.Errorf("Parse returned cases together with an error")
	}
	joined, ok := err.(interface{ Unwrap() []error })
	if !ok {
		t.Fatalf("Parse returned a %T, want joined errors", err)
	}
	all := joined.Unwrap()
	if len(all) > 10 {
		t.Errorf("Parse reported %d errors, want at most 10", len(all))
	}
	for _, e := range all {
		var at *corpus.Error
		if !errors.As(e, &at) || at.Line < 1 || at.Column < 1 || at.File != "x.case" || strings.Contains(at.Msg, "\n") {
			t.Errorf("Parse reported %#v, want an *Error with file, line and column in one line", e)
		}
	}
}

// FuzzCaseFormat: no text makes Parse panic, and what it accepts survives printing.
func FuzzCaseFormat(f *testing.F) {
	for _, src := range caseFiles(f) {
		f.Add(src)
	}
	f.Add([]byte("# a\n\n# b\ncase a\nabout 9112/9.5/sustain\nneeds slow\n>> \"a\\n\" * 3\nflush\n> {slow:3}{{\npause 1.5s\n"))
	f.Fuzz(func(t *testing.T, src []byte) {
		cases, err := corpus.Parse("x.case", src)
		if err != nil {
			checkErrors(t, cases, err)
			return
		}
		checkRoundTrip(t, cases)
		if once, twice := corpus.Print(cases), reprint(t, cases); !bytes.Equal(once, twice) {
			t.Errorf("printed once:\n%s\nprinted twice:\n%s", once, twice)
		}
	})
}

package corpus_test

import (
	"bytes"
	"os"
	"regexp"
	"testing"

	"github.com/hangup-http/hangup/corpus"
)

var fence = regexp.MustCompile("(?ms)^```case( wrong)?\n(.*?)^```$(?:\n\n```text\n(.*?)^```$)?")

// TestDocumentation runs the examples of docs/case-format.md: those marked "case"
// are in canonical form, and those marked "case wrong" give the message below them.
func TestDocumentation(t *testing.T) {
	doc, err := os.ReadFile("../docs/case-format.md")
	if err != nil {
		t.Fatalf("reading the documentation: %v", err)
	}
	examples := fence.FindAllSubmatch(doc, -1)
	if len(examples) < 5 {
		t.Fatalf("found %d examples, want at least 5", len(examples))
	}
	for _, example := range examples {
		wrong, src, message := len(example[1]) > 0, example[2], example[3]
		cases, err := corpus.Parse("my.case", src)
		switch {
		case wrong && (err == nil || err.Error()+"\n" != string(message)):
			t.Errorf("this example gives %v, want %s\n%s", err, message, src)
		case !wrong && err != nil:
			t.Errorf("%v\n%s", err, src)
		case !wrong && !bytes.Equal(corpus.Print(cases), src):
			t.Errorf("this example is not canonical:\n%s\nwant:\n%s", src, corpus.Print(cases))
		}
	}
}

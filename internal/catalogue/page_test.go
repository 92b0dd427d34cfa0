package catalogue_test

import (
	"bytes"
	"os"
	"strings"
	"testing"

	"github.com/hangup-http/hangup/corpus"
	"github.com/hangup-http/hangup/internal/catalogue"
	"github.com/hangup-http/hangup/model"
)

// TestPageIsFresh compares docs/requirements.md with the table, the cases and the classes.
func TestPageIsFresh(t *testing.T) {
	cases, err := corpus.Embedded()
	if err != nil {
		t.Fatal(err)
	}
	about := map[string]int{}
	for _, c := range cases {
		for _, address := range c.About {
			about[address]++
		}
	}
	var want bytes.Buffer
	if err := catalogue.Page(&want, about); err != nil {
		t.Fatal(err)
	}
	got, err := os.ReadFile("../../docs/requirements.md")
	if err != nil || !bytes.Equal(got, want.Bytes()) {
		t.Errorf("docs/requirements.md is stale: run go generate ./internal/catalogue and commit it (%v)", err)
	}
	for _, q := range model.Requirements() {
		if !strings.Contains(want.String(), q.Rule) {
			t.Errorf("the page lacks %s", q.Address)
		}
	}
	for _, c := range catalogue.Classes() {
		if !strings.Contains(want.String(), "| "+c.Name+" | ") {
			t.Errorf("the page lacks %s", c.Name)
		}
	}
}

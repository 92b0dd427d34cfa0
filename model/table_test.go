package model_test

import (
	"go/parser"
	"go/token"
	"os"
	"strconv"
	"strings"
	"testing"

	"github.com/hangup-http/hangup/model"
)

// TestModelIsPure: the specification knows no network, no files and no clock, and
// nothing else of this module. It would turn red with the first such import.
func TestModelIsPure(t *testing.T) {
	entries, err := os.ReadDir(".")
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		name := e.Name()
		if !strings.HasSuffix(name, ".go") || strings.HasSuffix(name, "_test.go") {
			continue
		}
		file, err := parser.ParseFile(token.NewFileSet(), name, nil, parser.ImportsOnly)
		if err != nil {
			t.Fatal(err)
		}
		for _, imported := range file.Imports {
			path, _ := strconv.Unquote(imported.Path.Value)
			if path != "strings" && path != "strconv" && path != "sync" {
				t.Errorf("%s imports %s; the model may only import strings, strconv and sync", name, path)
			}
		}
	}
}

// TestRowsCiteRequirements: each mark names the clause that it comes from.
func TestRowsCiteRequirements(t *testing.T) {
	for _, r := range model.Rules() {
		if r.Cites != "" {
			if _, ok := model.Lookup(r.Cites); !ok {
				t.Errorf("rule %d cites %q, which is no requirement", r.ID, r.Cites)
			}
		}
		if r.Mark != model.Conforms && r.Cites == "" {
			t.Errorf("rule %d (%s) has the mark %s but cites nothing", r.ID, r.Why, r.Mark)
		}
		if r.Mark == model.Violation {
			if q, _ := model.Lookup(r.Cites); q.Level != model.Must {
				t.Errorf("rule %d marks a violation of %s, whose level is %s", r.ID, r.Cites, q.Level)
			}
		}
		if r.Why == "" {
			t.Errorf("rule %d does not say why", r.ID)
		}
	}
}

// TestRequirementsAreCited: a requirement that no row cites could not be broken by anyone.
func TestRequirementsAreCited(t *testing.T) {
	cited := map[string]bool{}
	for _, r := range model.Rules() {
		cited[r.Cites] = true
	}
	for _, q := range model.Requirements() {
		if !cited[q.Address] {
			t.Errorf("no row of the table cites %s", q.Address)
		}
	}
}

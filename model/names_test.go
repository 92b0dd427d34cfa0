package model_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"slices"
	"testing"

	"github.com/hangup-http/hangup/model"
)

// TestEveryFlagHasItsName reads the declaration of the flags: who adds one, names it.
func TestEveryFlagHasItsName(t *testing.T) {
	file, err := parser.ParseFile(token.NewFileSet(), "facts.go", nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	var declared []string
	for _, d := range file.Decls {
		if g, ok := d.(*ast.GenDecl); ok && g.Tok == token.CONST && isFlags(g) {
			for _, s := range g.Specs {
				if name := s.(*ast.ValueSpec).Names[0].Name; ast.IsExported(name) {
					declared = append(declared, name)
				}
			}
		}
	}
	var all model.Facts
	for _, f := range model.Flags() {
		all |= f
	}
	if got := all.Names(); !slices.Equal(got, declared) {
		t.Errorf("flags by name:\n%q\ndeclared:\n%q", got, declared)
	}
	for i, name := range declared {
		if f, ok := model.ParseFlag(name); !ok || f != model.Flags()[i] {
			t.Errorf("ParseFlag(%s) = %#x, %v", name, uint64(f), ok)
		}
	}
}

// isFlags tells whether the first constant of a group is declared with type Facts.
func isFlags(g *ast.GenDecl) bool {
	kind, ok := g.Specs[0].(*ast.ValueSpec).Type.(*ast.Ident)
	return ok && kind.Name == "Facts"
}

func TestNamesAreReadBack(t *testing.T) {
	readBack(t, model.AllStates(), model.ParseState)
	readBack(t, model.AllEvents(), model.ParseEvent)
	readBack(t, model.AllReasons(), model.ParseReason)
	readBack(t, model.AllTraits(), model.ParseTrait)
	readBack(t, model.AllStatuses(), model.ParseStatus)
	if _, ok := model.ParseFlag("begun"); ok {
		t.Error("a name in another case is read")
	}
}

func readBack[E interface {
	comparable
	String() string
}](t *testing.T, all []E, parse func(string) (E, bool)) {
	t.Helper()
	for _, e := range all {
		if got, ok := parse(e.String()); !ok || got != e {
			t.Errorf("%v is read as %v, %v", e, got, ok)
		}
	}
	if _, ok := parse("Event(200)"); ok || len(all) == 0 {
		t.Error("a name of nothing is read, or there is nothing to name")
	}
}

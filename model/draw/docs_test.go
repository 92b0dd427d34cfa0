package draw_test

import (
	"bytes"
	"io"
	"os"
	"path/filepath"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/hangup-http/hangup/model"
	"github.com/hangup-http/hangup/model/draw"
)

// TestDocsAreFresh compares the committed drawings with the table. The directives
// in doc.go write the same.
func TestDocsAreFresh(t *testing.T) {
	for name, print := range map[string]func(io.Writer) error{
		"model.svg":  func(w io.Writer) error { return draw.SVG(w, model.Standard, draw.Options{}) },
		"model.html": func(w io.Writer) error { return draw.HTML(w, model.Standard, draw.Options{}) },
		"model.md":   func(w io.Writer) error { return draw.MarkdownTable(w, model.Standard, draw.Selection{}) },
	} {
		var want bytes.Buffer
		if err := print(&want); err != nil {
			t.Fatal(err)
		}
		got, err := os.ReadFile(filepath.Join("..", "..", "docs", name))
		if err != nil || !bytes.Equal(got, want.Bytes()) {
			t.Errorf("docs/%s is stale: run go generate ./model/draw and commit it (%v)", name, err)
		}
	}
}

func TestExportMeetsItsSchema(t *testing.T) {
	schema := jsonschema.NewCompiler().MustCompile("../../docs/model.schema.json")
	var out bytes.Buffer
	if err := draw.JSON(&out, model.Standard, model.Requirements()); err != nil {
		t.Fatal(err)
	}
	validate := func(text []byte) error {
		doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(text))
		if err != nil {
			t.Fatal(err)
		}
		return schema.Validate(doc)
	}
	if err := validate(out.Bytes()); err != nil {
		t.Error(err)
	}
	if err := validate(bytes.Replace(out.Bytes(), []byte(`"choice"`), []byte(`"chioce"`), 1)); err == nil {
		t.Error("a row with a field that nobody knows meets the schema")
	}
	export := draw.NewExport(model.Standard, model.Requirements())
	if len(export.Rows) != len(model.Rules()) || len(export.Requirements) != len(model.Requirements()) || len(export.Policies) != len(model.Choices()) {
		t.Error("the export is not the whole model")
	}
}

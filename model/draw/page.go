package draw

import (
	"bytes"
	_ "embed"
	"fmt"
	"html/template"
	"io"

	"github.com/hangup-http/hangup/model"
)

//go:embed page.html
var pageSource string

var page = template.Must(template.New("page").Funcs(template.FuncMap{
	"url": SectionURL, "changes": func(r Row) string { return r.changes }, "condition": func(r Row) string { return r.condition },
	"choice": func(r Row) string { return r.choiceInWords() }, "mark": func(r Row) string { return r.mark() },
}).Parse(pageSource))

// content is what the page shows.
type content struct {
	Title        string
	Introduction string
	Drawing      template.HTML
	Sections     []section
}

// HTMLTable prints the selected rows as one page that needs nothing beside it: a table that can be
// filtered by any word in it.
func HTMLTable(w io.Writer, t *model.Table, selection Selection) error {
	return show(w, content{Title: "The table", Introduction: tableIntroduction, Sections: sections(t, selection)})
}

// HTML prints the drawing and, below it, the rows of the table on the same page.
// With a requirement, only the rows that cite it.
func HTML(w io.Writer, t *model.Table, o Options) error {
	var svg bytes.Buffer
	if err := SVG(&svg, t, o); err != nil {
		return err
	}
	return show(w, content{
		Title: "The model", Introduction: tableIntroduction, Drawing: template.HTML(svg.String()), // SVG escapes what it prints
		Sections: sections(t, Selection{Requirement: o.Requirement}),
	})
}

func show(w io.Writer, c content) error {
	if err := page.Execute(w, c); err != nil {
		return fmt.Errorf("printing the page: %w", err)
	}
	return nil
}

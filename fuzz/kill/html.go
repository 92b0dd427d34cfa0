package kill

import (
	_ "embed"
	"fmt"
	"html/template"
	"io"
	"maps"
	"slices"
	"strings"
)

//go:embed page.html
var page string

var pageTemplate = template.Must(template.New("page").Funcs(template.FuncMap{"join": strings.Join}).Parse(page))

// HTML prints the whole matrix as one page that needs nothing else, with filters.
func HTML(w io.Writer, m *Matrix) error {
	type row struct {
		jsonRow
		By []string // requirements that found it
	}
	data := struct {
		Matrix     *Matrix
		Rows       []row
		Must       []Worth
		Cases      []Worth
		Classes    []string // of the rows
		Addresses  []string // that found something
		ClassOf    map[string]string
		Classless  []string
		Sufficient []string
	}{
		Matrix: m, Must: m.Requirements(), Cases: m.PerCase(), ClassOf: map[string]string{},
		Classless: m.Classless(), Sufficient: m.Minimal(),
	}
	classes, addresses := map[string]bool{}, map[string]bool{}
	for i := range m.Rows {
		r := &m.Rows[i]
		data.ClassOf[r.Name] = r.Class
		if r.Class != "" {
			classes[r.Class] = true
		}
		for _, k := range slices.Concat(r.Kills, r.Wrong) {
			addresses[k.Requirement] = true
		}
		data.Rows = append(data.Rows, row{rowOf(r), requirementsOf(r.Kills)})
	}
	data.Classes, data.Addresses = slices.Sorted(maps.Keys(classes)), slices.Sorted(maps.Keys(addresses))
	if err := pageTemplate.Execute(w, data); err != nil {
		return fmt.Errorf("writing the page of the kill matrix: %w", err)
	}
	return nil
}

// requirementsOf returns what kills cite, each once.
func requirementsOf(kills []Kill) []string {
	by := map[string]bool{}
	for _, k := range kills {
		by[k.Requirement] = true
	}
	return slices.Sorted(maps.Keys(by))
}

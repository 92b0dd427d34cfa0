package matrix

import (
	_ "embed"
	"fmt"
	"html/template"
	"io"

	"github.com/hangup-http/hangup/model"
	"github.com/hangup-http/hangup/model/draw"
)

//go:embed matrix.html
var source string

var templates = template.Must(template.New("matrix").Funcs(template.FuncMap{
	"clause":  draw.SectionURL,
	"columns": func() []model.Verdict { return columns[:] },
	"letter":  func(v model.Verdict) string { return letters[v] },
	"plain":   oneLine,
	"legend":  func() string { return legend },
	"seconds": func(f float64) string { return fmt.Sprintf("%.1f", f) },
}).Parse(source))

// sheet is what the template is given.
type sheet struct {
	*Matrix
	Often string
	Rows  []model.Requirement
	Pages []page
	Alone bool // the sheet is one page of a server
	Whole bool // the pages stand behind the table
	links func(*Server) string
}

// Link leads to the page of a server.
func (s sheet) Link(server *Server) string {
	if s.Whole {
		return "#server-" + server.Name
	}
	return s.links(server)
}

// Cell is how a cell of the table looks, and where its findings are told.
func (s sheet) Cell(server *Server, address string) htmlCell {
	c, known := server.Cell(address)
	if !known {
		return htmlCell{}
	}
	cell := htmlCell{Verdict: c.Verdict.String(), Symbol: letters[c.Verdict], Title: fmt.Sprintf("%s: %s %s", server.Name, address, c.Verdict)}
	if why := server.Why(address); why != "" && c.Verdict == model.Violation {
		cell.Title += ", expected: " + why
	}
	if c.Flapped {
		cell.Symbol += "~"
		cell.Title += ", not in every run"
	}
	if c.Verdict >= model.Note {
		cell.Link = "#" + server.Anchor(address)
		if !s.Whole {
			cell.Link = s.links(server) + cell.Link
		}
	}
	return cell
}

// htmlCell is one cell of the table. Link is empty where there is nothing to tell.
type htmlCell struct{ Verdict, Symbol, Title, Link string }

// Anchor is where the findings on a requirement are, in the page of the server.
func (s *Server) Anchor(address string) string { return s.Name + "/" + address }

// Columns are the servers of which something is known.
func (s sheet) Columns() []*Server { return s.withCells() }

// HTML prints the matrix as a page that needs no other file. Page returns where the page
// of a server is, from the matrix; nil puts all pages behind it.
func HTML(w io.Writer, m *Matrix, page func(*Server) string) error {
	s := sheet{Matrix: m, Often: m.often(), Rows: m.Requirements(), Whole: page == nil, links: page}
	for _, server := range m.Servers {
		s.Pages = append(s.Pages, pageOf(server, s.Rows))
	}
	return execute(w, s)
}

// HTMLPage prints the page of a server.
func HTMLPage(w io.Writer, m *Matrix, server *Server) error {
	return execute(w, sheet{Matrix: m, Alone: true, Pages: []page{pageOf(server, m.Requirements())}})
}

func execute(w io.Writer, s sheet) error {
	if err := templates.Execute(w, s); err != nil {
		return fmt.Errorf("printing the matrix: %w", err)
	}
	return nil
}

package main

import (
	"bytes"
	"errors"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/hangup-http/hangup/internal/matrix"
)

// endings are those that a file of --output may have, and its formats.
var endings = map[string]string{".txt": "text", ".md": "md", ".html": "html", ".json": "json"}

// isFolder tells whether --output means a folder: one that is there, or a name that no
// file of a known format has.
func isFolder(path string) bool {
	if info, err := os.Stat(path); err == nil {
		return info.IsDir()
	}
	return endings[filepath.Ext(path)] == ""
}

// writable refuses what could not be written before servers are started for it, and makes
// the folders.
func (c *matrixCommand) writable() error {
	for _, path := range c.Output {
		if isFolder(path) {
			if err := os.MkdirAll(path, 0o755); err != nil {
				return usage("name a folder that can be written", "--output: %w", err)
			}
			continue
		}
		if endings[filepath.Ext(path)] == "" {
			return usage("end its name with .txt, .md, .html or .json, or name a folder", "--output %s: the ending says no format", path)
		}
		if err := writable(path); err != nil {
			return err
		}
	}
	return nil
}

// print writes the matrix to standard output and to every --output.
func (c *matrixCommand) print(s *surroundings, m *matrix.Matrix) error {
	for _, path := range c.Output {
		var err error
		if isFolder(path) {
			err = printFolder(path, m)
		} else {
			err = printFile(path, func(w io.Writer) error { return printMatrix(w, m, endings[filepath.Ext(path)]) })
		}
		if err != nil {
			return usage("", "writing the matrix: %w", err)
		}
	}
	if c.Format == "text" {
		return matrix.Text(s.stdout, m)
	}
	return printMatrix(s.stdout, m, c.Format)
}

// printMatrix prints all that is known in one format.
func printMatrix(w io.Writer, m *matrix.Matrix, format string) error {
	switch format {
	case "md":
		return matrix.Markdown(w, m, nil)
	case "html":
		return matrix.HTML(w, m, nil)
	case "json":
		return matrix.JSON(w, m)
	}
	errs := []error{matrix.Text(w, m)}
	for _, server := range m.Servers {
		_, err := io.WriteString(w, "\n"+strings.Repeat("=", 80)+"\n")
		errs = append(errs, err, matrix.TextPage(w, server))
	}
	return errors.Join(errs...)
}

// printFolder writes the table as index.html, matrix.md, matrix.txt and matrix.json, and
// a page for each server beside them, NAME.html, NAME.md and NAME.txt.
func printFolder(folder string, m *matrix.Matrix) error {
	beside := func(ending string) func(*matrix.Server) string {
		return func(server *matrix.Server) string { return server.Name + ending }
	}
	files := map[string]func(io.Writer) error{
		"index.html":  func(w io.Writer) error { return matrix.HTML(w, m, beside(".html")) },
		"matrix.md":   func(w io.Writer) error { return matrix.Markdown(w, m, beside(".md")) },
		"matrix.txt":  func(w io.Writer) error { return matrix.Text(w, m) },
		"matrix.json": func(w io.Writer) error { return matrix.JSON(w, m) },
	}
	for _, server := range m.Servers {
		files[server.Name+".html"] = func(w io.Writer) error { return matrix.HTMLPage(w, m, server) }
		files[server.Name+".md"] = func(w io.Writer) error { return matrix.MarkdownPage(w, m, server) }
		files[server.Name+".txt"] = func(w io.Writer) error { return matrix.TextPage(w, server) }
	}
	for name, print := range files {
		if err := printFile(filepath.Join(folder, name), print); err != nil {
			return err
		}
	}
	return nil
}

// printFile writes a file whole, or not at all.
func printFile(path string, print func(io.Writer) error) error {
	var b bytes.Buffer
	if err := print(&b); err != nil {
		return err
	}
	return os.WriteFile(path, slices.Clip(b.Bytes()), 0o644)
}

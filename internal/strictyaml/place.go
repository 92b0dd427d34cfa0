package strictyaml

import (
	"fmt"

	"go.yaml.in/yaml/v4"
)

// Error is one mistake in a file: where it is, what is wrong, and what to do.
type Error struct {
	File   string
	Line   int // from 1
	Column int // from 1
	Msg    string
}

// Error returns file:line:column: message.
func (e *Error) Error() string {
	return fmt.Sprintf("%s:%d:%d: %s", e.File, e.Line, e.Column, e.Msg)
}

// Place is where something was written down.
type Place struct {
	File         string
	Line, Column int
}

// String returns file:line:column.
func (p Place) String() string { return fmt.Sprintf("%s:%d:%d", p.File, p.Line, p.Column) }

// Fail returns the [Error] for what is wrong there.
func (p Place) Fail(format string, args ...any) error {
	return &Error{File: p.File, Line: max(p.Line, 1), Column: max(p.Column, 1), Msg: fmt.Sprintf(format, args...)}
}

// Place is where a node stands.
func (r Reader) Place(n *yaml.Node) Place { return Place{r.File, n.Line, n.Column} }

// Fail returns the [Error] for what is wrong with a node.
func (r Reader) Fail(at *yaml.Node, format string, args ...any) error {
	return r.Place(at).Fail(format, args...)
}

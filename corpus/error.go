package corpus

import "fmt"

// Error is one mistake in a case file: where it is, what is wrong, and what to do.
type Error struct {
	File   string
	Line   int // from 1
	Column int // from 1, in octets
	Msg    string
}

// Error returns file:line:column: message.
func (e *Error) Error() string {
	return fmt.Sprintf("%s:%d:%d: %s", e.File, e.Line, e.Column, e.Msg)
}

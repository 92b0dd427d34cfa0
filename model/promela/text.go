package promela

import (
	"bytes"
	"fmt"
	"strings"
)

// text is Promela in the making: lines, indented by the blocks that are open.
type text struct {
	bytes.Buffer
	depth int
}

// line prints one line.
func (t *text) line(format string, args ...any) {
	t.WriteString(strings.Repeat("\t", t.depth))
	fmt.Fprintf(t, format, args...)
	t.WriteByte('\n')
}

// blank prints an empty line.
func (t *text) blank() { t.WriteByte('\n') }

// block prints a line that opens a block, what is inside, and the line that closes it.
func (t *text) block(opening string, inside func(), closing string) {
	t.line("%s", opening)
	t.depth++
	inside()
	t.depth--
	t.line("%s", closing)
}

// branch is one way on: taken when its condition holds and that of no branch before it does.
type branch struct {
	when string // "" holds always
	then []string
	note string
}

// first prints branches, of which the first that holds is taken. Promela has no "else if": each
// else opens another if, and all are closed at the end.
func (t *text) first(branches []branch) {
	open, word := 0, "if"
	for _, b := range branches {
		then := strings.Join(append(b.then[:len(b.then):len(b.then)], "skip")[:max(1, len(b.then))], "; ")
		if b.note != "" {
			then += " /* " + strings.ReplaceAll(b.note, "*/", "* /") + " */"
		}
		switch {
		case b.when != "":
			t.line("%s :: %s -> %s", word, b.when, then)
			open++
			word = ":: else -> if"
			continue
		case open == 0:
			t.line("%s", then)
		default:
			t.line(":: else -> %s", then)
		}
		t.closing(open)
		return
	}
	if open > 0 {
		t.line(":: else -> skip")
	}
	t.closing(open)
}

func (t *text) closing(n int) {
	if n > 0 {
		t.line("%s", strings.TrimSpace(strings.Repeat("fi ", n)))
	}
}

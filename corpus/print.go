package corpus

import (
	"bytes"
	"fmt"
	"time"

	"github.com/hangup-http/hangup/model"
)

// Print returns the canonical text of cases that Parse could have returned.
// Parse reads it back to equal cases, but for File and Line.
func Print(cases []Case) []byte {
	var w bytes.Buffer
	for i, c := range cases {
		if i > 0 {
			w.WriteByte('\n')
		}
		printHeader(&w, c)
		w.WriteByte('\n')
		for j, s := range c.Steps {
			if s.Kind == Send && j > 0 && c.Steps[j-1].Kind == Send {
				w.WriteString("flush\n")
			}
			printComments(&w, s.Comments)
			printStep(&w, s)
		}
	}
	return w.Bytes()
}

func printHeader(w *bytes.Buffer, c Case) {
	printComments(w, c.Why)
	fmt.Fprintf(w, "case %s\nabout", c.Name)
	for _, a := range c.About {
		fmt.Fprintf(w, " %s", a)
	}
	if len(c.Needs) > 0 {
		w.WriteString("\nneeds")
	}
	for _, h := range c.Needs {
		fmt.Fprintf(w, " %s", h)
	}
	for _, url := range c.From {
		fmt.Fprintf(w, "\nfrom %s", url)
	}
	if c.Split != Whole || len(c.Also) > 0 {
		fmt.Fprintf(w, "\nsplit %v", c.Split)
	}
	for _, way := range c.Also {
		fmt.Fprintf(w, " %v", way)
	}
	w.WriteByte('\n')
}

func printComments(w *bytes.Buffer, lines []string) {
	for _, text := range lines {
		if text == "" {
			w.WriteString("#\n")
			continue
		}
		fmt.Fprintf(w, "# %s\n", text)
	}
}

var stepNames = [...]string{
	Await: "await", AwaitStart: "await start", AwaitClose: "await close",
	HalfClose: "half-close", Close: "close", Reset: "reset",
	StopReading: "stop reading", ResumeReading: "resume reading", Connect: "connect", ConnectBeside: "connect beside",
}

func printStep(w *bytes.Buffer, s Step) {
	switch s.Kind {
	case Send:
		printData(w, s.Pieces)
	case Pause:
		if s.Duration%time.Second == 0 {
			fmt.Fprintf(w, "pause %ds\n", s.Duration/time.Second)
			return
		}
		fmt.Fprintf(w, "pause %dms\n", s.Duration.Milliseconds())
	default:
		fmt.Fprintln(w, stepNames[s.Kind])
	}
}

// printData writes one line for each run of pieces that Parse reads from one line.
func printData(w *bytes.Buffer, pieces []Piece) {
	for len(pieces) > 0 {
		n := lineLength(pieces)
		if isText(pieces[:n]) {
			printText(w, pieces[:n])
		} else {
			printQuoted(w, pieces[:n])
		}
		pieces = pieces[n:]
	}
}

// lineLength returns how many of the pieces stand on one line: up to an LF, a
// repeated piece, or the border of two literals.
func lineLength(pieces []Piece) int {
	for i, piece := range pieces {
		last := i == len(pieces)-1 || pieces[i+1].Repeat > 0 || piece.Repeat > 0
		if last || piece.Data != nil && (pieces[i+1].Data != nil || bytes.HasSuffix(piece.Data, []byte("\n"))) {
			return i + 1
		}
	}
	return 0
}

// isText tells whether a line can be read without quotes. Spaces at either end
// are quoted, since they are easily overlooked.
func isText(line []Piece) bool {
	last := line[len(line)-1]
	if last.Repeat > 0 || !bytes.HasSuffix(last.Data, []byte("\r\n")) {
		return false
	}
	for i, piece := range line {
		data := piece.Data
		if i == len(line)-1 {
			data = bytes.TrimSuffix(data, []byte("\r\n"))
			if bytes.HasSuffix(data, []byte(" ")) {
				return false
			}
		}
		if i == 0 && bytes.HasPrefix(data, []byte(" ")) {
			return false
		}
		for _, b := range data {
			if b < ' ' || b > '~' || b == '\\' {
				return false
			}
		}
	}
	return true
}

func printText(w *bytes.Buffer, line []Piece) {
	last := line[len(line)-1]
	if len(line) == 1 && len(last.Data) == 2 {
		w.WriteString(">\n")
		return
	}
	w.WriteString("> ")
	for _, piece := range line {
		if piece.Data == nil {
			printPlaceholder(w, piece)
			continue
		}
		for _, b := range bytes.TrimSuffix(piece.Data, []byte("\r\n")) {
			printOctet(w, b)
		}
	}
	w.WriteByte('\n')
}

func printQuoted(w *bytes.Buffer, line []Piece) {
	w.WriteString(`>> "`)
	for _, piece := range line {
		if piece.Data == nil {
			printPlaceholder(w, piece)
			continue
		}
		for _, b := range piece.Data {
			printEscaped(w, b)
		}
	}
	w.WriteByte('"')
	if n := line[0].Repeat; n > 0 {
		fmt.Fprintf(w, " * %d", n)
	}
	w.WriteByte('\n')
}

func printPlaceholder(w *bytes.Buffer, piece Piece) {
	switch {
	case piece.Host:
		w.WriteString("{host}")
	case piece.Handler == model.Slow || piece.Handler == model.Size:
		fmt.Fprintf(w, "{%s:%d}", piece.Handler, piece.Arg)
	default:
		fmt.Fprintf(w, "{%s}", piece.Handler)
	}
}

// printOctet doubles braces.
func printOctet(w *bytes.Buffer, b byte) {
	w.WriteByte(b)
	if b == '{' || b == '}' {
		w.WriteByte(b)
	}
}

func printEscaped(w *bytes.Buffer, b byte) {
	switch {
	case b == '\r':
		w.WriteString(`\r`)
	case b == '\n':
		w.WriteString(`\n`)
	case b == '\t':
		w.WriteString(`\t`)
	case b == '\\' || b == '"':
		w.WriteByte('\\')
		w.WriteByte(b)
	case b < ' ' || b > '~':
		fmt.Fprintf(w, `\x%02x`, b)
	default:
		printOctet(w, b)
	}
}

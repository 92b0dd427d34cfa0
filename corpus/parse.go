package corpus

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/hangup-http/hangup/model"
)

// maxErrors is how many mistakes Parse reports before it gives up: the rest of
// a badly broken file is seldom worth reading.
const maxErrors = 10

// Parse reads the cases of one file; file is its name in messages. Own are requirements
// that cases may be about next to those of the RFCs. On mistakes it returns no cases and
// up to ten errors of type *[Error], joined.
func Parse(file string, src []byte, own ...model.Requirement) ([]Case, error) {
	p := &parser{file: file, own: own, seen: map[string]int{}}
	for text := range strings.Lines(string(src)) {
		p.line++
		p.read(strings.TrimSuffix(text, "\n"))
		if len(p.errs) >= maxErrors {
			break
		}
	}
	if len(p.errs) < maxErrors {
		p.endCase()
		p.orphans(len(p.comments))
	}
	if p.errs != nil {
		return nil, p.joined()
	}
	return p.cases, nil
}

// joined returns the first errors in the order of the file: checks of a whole
// case come behind those of its lines.
func (p *parser) joined() error {
	slices.SortStableFunc(p.errs, func(a, b *Error) int {
		return cmp.Or(cmp.Compare(a.Line, b.Line), cmp.Compare(a.Column, b.Column))
	})
	var all []error
	for _, e := range p.errs[:min(len(p.errs), maxErrors)] {
		all = append(all, e)
	}
	return errors.Join(all...)
}

type parser struct {
	file  string
	own   []model.Requirement
	line  int
	cases []Case
	errs  []*Error
	seen  map[string]int // line of each case name

	comments []comment // not yet given to a case or a step
	attached int       // index of the first comment behind the last blank line

	current *draft // nil above the first case
}

type comment struct {
	text string
	line int
}

// draft is the case that is being read.
type draft struct {
	Case
	broken  bool              // a mistake was reported: checks of the whole case would only echo it
	sending bool              // the last step is a Send that takes more lines
	flush   int               // line of a flush that waits for its next segment, else 0
	needs   map[string]column // where each entry of needs was written
	split   bool              // a way to split was written
}

type column struct{ line, column int }

// fail reports a mistake on the current line.
func (p *parser) fail(col int, format string, args ...any) {
	p.failAt(column{p.line, col}, format, args...)
}

func (p *parser) failAt(at column, format string, args ...any) {
	if p.current != nil {
		p.current.broken = true
	}
	p.errs = append(p.errs, &Error{File: p.file, Line: at.line, Column: at.column, Msg: fmt.Sprintf(format, args...)})
}

// read takes one line.
func (p *parser) read(text string) {
	if strings.HasSuffix(text, "\r") {
		p.fail(len(text), "the line ends with CR LF: save the file with LF alone, and write CR in data as \\r")
		return
	}
	if strings.HasPrefix(text, "#") {
		p.comment(text)
		return
	}
	if strings.Trim(text, " ") == "" {
		p.attached = len(p.comments)
		return
	}
	if i := strings.IndexFunc(text, func(r rune) bool { return r < ' ' || r > '~' }); i >= 0 {
		p.fail(i+1, "octet 0x%02x cannot stand here: write it in quotes, as in >> \"\\x%02x\"", text[i], text[i])
		return
	}
	if strings.HasPrefix(text, ">") {
		p.send(text)
		return
	}
	p.words(text)
}

func (p *parser) comment(text string) {
	if i := strings.IndexFunc(text, func(r rune) bool { return unicode.IsControl(r) && r != '\t' || r == utf8.RuneError }); i >= 0 {
		p.fail(i+1, "octet 0x%02x cannot stand in a comment: remove it", text[i])
		return
	}
	text = strings.TrimPrefix(strings.TrimPrefix(text, "#"), " ")
	p.comments = append(p.comments, comment{strings.TrimRight(text, " \t"), p.line})
}

// orphans reports the first n pending comments as belonging to nothing.
func (p *parser) orphans(n int) {
	if n > 0 {
		at := column{p.comments[0].line, 1}
		p.failAt(at, "this comment belongs to nothing: put it directly above `case`, or above a step")
	}
	p.comments, p.attached = p.comments[n:], 0
}

// takeComments returns the pending comments, which belong to what is read next.
func (p *parser) takeComments() []string {
	var texts []string
	for _, c := range p.comments {
		texts = append(texts, c.text)
	}
	p.comments, p.attached = nil, 0
	return texts
}

// word is a word of a line and where it begins.
type word struct {
	text   string
	column int
}

// split cuts a line at its spaces.
func split(text string) []word {
	var words []word
	for i := 0; i < len(text); {
		if text[i] == ' ' {
			i++
			continue
		}
		end := i + strings.IndexByte(text[i:]+" ", ' ')
		words = append(words, word{text[i:end], i + 1})
		i = end
	}
	return words
}

// words takes a line that begins with a keyword.
func (p *parser) words(text string) {
	if text[0] == ' ' {
		p.fail(1, "the line is indented: begin it in the first column")
		return
	}
	all := split(text)
	key, rest := all[0], all[1:]
	switch {
	case key.text == "case":
		p.endCase()
		p.beginCase(key, rest)
	case headers[key.text] != nil:
		p.header(key, rest)
	case steps[key.text] != nil:
		p.step(key, rest)
	default:
		p.fail(key.column, "%q is no keyword: %s", key.text, suggest(key.text, keywords(), "see docs/case-format.md for what a line may begin with"))
	}
}

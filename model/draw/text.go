package draw

import "strings"

// token is one word and how it is set.
type token struct{ word, class string }

// Classes of words.
const (
	plainWord = ""
	guardWord = "when" // what has to hold
	doingWord = "do"   // what the machine does
)

// tokens splits a phrase, with guards in brackets, and what is done. A guard or what
// is done stays in one piece while it is short.
func tokens(phrase, doing string) []token {
	var all []token
	for phrase != "" {
		before, rest, found := strings.Cut(phrase, "[")
		all = append(all, pieces(before, plainWord)...)
		if !found {
			break
		}
		guard, rest, _ := strings.Cut(rest, "]")
		comma := ""
		if strings.HasPrefix(rest, ",") {
			comma, rest = ",", rest[1:]
		}
		all = append(all, pieces(together("["+guard+"]"+comma), guardWord)...)
		phrase = rest
	}
	if doing != "" && len(all) > 0 {
		doing = "→ " + doing
	}
	return append(all, pieces(together(doing), doingWord)...)
}

func pieces(text, class string) (all []token) {
	for _, word := range strings.FieldsFunc(text, func(c rune) bool { return c == ' ' }) {
		all = append(all, token{word, class})
	}
	return all
}

// together makes a short text a single word, and binds an arrow to what follows it.
func together(text string) string {
	if len(text) <= 26 {
		return strings.ReplaceAll(text, " ", "\u00a0")
	}
	return strings.Replace(text, "→ ", "→\u00a0", 1)
}

func (t token) width(size float64) float64 {
	if t.class == doingWord {
		return measureBold(t.word, size)
	}
	return measure(t.word, size)
}

// line is words on one line.
type line []token

func (l line) width(size float64) float64 {
	sum := 0.0
	for i, t := range l {
		if i > 0 {
			sum += measure(" ", size)
		}
		sum += t.width(size)
	}
	return sum
}

// flow breaks words into lines no wider than width.
func flow(all []token, size, width float64) []line {
	var lines []line
	var current line
	for _, t := range all {
		if longer := append(current[:len(current):len(current)], t); len(current) == 0 || longer.width(size) <= width {
			current = longer
			continue
		}
		lines = append(lines, current)
		current = line{t}
	}
	if len(current) > 0 {
		lines = append(lines, current)
	}
	return lines
}

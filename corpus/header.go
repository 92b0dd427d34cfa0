package corpus

import (
	"maps"
	"net/url"
	"regexp"
	"slices"

	"github.com/hangup-http/hangup/model"
)

// caseName begins with a letter, so that no name can be taken for the address of a requirement.
var caseName = regexp.MustCompile(`^[a-z][a-z0-9.-]*(/[a-z0-9][a-z0-9.-]*)*$`)

// headers are the lines between `case` and its first step. Each takes one or more words.
var headers = map[string]func(*parser, word){
	"about": (*parser).about,
	"needs": (*parser).needs,
	"from":  (*parser).from,
	"split": (*parser).split,
}

// keywords returns all words that a line can begin with, in a stable order.
func keywords() []string {
	all := slices.Concat([]string{"case"}, slices.Collect(maps.Keys(headers)), slices.Collect(maps.Keys(steps)))
	slices.Sort(all)
	return all
}

func (p *parser) beginCase(key word, rest []word) {
	p.orphans(p.attached)
	p.current = &draft{needs: map[string]column{}}
	p.current.Why = p.takeComments()
	p.current.File, p.current.Line = p.file, p.line
	if len(rest) != 1 {
		p.fail(key.column, "`case` takes one name: for example `case close/behind-close`")
		return
	}
	name := rest[0]
	if !caseName.MatchString(name.text) {
		p.fail(name.column, "%q is no name for a case: use lower-case letters, digits, '-' and '.', with '/' between parts and a letter first", name.text)
		return
	}
	if line, ok := p.seen[name.text]; ok {
		p.fail(name.column, "the name %s is taken by the case in line %d: choose another", name.text, line)
		return
	}
	p.seen[name.text] = p.line
	p.current.Name = name.text
}

func (p *parser) header(key word, rest []word) {
	switch {
	case p.current == nil:
		p.fail(key.column, "`%s` stands above the first case: begin with `case` and a name", key.text)
	case len(p.current.Steps) > 0:
		p.fail(key.column, "`%s` stands behind a step: put it directly below `case`", key.text)
	case len(p.comments) > 0:
		p.orphans(len(p.comments))
	case len(rest) == 0:
		p.fail(key.column, "`%s` says nothing: write at least one word behind it, or remove the line", key.text)
	}
	if p.current == nil {
		return
	}
	for _, w := range rest {
		headers[key.text](p, w)
	}
}

func (p *parser) about(w word) {
	_, known := model.Lookup(w.text)
	for _, own := range p.own {
		known = known || own.Address == w.text
	}
	if !known {
		p.fail(w.column, "no requirement has the address %q: %s", w.text, suggestAddress(w.text, p.own))
		return
	}
	p.current.About = addOnce(p, p.current.About, w.text, w)
}

func (p *parser) needs(w word) {
	h, ok := model.ParseHandler(w.text)
	switch {
	case !ok:
		p.fail(w.column, "%q is no capability: %s", w.text, suggest(w.text, handlerNames(), "`hangup cases` lists what cases need"))
	case h == model.Answer:
		p.fail(w.column, "every target can answer: remove the word")
	default:
		p.current.Needs = addOnce(p, p.current.Needs, h, w)
		p.current.needs[w.text] = column{p.line, w.column}
	}
}

func handlerNames() []string {
	var names []string
	for _, h := range model.Handlers() {
		names = append(names, h.String())
	}
	return names
}

func (p *parser) from(w word) {
	u, err := url.Parse(w.text)
	if err != nil || u.Host == "" || (u.Scheme != "https" && u.Scheme != "http") {
		p.fail(w.column, "%q is no web address: write the whole URL of the bug, with https://", w.text)
		return
	}
	p.current.From = addOnce(p, p.current.From, w.text, w)
}

func (p *parser) split(w word) {
	way := Split(slices.Index(splitNames[:], w.text))
	switch c := p.current; {
	case way == noSplit:
		p.fail(w.column, "%q is no way to split: %s", w.text, suggest(w.text, splitNames[:], "write whole, every-byte or boundaries"))
	case !c.split:
		c.Split, c.split = way, true
	case way == c.Split:
		p.fail(w.column, "%s stands here twice: remove one", w.text)
	default:
		c.Also = addOnce(p, c.Also, way, w)
	}
}

// splitNames are the words for the ways to split.
var splitNames = [...]string{Whole: "whole", EveryByte: "every-byte", Boundaries: "boundaries"}

// noSplit is what becomes of -1.
const noSplit = ^Split(0)

// String returns the word for it in a case file.
func (s Split) String() string { return splitNames[s] }

// addOnce appends v, and reports it when it is there already.
func addOnce[T comparable](p *parser, all []T, v T, w word) []T {
	if slices.Contains(all, v) {
		p.fail(w.column, "%s stands here twice: remove one", w.text)
		return all
	}
	return append(all, v)
}

package gen

import "fmt"

// steerable are the arguments whose values have labels: which argument of which kind, how many
// values it has, and the labels of each.
var steerable = [...]struct {
	kind             Kind
	argument, values int
	labels           func(value int) []string
}{
	{Request, 0, len(methods), func(v int) []string { return []string{groupMethod + methods[v]} }},
	{Request, 1, len(targets), func(v int) []string { return []string{groupTarget + targets[v].label()} }},
	{Request, 2, requestForms, func(v int) []string { return formLabels(uint8(v)) }},
	{Field, 0, len(fields), func(v int) []string { return []string{groupField + fields[v].name} }},
	{Content, 0, numContents, func(v int) []string { return contentLabels[v : v+1] }},
}

// mostValues is how many values a steerable argument has at most.
const mostValues = 24

// preferences are how often each value of a steerable argument is chosen; nil where all are equal.
type preferences [len(steerable)]*[mostValues]int

// of returns the weights of the first n values of an argument, nil where all are equal.
func (p *preferences) of(kind Kind, argument, n int) []int {
	for i := range steerable {
		if s := &steerable[i]; p[i] != nil && s.kind == kind && s.argument == argument {
			return p[i][:n]
		}
	}
	return nil
}

// Prefer has something be chosen so many times as often, among what it competes with, as it is
// now: 0 is never. It is named by its label, one of those that [AllLabels] returns, for example
// "field Expect", "method HEAD", "version 1.0", "malformed chunk" or "client reset". What follows from
// several choices ("asks close", "client pipelining") cannot be steered by itself: prefer
// what leads to it. For such a label, and for one that does not exist, Prefer panics, as does
// a negative number: those are mistakes in a test.
func (a Alphabet) Prefer(label string, times int) Alphabet {
	if times < 0 {
		panic(fmt.Sprintf("gen: Prefer(%q, %d): times must not be negative", label, times))
	}
	for kind, l := range clientLabels {
		if l == label {
			a.Weights[kind] *= times
			return a
		}
	}
	if !a.prefer.multiply(label, times) {
		panic(fmt.Sprintf("gen: Prefer(%q) names nothing that is chosen; gen.AllLabels has the labels", label))
	}
	return a
}

// multiply changes the weights of the values that have a label, and tells whether there are any.
func (p *preferences) multiply(label string, times int) (found bool) {
	for i, s := range steerable {
		for v := range s.values {
			for _, l := range s.labels(v) {
				if l == label {
					p[i] = multiplied(p[i], v, times)
					found = true
				}
			}
		}
	}
	return found
}

// multiplied returns a copy in which one weight is multiplied.
func multiplied(w *[mostValues]int, value, times int) *[mostValues]int {
	var changed [mostValues]int
	for i := range changed {
		changed[i] = 1
	}
	if w != nil {
		changed = *w
	}
	changed[value] *= times
	return &changed
}

// weighted chooses one of so many values by their weights; 0 where none has any.
func weighted(choose Choose, label string, weights []int) int {
	total := 0
	for _, w := range weights {
		total += w
	}
	if total == 0 {
		return 0
	}
	at := choose(label, total)
	for value, w := range weights {
		if at < w {
			return value
		}
		at -= w
	}
	return 0
}

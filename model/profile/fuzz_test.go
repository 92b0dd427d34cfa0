package profile_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/hangup-http/hangup/model"
	"github.com/hangup-http/hangup/model/profile"
	"github.com/hangup-http/hangup/model/trace"
)

// FuzzProfile: any text is a profile that works, or a mistake with a position.
func FuzzProfile(f *testing.F) {
	for _, name := range profile.Names() {
		src, _ := profile.Source(name)
		f.Add(src)
		f.Add([]byte("extends: " + name))
	}
	for _, seed := range []string{
		complete,
		"capabilities: {slow: \"/{ms}\"}", "a: &a [*a]", "a: &a {b: *a}", "extends: [a]", "? {a: b}\n: c",
		"policies: {close-idle: {value: require, cites: a/b/c, level: SHOULD}}\nrequirements: {address: a/b/c, level: MUST, rule: r, budget: 1s}",
		"requirements: {address: a/b/c, level: SHOULD, rule: r, never: {on: [Silent, Closes], when: {all: Served, not: Begun, last: NotLast, trait: Plain, served: 3}}}",
		"levels: {9112/9.6/announce-close: off, 9112/9.2/one-response: MAY}\nbudgets: {settle: 1ms, 9112/9.6/announce-close: 2s}",
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, src []byte) {
		p, err := profile.Parse("p.yaml", src)
		if err != nil {
			var mistake *profile.Error
			if !errors.As(err, &mistake) || mistake.Line < 1 || mistake.Column < 1 || strings.Contains(err.Error(), "\n") {
				t.Errorf("no position, or more than one line: %q", err)
			}
			return
		}
		for h := range p.Capabilities {
			path := p.Path(h, 7, "key")
			if !strings.HasPrefix(path, "/") || strings.ContainsAny(path, " \r\n{}") {
				t.Errorf("path %q", path)
			}
		}
		p.Changes()
		b := p.Patience(trace.DefaultBudgets())
		if b.Answer <= 0 || b.Interim <= 0 || b.Close <= 0 || b.Patience <= 0 || b.Settle <= 0 {
			t.Errorf("budgets %v", b)
		}
		j := model.NewJudge(p.Table())
		for i, e := range model.AllEvents() {
			j.Client(model.Input{Event: model.Begins}, i)
			j.Observe(model.Input{Event: e}, i)
		}
		j.Verdict()
	})
}

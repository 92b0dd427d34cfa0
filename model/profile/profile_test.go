package profile_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/hangup-http/hangup/corpus"
	"github.com/hangup-http/hangup/model"
	"github.com/hangup-http/hangup/model/profile"
	"github.com/hangup-http/hangup/model/trace"
)

// TestShipped: every profile that ships can be loaded by its name, and each of its own
// requirements has a case that can show it broken.
func TestShipped(t *testing.T) {
	if want := []string{"rfc", "embedded", "proxy", "strict"}; !slices.Equal(profile.Names(), want) {
		t.Errorf("profiles %q, want %q", profile.Names(), want)
	}
	for _, name := range profile.Names() {
		p, err := profile.Load(name)
		if err != nil || p.Name != name {
			t.Fatalf("%s: %q, %v", name, p.Name, err)
		}
		var own []model.Requirement
		for _, q := range p.Requirements {
			own = append(own, q.Requirement)
		}
		about := map[string]bool{}
		for _, file := range p.Cases {
			cases, err := corpus.Parse(file.Name, file.Text, own...)
			if err != nil {
				t.Error(err)
			}
			for _, c := range cases {
				for _, address := range c.About {
					about[address] = true
				}
			}
		}
		for _, q := range own {
			if !about[q.Address] {
				t.Errorf("%s: no case is about %s", name, q.Address)
			}
		}
	}
}

func TestTheDefaultProfileIsTheStandardTable(t *testing.T) {
	p, _ := profile.Load("rfc")
	if p.Table() != model.Standard || p.Policy() != model.DefaultPolicy || len(p.Changes()) != 0 {
		t.Errorf("rfc changes %v", p.Changes())
	}
}

// The policy of a profile is what the built-in server does.
func TestPolicy(t *testing.T) {
	p, err := profile.Parse("p.yaml", []byte("policies: {one-exchange: require, say-408: forbid, omit-100: allow}"))
	if err != nil {
		t.Fatal(err)
	}
	if want := (model.DefaultPolicy | model.OneExchange) &^ model.Say408; p.Policy() != want {
		t.Errorf("policy %b", p.Policy())
	}
}

// What a profile says of a requirement holds for those that extend it, until they say otherwise.
func TestExtends(t *testing.T) {
	p, err := profile.Parse("p.yaml", []byte("extends: strict\nlevels: {9112/9.6/announce-close: SHOULD, hangup/timeout/idle: off}\nbudgets: {hangup/timeout/head: 5s, answer: 2s}\n"))
	if err != nil {
		t.Fatal(err)
	}
	if q, _ := p.Lookup("9112/9.6/announce-close"); q.Level != model.Should {
		t.Errorf("announce-close is a %v", q.Level)
	}
	if q, _ := p.Lookup("9112/9.6/half-close"); q.Level != model.Must {
		t.Errorf("half-close is a %v", q.Level)
	}
	if slices.ContainsFunc(p.Known(), func(q model.Requirement) bool { return q.Address == "hangup/timeout/idle" }) {
		t.Error("a requirement that is off is known")
	}
	b := p.Patience(trace.DefaultBudgets())
	if b.Own["hangup/timeout/head"] != 5*time.Second || b.Own["hangup/timeout/body"] != 90*time.Second || b.Answer != 2*time.Second || b.Close != time.Second {
		t.Errorf("budgets %v", b)
	}
	strict, _ := profile.Load("strict")
	if q, _ := strict.Lookup("9112/9.6/announce-close"); q.Level != model.Must || len(strict.Budgets.Own) != 0 {
		t.Error("strict was changed in place")
	}
}

func Example() {
	p, err := profile.Parse("acme.yaml", []byte(`
extends: proxy
requirements:
  - address: acme/keepalive/max-100
    level: MUST
    rule: A connection serves at most 100 requests.
    sign: a request is answered behind the 100th response
    never:
      - {in: [responding], on: [AnswerStarts], when: {served: 100}}
`))
	if err != nil {
		fmt.Println(err)
		return
	}
	j := model.NewJudge(p.Table())
	for i := range 101 {
		for _, e := range []model.Event{model.Begins, model.HeadEnds} {
			j.Client(model.Input{Event: e}, i)
		}
		j.Observe(model.Input{Event: model.AnswerStarts, Status: model.S2xx}, i)
		j.Observe(model.Input{Event: model.AnswerEnds}, i)
	}
	verdict, deviations := j.Verdict()
	fmt.Println(verdict, deviations[0].Rule.Cites)
	// Output: violation acme/keepalive/max-100
}

func BenchmarkTable(b *testing.B) {
	p, _ := profile.Load("strict")
	for b.Loop() {
		p.Table()
	}
}

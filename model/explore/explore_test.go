package explore_test

import (
	"context"
	"errors"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/hangup-http/hangup/corpus"
	"github.com/hangup-http/hangup/model"
	"github.com/hangup-http/hangup/model/explore"
)

func run(t *testing.T, o explore.Options) *explore.Result {
	t.Helper()
	r, err := explore.Run(context.Background(), o)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// TestEverythingHolds: with the usual choices, and with each of them made the other way.
func TestEverythingHolds(t *testing.T) {
	for _, other := range []model.Policy{0, model.HonourKeepAlive10, model.OneExchange, model.CloseAfterError, model.CloseUnread, model.Say408} {
		p := model.DefaultPolicy ^ other
		r := run(t, explore.Options{Policy: &p})
		for _, q := range r.Properties {
			if !q.Holds && !(q.Kind == explore.Sometimes && p != model.DefaultPolicy) {
				t.Errorf("policy %05b: %s: %s %v", p, q.Name, q.Why, q.Never)
			}
		}
	}
}

// TestWorkersAgree: however many look, they find the same.
func TestWorkersAgree(t *testing.T) {
	one, three := run(t, explore.Options{Workers: 1}), run(t, explore.Options{Workers: 3})
	if one.Configurations != three.Configurations || one.Transitions != three.Transitions || one.Depth != three.Depth {
		t.Errorf("one worker: %d, %d, %d; three: %d, %d, %d",
			one.Configurations, one.Transitions, one.Depth, three.Configurations, three.Transitions, three.Depth)
	}
	if one.Memory >= 24 {
		t.Errorf("%.1f octets for each configuration", one.Memory)
	}
}

// TestDefectsAreFound: each by the property that says so, with the shortest conversation.
func TestDefectsAreFound(t *testing.T) {
	for _, tt := range []struct {
		defect, property string
		stem, cycle      int
	}{
		{"serves-behind-close", "announced-close-is-kept", 8, 0},
		{"bad-head-costs-answer", "fin-cuts-no-answer", 4, 0},
		{"content-becomes-request", "content-is-no-request", 7, 0},
		{"lingers-for-ever", "closed-when-the-client-stops", 2, 1},
		{"waits-for-the-head", "closed-when-the-client-stops", 1, 1},
	} {
		d, ok := explore.LookupDefect(tt.defect)
		if !ok {
			t.Fatalf("no defect %s", tt.defect)
		}
		broken := breach(run(t, explore.Options{Table: d.Table(model.Standard)}), tt.property)
		if broken == nil {
			t.Errorf("%s: %s holds", tt.defect, tt.property)
			continue
		}
		if len(broken.Stem) != tt.stem || len(broken.Cycle) != tt.cycle {
			var b strings.Builder
			_ = broken.Print(&b)
			t.Errorf("%s: %d steps and a cycle of %d, want %d and %d:\n%s", tt.defect, len(broken.Stem), len(broken.Cycle), tt.stem, tt.cycle, &b)
		}
		if name := explore.Check(d.Table(model.Standard), model.DefaultPolicy, explore.Scopes()[0]); name == "" {
			t.Errorf("Check finds nothing in %s", tt.defect)
		}
	}
	if name := explore.Check(model.Standard, model.DefaultPolicy, explore.Scopes()[0]); name != "" {
		t.Errorf("Check finds %s broken in the standard table", name)
	}
}

func breach(r *explore.Result, name string) *explore.Conversation {
	for _, p := range r.Properties {
		if p.Name == name {
			return p.Breach
		}
	}
	return nil
}

// TestGapIsFound: a table without a row says so.
func TestGapIsFound(t *testing.T) {
	rules := slices.DeleteFunc(model.Rules(), func(r model.Rule) bool {
		return r.In>>model.Idle&1 != 0 && r.On>>model.ShutsDown&1 != 0
	})
	r := run(t, explore.Options{Table: model.NewTable(rules)})
	b := breach(r, "server-keeps-the-table")
	if b == nil || len(b.Stem) != 1 || b.Stem[0].Rule != nil {
		t.Fatalf("the gap was not found in one step: %v", b)
	}
}

// TestScriptsAreCases: what can be replayed is a case that the corpus reads.
func TestScriptsAreCases(t *testing.T) {
	written := 0
	for _, d := range explore.Defects() {
		for _, p := range run(t, explore.Options{Table: d.Table(model.Standard)}).Properties {
			if p.Breach == nil {
				continue
			}
			text, err := p.Breach.Script("explored/"+p.Name, "9112/9.2/one-response", p.Says)
			if errors.Is(err, explore.ErrInside) {
				continue
			}
			if _, err := corpus.Parse("found.case", []byte(text)); err != nil {
				t.Errorf("%s, %s: %v\n%s", d.Name, p.Name, err, text)
			}
			written++
		}
	}
	if written < 5 {
		t.Errorf("%d cases were written", written)
	}
}

func BenchmarkExplore(b *testing.B) {
	for _, name := range []string{"core", "wide"} {
		scope, _ := explore.LookupScope(name)
		for workers := 1; workers <= 2; workers++ {
			b.Run(name+"/workers="+strconv.Itoa(workers), func(b *testing.B) {
				var configurations, octets float64
				for b.Loop() {
					r, err := explore.Search(context.Background(), explore.Options{Scope: scope, Workers: workers})
					if err != nil {
						b.Fatal(err)
					}
					configurations += float64(r.Configurations)
					octets = r.Memory
				}
				b.ReportMetric(configurations/b.Elapsed().Seconds()/1e6, "Mconfigs/s")
				b.ReportMetric(octets, "B/config")
			})
		}
	}
}

package core_test

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"github.com/hangup-http/hangup/corpus"
	"github.com/hangup-http/hangup/fuzz/core"
	"github.com/hangup-http/hangup/fuzz/gen"
	"github.com/hangup-http/hangup/model"
	"github.com/hangup-http/hangup/model/trace"
	"github.com/hangup-http/hangup/server/conn"
)

func standard() core.Server {
	return core.Server{Config: conn.Config{Policy: model.DefaultPolicy}}
}

// TestTheCoreKeepsToTheModel: nothing that clients do makes it break a requirement.
func TestTheCoreKeepsToTheModel(t *testing.T) {
	n := 20_000
	if testing.Short() {
		n = 2000
	}
	r := rand.New(rand.NewPCG(1, 2))
	choose := func(_ string, n int) int { return r.IntN(n) }
	p := core.New(standard())
	var s gen.Script
	verdicts := map[model.Verdict]int{}
	for range n {
		c := gen.Build(choose, gen.Everything().Swarm(choose))
		c.Render(&s, gen.Plain())
		report := p.Judge(&s)
		verdicts[report.Verdict]++
		if err := p.Defect(); err != nil {
			t.Fatalf("%v\n%s", err, corpus.Print([]corpus.Case{c.Case("fuzz/found")}))
		}
		for _, f := range report.Findings {
			if f.Verdict >= model.Warning {
				t.Fatalf("%v %s: %s\n%s%s", f.Verdict, f.Requirement.Address, f.Message, corpus.Print([]corpus.Case{c.Case("fuzz/found")}), told(p.Trace()))
			}
		}
	}
	t.Log(verdicts)
}

// TestLate408: the server gives up while only a part of HEAD was sent; the client reads that when all of the request
// was. What the server could not know it was not wrong about.
func TestLate408(t *testing.T) {
	var s gen.Script
	gen.Conversation{{Kind: gen.StopReading}, {Kind: gen.Request, A: 2}, {Kind: gen.End}, {Kind: gen.Resume}}.Render(&s, gen.Plain())
	s.Steps = core.Variant{Kind: core.Wait, At: 2, For: 11 * time.Second}.Append(nil, &s)
	p := core.New(standard())
	report := p.Judge(&s)
	if !strings.Contains(told(p.Trace()), " 408 ") {
		t.Fatalf("no 408\n%s", told(p.Trace()))
	}
	for _, f := range report.Findings {
		if f.Verdict >= model.Warning {
			t.Errorf("%v: %s\n%s", f.Verdict, f.Message, told(p.Trace()))
		}
	}
}

// told is a trace in words.
func told(tr *trace.Trace) string {
	var out strings.Builder
	for _, r := range tr.Records {
		fmt.Fprintf(&out, "%8v %2d %.300q\n", r.At, r.Kind, r.Data)
	}
	return out.String()
}

func BenchmarkJudge(b *testing.B) {
	r := rand.New(rand.NewPCG(1, 2))
	choose := func(_ string, n int) int { return r.IntN(n) }
	p := core.New(standard())
	var s gen.Script
	b.ReportAllocs()
	for range b.N {
		gen.Build(choose, gen.Everything()).Render(&s, gen.Plain())
		p.Judge(&s)
	}
}

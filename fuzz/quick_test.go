package fuzz_test

import (
	"math/rand/v2"
	"testing"

	"github.com/hangup-http/hangup/corpus"
	"github.com/hangup-http/hangup/fuzz/core"
	"github.com/hangup-http/hangup/fuzz/gen"
	"github.com/hangup-http/hangup/model"
	"github.com/hangup-http/hangup/server"
	"github.com/hangup-http/hangup/server/conn"
	"github.com/hangup-http/hangup/server/faults"
)

// tally counts what two judges said.
type tally struct{ clean, found, doubted int }

// agree plays variants of a script with both judges: where the quick one finds nothing, the full one does not either.
func (n *tally) agree(t *testing.T, p *core.Player, s *gen.Script, variants []core.Variant) {
	t.Helper()
	p.Plan(s)
	apart := *p.Apart(s)
	p.Base(&apart)
	for i, v := range variants {
		from, clean := s, false
		if i%3 == 0 {
			clean = p.Clean(s, v.Append(nil, s))
		} else {
			from, clean = &apart, p.Vary(&apart, v)
		}
		played := *from
		played.Steps = v.Append(nil, from)
		report := p.Judge(&played)
		found := p.Defect() != nil
		for _, f := range report.Findings {
			found = found || f.Verdict >= model.Warning
		}
		switch {
		case clean && found:
			t.Fatalf("%+v: only the full judge finds: %v %s\n%s", v, report.Verdict, report.Findings[0].Message,
				corpus.Print([]corpus.Case{played.Case("fuzz/missed")}))
		case clean:
			n.clean++
		case found:
			n.found++
		default:
			n.doubted++
		}
	}
}

// some are the script as it is, and a few of its variants.
func some(r *rand.Rand, s *gen.Script) []core.Variant {
	variants := []core.Variant{{}, {Kind: core.Octets}, {}, {Kind: core.Joined}}
	for range 5 {
		variants = append(variants, core.VariantOf(s, r.Uint32()))
	}
	return variants
}

// seamed returns the servers of the fault bank whose bug is in the core.
func seamed() []core.Server {
	var servers []core.Server
	for _, f := range faults.All() {
		var s server.Server
		f.Apply(&s)
		servers = append(servers, core.Server{Config: conn.Config{Policy: model.DefaultPolicy, Seams: &s.Seams.Conn}})
	}
	return servers
}

// TestTheQuickJudgeMissesNothing on the good server, whose conversations it seldom doubts.
func TestTheQuickJudgeMissesNothing(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	p := core.New(core.Server{Config: conn.Config{Policy: model.DefaultPolicy}})
	var s gen.Script
	var n tally
	for range 600 {
		gen.Random(r, gen.Everything()).Render(&s, gen.Plain())
		n.agree(t, p, &s, some(r, &s))
	}
	t.Logf("%+v", n)
	if n.doubted*5 > n.clean { // connections side by side are doubted
		t.Error("it doubts too often to be quick")
	}
}

// TestTheQuickJudgeMissesNoFault: and on servers with bugs neither.
func TestTheQuickJudgeMissesNoFault(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 6))
	var s gen.Script
	var n tally
	for _, server := range seamed() {
		p := core.New(server)
		for range 8 {
			gen.Random(r, gen.Everything()).Render(&s, gen.Plain())
			n.agree(t, p, &s, some(r, &s))
		}
	}
	t.Logf("%+v", n)
	if n.found == 0 {
		t.Error("nothing was found")
	}
}

// FuzzQuickJudge compares the two judges on variants of any conversation, on the good server and on one of those
// with a bug.
func FuzzQuickJudge(f *testing.F) {
	r := rand.New(rand.NewPCG(7, 8))
	for range 20 {
		f.Add(gen.Random(r, gen.Everything()).Encode(), r.Uint32())
	}
	good := core.New(core.Server{Config: conn.Config{Policy: model.DefaultPolicy}})
	var faulty []*core.Player
	for _, s := range seamed() {
		faulty = append(faulty, core.New(s))
	}
	var s gen.Script
	f.Fuzz(func(t *testing.T, octets []byte, seed uint32) {
		gen.Decode(octets).Render(&s, gen.Plain())
		var n tally
		variants := some(rand.New(rand.NewPCG(uint64(seed), 0)), &s)
		n.agree(t, good, &s, variants)
		n.agree(t, faulty[int(seed)%len(faulty)], &s, variants)
	})
}

// TestTheQuickJudgeGoesByItsTable: judged more strictly than the standard says, the good server is found wanting, in
// the branches of a script, too, which faulty servers do not have.
func TestTheQuickJudgeGoesByItsTable(t *testing.T) {
	r := rand.New(rand.NewPCG(9, 10))
	var s gen.Script
	var n tally
	for range 15 {
		rules := model.Rules()
		for i := range rules {
			if rules[i].Mark < model.Warning && r.IntN(50) == 0 {
				rules[i].Mark = model.Warning
			}
		}
		p := core.New(core.Server{Config: conn.Config{Policy: model.DefaultPolicy}})
		p.Table = model.NewTable(rules)
		for range 20 {
			gen.Random(r, gen.Everything()).Render(&s, gen.Plain())
			n.agree(t, p, &s, some(r, &s))
		}
	}
	t.Logf("%+v", n)
	if n.found < 50 || n.clean < 50 {
		t.Error("it shows too little")
	}
}

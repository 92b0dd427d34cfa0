package core

import (
	"time"

	"github.com/hangup-http/hangup/corpus"
	"github.com/hangup-http/hangup/fuzz/gen"
)

// Variant is another way of playing a script: something happens at an octet, or between all of
// them. The zero value plays the script as it is.
type Variant struct {
	Kind Change
	At   int           // the offset in the script; not for Whole, Octets and Joined
	For  time.Duration // Wait
}

// Change says what a variant does.
type Change uint8

const (
	AsWritten Change = iota // nothing else
	Split                   // a segment ends at the octet
	Wait                    // and the client waits
	FIN                     // the client half-closes there, and nothing follows
	RST                     // it resets there, and nothing follows
	Leave                   // it closes there, and nothing follows
	Joined                  // segments that follow each other are one
	Octets                  // each octet is a segment
	numChanges
)

// leaving is what ends the conversation, or none.
var leaving = [numChanges]corpus.StepKind{
	AsWritten: none, Split: none, Wait: none, Joined: none, Octets: none,
	FIN: corpus.HalfClose, RST: corpus.Reset, Leave: corpus.Close,
}

const none = ^corpus.StepKind(0)

// waits are the pauses of variants: a moment, a rest, past the timers for a body and a head.
var waits = [...]time.Duration{time.Millisecond, 50 * time.Millisecond, 1200 * time.Millisecond, 11 * time.Second, 31 * time.Second}

// VariantOf makes a variant of a number: of a fuzzer's input, or of a sequence.
func VariantOf(s *gen.Script, n uint32) Variant {
	v := Variant{Kind: kindsOf[n%uint32(len(kindsOf))]}
	if len(s.Octets) > 0 {
		v.At = int(n>>8) % len(s.Octets)
	}
	if v.Kind == Wait {
		v.For = waits[int(n>>4&15)%len(waits)]
	}
	return v
}

// kindsOf is how often each change at an octet is made.
var kindsOf = [...]Change{Split, FIN, Split, RST, Split, Wait, FIN, Leave}

// Apart is the script with each request in a segment of its own, after it was planned. It holds until
// the next call.
func (p *Player) Apart(s *gen.Script) *gen.Script {
	steps := p.apart.Steps[:0]
	p.apart = *s
	next := 0
	for _, step := range s.Steps {
		for ; step.Kind == corpus.Send && next < len(p.plan.requests); next++ {
			at := outside(s, int(p.plan.requests[next].begins)-1)
			if at >= step.To {
				break
			}
			if at > step.From {
				steps = append(steps, gen.Step{Kind: corpus.Send, From: step.From, To: at})
				step.From = at
			}
		}
		steps = append(steps, step)
	}
	p.apart.Steps = steps
	return &p.apart
}

// Ways is how many variants of each conversation FuzzVariants and the benchmarks check.
const Ways = 128

// Check plays n variants of a script, and tells how the first one is played that is not Clean; nil where all
// are. One in sixteen plays the segments as they are written, each from its beginning: whole, joined, octet by
// octet, and with a change at an octet. The others make their change where each request comes in a segment of
// its own, so that only the exchange around it has to be played: for these alone, see Vary. Equal seeds choose equal variants.
func (p *Player) Check(s *gen.Script, seed uint32, n int) (suspect []gen.Step) {
	p.Plan(s)
	apart := p.Apart(s)
	if n > 0 && !p.Base(apart) {
		return apart.Steps
	}
	for i := 1; i < n; i++ {
		seed = seed*1664525 + 1013904223
		v := VariantOf(s, seed>>3)
		if i%16 != 0 {
			if !p.Vary(apart, v) {
				return v.Append(nil, apart)
			}
			continue
		}
		if i <= 16*len(ways) {
			v.Kind = ways[i/16-1]
		}
		p.steps = v.Append(p.steps[:0], s)
		if !p.Clean(s, p.steps) {
			return p.steps
		}
	}
	return nil
}

// ways of playing all of a script come before changes at an octet.
var ways = [...]Change{AsWritten, Joined, Octets}

// Append appends the steps of the variant. They send octets of the same script.
func (v Variant) Append(steps []gen.Step, s *gen.Script) []gen.Step {
	at := outside(s, v.At)
	for _, step := range s.Steps {
		switch {
		case step.Kind != corpus.Send || v.Kind == AsWritten:
			steps = append(steps, step)
		case v.Kind == Octets:
			for from := step.From; from < step.To; {
				to := max(from+1, outside(s, from+1))
				to = min(to, step.To)
				steps = append(steps, gen.Step{Kind: corpus.Send, From: from, To: to})
				from = to
			}
		case v.Kind == Joined && len(steps) > 0 && steps[len(steps)-1].Kind == corpus.Send:
			steps[len(steps)-1].To = step.To
		case v.Kind == Joined || at <= step.From || at >= step.To:
			steps = append(steps, step)
		default:
			steps = append(steps, gen.Step{Kind: corpus.Send, From: step.From, To: at})
			if k := leaving[v.Kind]; k != none {
				return append(steps, gen.Step{Kind: k})
			}
			if v.Kind == Wait {
				steps = append(steps, gen.Step{Kind: corpus.Pause, For: v.For})
			}
			steps = append(steps, gen.Step{Kind: corpus.Send, From: at, To: step.To})
		}
	}
	return steps
}

// outside moves an offset out of what depends on the target, which no case can cut, and out of
// what was not read octet by octet.
func outside(s *gen.Script, at int) int {
	if at > fineOctets {
		return len(s.Octets)
	}
	for i := range s.Marks {
		if m := &s.Marks[i]; m.At < at && at < m.At+m.Len {
			return m.At + m.Len
		}
	}
	return at
}

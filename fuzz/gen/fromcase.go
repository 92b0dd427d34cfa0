package gen

import (
	"strings"
	"time"

	"github.com/hangup-http/hangup/corpus"
	"github.com/hangup-http/hangup/model"
)

// FromCase makes a conversation that does what the case does. What no operation says is
// literal octets. Exact is false where something differs: another pause, one kind of
// waiting for another, segments of single octets; ok is false where it takes more than
// MaxOps operations.
func FromCase(c corpus.Case) (conversation Conversation, exact, ok bool) {
	f := reader{exact: c.Split == corpus.Whole}
	for i, step := range c.Steps {
		if step.Kind == corpus.Send {
			if i > 0 && c.Steps[i-1].Kind == corpus.Send {
				f.add(Op{Kind: Cut})
			}
			f.read(text(step.Pieces))
			continue
		}
		f.other(step)
	}
	return f.ops, f.exact, len(f.ops) <= MaxOps
}

// text is what a step sends, with the names of Plain.
func text(pieces []corpus.Piece) string {
	var b strings.Builder
	for _, p := range pieces {
		switch {
		case p.Host:
			b.WriteString(Plain().Host)
		case p.Handler != model.Unknown:
			b.WriteString(plainPath(p.Handler, p.Arg))
		default:
			b.WriteString(strings.Repeat(string(p.Data), max(p.Repeat, 1)))
		}
	}
	return b.String()
}

// reader finds the operations that write some octets.
type reader struct {
	ops    Conversation
	script Script // of ops
	exact  bool
}

func (f *reader) add(op Op) {
	if len(f.ops) == 0 {
		f.script.Start(Plain())
	}
	f.script.do(op)
	f.ops = append(f.ops, op)
}

// phrases are what single operations write between requests and inside heads: one line, or two.
var phrases = func() (all [2]map[string]Op) {
	all = [2]map[string]Op{{}, {}}
	add := func(op Op, at place) {
		var s Script
		s.Start(Plain())
		if at == inHead {
			s.do(Op{Kind: Request})
		}
		from := len(s.Octets)
		s.do(op)
		if text := string(s.Octets[from:]); all[at][text] == (Op{}) {
			all[at][text] = op
		}
	}
	for m := range methods {
		for t := range targets {
			for c := range 8 {
				add(Op{Request, uint8(m), uint8(t), uint8(c)}, between)
			}
		}
	}
	for n, field := range fields {
		for v := range field.values {
			for c := range letterCases * len(spellings) {
				add(Op{Field, uint8(n), uint8(v), uint8(c)}, inHead)
			}
		}
	}
	for i := range flaws {
		add(Op{Kind: Flaw, A: uint8(i)}, inHead)
	}
	for i := range garbled {
		add(Op{Kind: Garble, A: uint8(i)}, between)
	}
	add(Op{Kind: End}, inHead)
	return all
}()

// read writes the same octets with operations.
func (f *reader) read(octets string) {
	for octets != "" && len(f.ops) <= MaxOps {
		op, n := f.match(octets)
		if n == 0 {
			op, n = literal(octets)
		}
		f.add(op)
		octets = octets[n:]
	}
}

// match finds the operation that writes most of what comes.
func (f *reader) match(octets string) (Op, int) {
	if f.script.place > inHead {
		return Op{}, 0
	}
	one := strings.IndexByte(octets, '\n') + 1
	two := one + strings.IndexByte(octets[one:], '\n') + 1
	for _, n := range []int{two, one} {
		if op, known := phrases[f.script.place][octets[:n]]; known && n > 0 {
			return op, n
		}
	}
	return Op{}, 0
}

// literal writes one octet or two, but not CR without the LF behind it.
func literal(octets string) (Op, int) {
	if len(octets) == 1 || octets[0] == '\n' || octets[1] == '\r' {
		return Op{Kind: Octets, B: octets[0]}, 1
	}
	return Op{Kind: Octets, A: 1, B: octets[0], C: octets[1]}, 2
}

// other reads a step that sends nothing.
func (f *reader) other(step corpus.Step) {
	switch step.Kind {
	case corpus.Pause:
		i := nearest(step.Duration)
		f.exact = f.exact && pauses[i] == step.Duration
		f.add(Op{Kind: Pause, A: uint8(i)})
	case corpus.Await:
		f.add(Op{Kind: Await, A: 1})
	case corpus.AwaitStart, corpus.AwaitClose:
		f.exact = false
		f.add(Op{Kind: Await, A: 1})
	case corpus.ConnectBeside:
		f.add(Op{Kind: Connect, A: 1})
	default:
		f.add(Op{Kind: map[corpus.StepKind]Kind{
			corpus.HalfClose: HalfClose, corpus.Close: Close, corpus.Reset: Reset, corpus.StopReading: StopReading,
			corpus.ResumeReading: Resume, corpus.Connect: Connect,
		}[step.Kind]})
	}
}

func nearest(d time.Duration) (best int) {
	for i, p := range pauses {
		if (p - d).Abs() < (pauses[best] - d).Abs() {
			best = i
		}
	}
	return best
}

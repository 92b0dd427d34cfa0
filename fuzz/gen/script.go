package gen

import (
	"strconv"
	"time"

	"github.com/hangup-http/hangup/corpus"
	"github.com/hangup-http/hangup/model"
)

// Script is a conversation written out: octets, and what is done with them. Render
// uses the memory of a Script again.
type Script struct {
	Octets []byte
	Marks  []Mark // in the order of At
	Steps  []Step

	names *Names
	place place
	deaf  bool    // the client does not read
	open  request // while place is head or content
	count int     // requests so far
	begun [2]int  // where the last one begins, in Octets and in Marks
	odd   bool    // its server may have a reason to close: content, or a handler that says so
	from  int     // where the next segment begins
	cuts  []int   // where segments have to end, behind the last step
}

// Mark is a place in the octets that depends on the target.
type Mark struct {
	At, Len int
	Host    bool
	Handler model.Handler // where it is not Host
	Arg     int
}

// Step is one thing that the client does: octets From to To of a Script are sent in one
// segment, or something else is done, as in a case.
type Step struct {
	Kind     corpus.StepKind
	From, To int           // Send
	For      time.Duration // Pause
}

// Names is how a target calls what conversations ask for.
type Names struct {
	Host string
	Path func(h model.Handler, arg int) string
	Has  func(h model.Handler) bool // nil: it has every capability; one that it has not is replaced by Answer
}

// place is where in a connection the client is.
type place uint8

const (
	between place = iota // a request may begin
	inHead
	inContent
	left // the client has ended its direction
	gone // both directions
)

// framing is how the content of a request is delimited, as the client means it.
type framing uint8

const (
	noContent framing = iota
	counted
	chunked
)

// request is the one that is being written.
type request struct {
	framing framing
	length  int  // of counted content, what is missing
	coded   bool // Transfer-Encoding was written
	begun   bool // of its content
	literal bool // its content is written by Octets
}

// Plain names each capability by a path of its own, for plays in this process.
func Plain() *Names { return &Names{Host: "a", Path: plainPath} }

func plainPath(h model.Handler, arg int) string {
	for i, t := range targets {
		if t.handler == h && t.arg == arg {
			return plainPaths[i]
		}
	}
	return "/" + h.String() + "/" + strconv.Itoa(arg)
}

// plainPaths are made once, since rendering allocates nothing.
var plainPaths = func() (paths [len(targets)]string) {
	for i, t := range targets {
		paths[i] = "/" + t.handler.String()
		if t.arg != 0 {
			paths[i] += "/" + strconv.Itoa(t.arg)
		}
	}
	return paths
}()

// Render writes the conversation to s, in place of what was there.
func (c Conversation) Render(s *Script, names *Names) {
	s.Start(names)
	for _, op := range c {
		s.do(op)
	}
	s.flush()
}

// Start empties the script for a conversation that is written with Do.
func (s *Script) Start(names *Names) {
	*s = Script{Octets: s.Octets[:0], Marks: s.Marks[:0], Steps: s.Steps[:0], cuts: s.cuts[:0], names: names}
}

// Do writes one more operation, whose octets are a segment of their own, and returns the
// steps that it is.
func (s *Script) Do(op Op) []Step {
	before := len(s.Steps)
	s.do(op)
	s.flush()
	return s.Steps[before:]
}

// can tells what may be done at a place.
var can = [...]Kinds{
	between:   always | kinds(Request, Garble, Blank, Octets, Cut, HalfClose, Reset, Close, Again),
	inHead:    always | kinds(Request, Garble, Field, Flaw, End, Content, Octets, Cut, HalfClose, Reset, Close, Again),
	inContent: always | kinds(Request, Garble, Content, Octets, Cut, HalfClose, Reset, Close, Again),
	left:      always | kinds(Reset, Close),
	gone:      kinds(Pause, Connect),
}

const always = Kinds(1<<Pause | 1<<Await | 1<<StopReading | 1<<Resume | 1<<Connect)

// allowed tells what may be done at a place, by a client that reads or does not, and has
// sent a request or none.
func allowed(p place, deaf, asked bool) Kinds {
	not := kinds(Resume)
	if deaf {
		not = kinds(Await, StopReading)
	}
	if !asked {
		not |= kinds(Again)
	}
	return can[p] &^ not
}

// Kinds is a set of kinds.
type Kinds uint32

func kinds(of ...Kind) (set Kinds) {
	for _, k := range of {
		set |= 1 << k
	}
	return set
}

// Has tells whether a kind is in the set.
func (s Kinds) Has(k Kind) bool { return s>>k&1 != 0 }

// do carries out one operation, if it can be.
func (s *Script) do(op Op) {
	if !allowed(s.place, s.deaf, s.count > 0).Has(op.Kind) {
		return
	}
	switch op.Kind {
	case Request:
		s.finish()
		s.request(op)
	case Garble:
		s.finish()
		s.begin()
		s.text(pick(garbled[:], op.A))
		s.text("\r\n")
	case Field:
		s.field(op)
	case Flaw:
		s.text(pick(flaws[:], op.A))
	case End:
		s.endHead()
	case Again:
		s.again(op)
	case Content:
		s.endHead()
		s.content(op)
	case Blank:
		s.text(pick(blanks[:], op.A))
	case Octets:
		literal := [2]byte{op.B, op.C}
		s.literal(literal[:1+op.A%2])
	case Cut:
		s.cut(len(s.Octets) + int(op.A))
	case Await:
		if op.A%2 == 0 {
			s.finish()
		}
		s.step(Step{Kind: corpus.Await})
	case Pause:
		s.step(Step{Kind: corpus.Pause, For: pick(pauses[:], op.A)})
	case StopReading:
		s.step(Step{Kind: corpus.StopReading})
		s.deaf = true
	case Resume:
		s.step(Step{Kind: corpus.ResumeReading})
		s.deaf = false
	default:
		s.leave(op)
	}
}

// pick takes an argument for an index.
func pick[T any](from []T, index uint8) T { return from[int(index)%len(from)] }

func (s *Script) text(t string) { s.Octets = append(s.Octets, t...) }

// mark writes what depends on the target.
func (s *Script) mark(m Mark, text string) {
	m.At, m.Len = len(s.Octets), len(text)
	s.Marks = append(s.Marks, m)
	s.text(text)
}

// leave ends a direction, or the connection.
func (s *Script) leave(op Op) {
	s.open = request{}
	switch op.Kind {
	case HalfClose:
		s.step(Step{Kind: corpus.HalfClose})
		s.place = left
	case Reset:
		s.step(Step{Kind: corpus.Reset})
		s.place = gone
	case Close:
		s.step(Step{Kind: corpus.Close})
		s.place = gone
	case Connect:
		s.step(Step{Kind: connects[op.A%2]})
		s.place, s.deaf = between, false
	}
}

// connects are the ways to open another connection.
var connects = [...]corpus.StepKind{corpus.Connect, corpus.ConnectBeside}

// step ends the segment and does something else.
func (s *Script) step(step Step) {
	s.flush()
	s.Steps = append(s.Steps, step)
}

// cut has a segment end at an offset that may not be written yet.
func (s *Script) cut(at int) {
	for i, c := range s.cuts {
		if at <= c {
			if at < c {
				s.cuts = append(s.cuts, 0)
				copy(s.cuts[i+1:], s.cuts[i:])
				s.cuts[i] = at
			}
			return
		}
	}
	s.cuts = append(s.cuts, at)
}

// behindMark moves an offset out of what depends on the target, which no case can cut.
func (s *Script) behindMark(at int) int {
	for i := len(s.Marks) - 1; i >= 0 && s.Marks[i].At+s.Marks[i].Len > at; i-- {
		if s.Marks[i].At < at {
			return s.Marks[i].At + s.Marks[i].Len
		}
	}
	return at
}

// flush sends what is written, in the segments that were asked for.
func (s *Script) flush() {
	for _, at := range s.cuts {
		at = s.behindMark(at)
		if at > s.from && at < len(s.Octets) {
			s.Steps = append(s.Steps, Step{Kind: corpus.Send, From: s.from, To: at})
			s.from = at
		}
	}
	s.cuts = s.cuts[:0]
	if len(s.Octets) > s.from {
		s.Steps = append(s.Steps, Step{Kind: corpus.Send, From: s.from, To: len(s.Octets)})
		s.from = len(s.Octets)
	}
}

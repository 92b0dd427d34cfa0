package gen

import (
	"math/bits"
	"math/rand/v2"
)

// Choose picks one of n things, 0 to n-1. The label says what is chosen. Where 0 is as
// good as anything, a source that shrinks should shrink towards it.
type Choose func(label string, n int) int

// Alphabet says what conversations are made of. The zero value offers nothing.
type Alphabet struct {
	// Weights are how often each kind is offered, among those that can be done. 0 is never.
	Weights [numKinds]int
	// Values bounds the arguments: 1 leaves only the plainest of each choice, 256 all.
	Values int
	// Ops is how many operations a conversation has at most.
	Ops int

	prefer preferences
}

// Everything offers all that there is, with the weights that found faults soonest.
func Everything() Alphabet {
	return Alphabet{
		Weights: [numKinds]int{
			Request: 24, Garble: 2, Field: 48, Flaw: 2, End: 20, Content: 28, Blank: 2, Octets: 1, Cut: 6, Pause: 5, Await: 8,
			HalfClose: 3, Reset: 1, Close: 1, StopReading: 1, Resume: 2, Connect: 5, Again: 3,
		},
		Values: 256,
		Ops:    24,
	}
}

// few are how many values of each choice a swarm may leave.
var few = [...]int{256, 4, 12, 4}

// Swarm leaves out about half of what is offered, but requests and the ends of their
// heads, as choose says, and mostly all but the plainest values: what takes several plain things at
// once is rare where all there is competes for each of them.
func (a Alphabet) Swarm(choose Choose) Alphabet {
	a.Values = min(a.Values, few[choose("swarm", len(few))])
	for k := range a.Weights {
		if kind := Kind(k); kind != Request && kind != End && choose("swarm", 2) == 1 {
			a.Weights[k] = 0
		}
	}
	return a
}

// Build makes a conversation of at least one operation, each among those that can be
// done when it comes.
func Build(choose Choose, a Alphabet) Conversation {
	return AppendBuilt(nil, choose, a)
}

// AppendBuilt is Build into a buffer.
func AppendBuilt(c Conversation, choose Choose, a Alphabet) Conversation {
	var w Walk
	for range 1 + choose("operations", a.Ops) {
		op, ok := w.Next(choose, a)
		if !ok {
			return c
		}
		w.Follow(op)
		c = append(c, op)
	}
	return c
}

// Random builds a conversation from a source of random numbers: the same source, the
// same conversation.
func Random(r *rand.Rand, a Alphabet) Conversation {
	return Build(func(_ string, n int) int { return r.IntN(n) }, a)
}

// Walk knows where a conversation is without writing it. The zero value is its beginning;
// a copy goes on by itself.
type Walk struct {
	place place
	deaf  bool
	asked bool // a request was begun
	open  request
}

// Enabled returns what can be done now.
func (w *Walk) Enabled() Kinds { return allowed(w.place, w.deaf, w.asked) }

// Next chooses an operation among those that can be done; false when the alphabet offers none.
func (w *Walk) Next(choose Choose, a Alphabet) (op Op, ok bool) {
	kind, ok := w.kind(choose, &a)
	if !ok {
		return Op{}, false
	}
	op = Op{Kind: kind}
	for i, arg := range [...]*uint8{&op.A, &op.B, &op.C} {
		n := min(choices(op, i), a.Values)
		if n <= 1 {
			continue
		}
		if weights := a.prefer.of(kind, i, n); weights != nil {
			*arg = uint8(weighted(choose, kind.String(), weights))
		} else if i < 2 || op.Kind == Octets || choose("plain", 2) == 1 { // the third is how something is spelled
			*arg = uint8(likely(choose, op, n))
		}
	}
	if n := min(len(framings), a.Values); kind == Request && n > 1 {
		op.C |= framings[choose("framing", n)]
	}
	return op, true
}

// likely chooses one of n values of an operation's next argument. Among what is wrong, and among the
// ways to send content, nothing is plain.
func likely(choose Choose, op Op, n int) int {
	switch op.Kind {
	case Content, Flaw, Garble, Blank:
		return choose(op.Kind.String(), n)
	}
	return plainly(choose, op.Kind.String(), n)
}

// plainly chooses one of n values, in half of all cases one of the first few: of 1, 2, 4, 8 and so on, as likely.
func plainly(choose Choose, label string, n int) int {
	if n > 2 && choose("plainly", 2) == 0 {
		n = min(n, 1<<choose("plainly", bits.Len(uint(n))))
	}
	if n == 1 {
		return 0
	}
	return choose(label, n)
}

// kind chooses among those that can be done.
func (w *Walk) kind(choose Choose, a *Alphabet) (Kind, bool) {
	total, enabled := 0, w.Enabled()
	for k, weight := range a.Weights {
		if enabled.Has(Kind(k)) {
			total += weight
		}
	}
	if total == 0 {
		return 0, false
	}
	at := choose("kind", total)
	for k, weight := range a.Weights {
		if enabled.Has(Kind(k)) {
			if at < weight {
				return Kind(k), true
			}
			at -= weight
		}
	}
	return 0, false
}

// choices is how many values an argument of an operation has; 1 where it has none.
func choices(op Op, argument int) int {
	var n [3]int
	switch op.Kind {
	case Request:
		n = [3]int{len(methods), len(targets), requestForms}
	case Garble:
		n = [3]int{len(garbled)}
	case Field:
		n = [3]int{len(fields), len(pick(fields[:], op.A).values), letterCases * len(spellings)}
	case Flaw:
		n = [3]int{len(flaws)}
	case Content:
		n = [3]int{numContents, len(badChunks), len(extensions)}
	case Blank:
		n = [3]int{len(blanks)}
	case Octets:
		n = [3]int{2, 256, 256}
	case Await:
		n = [3]int{2}
	case Cut:
		n = [3]int{64}
	case Pause:
		n = [3]int{len(pauses)}
	case Connect:
		n = [3]int{len(connects)}
	case Again:
		n = [3]int{manyTimes, 1 + len(connects)}
	}
	return max(n[argument], 1)
}

// Follow goes on behind an operation.
func (w *Walk) Follow(op Op) {
	switch op.Kind {
	case Request, Garble:
		w.place, w.open, w.asked = inHead, request{}, true
		if op.Kind == Request {
			w.announced(op.C)
		}
	case Field:
		s := Script{open: w.open}
		f := pick(fields[:], op.A)
		s.announce(f.name, pick(f.values, op.B))
		w.open = s.open
	case End, Content:
		w.behindHead()
		w.content(op)
	case Octets:
		w.literal(op)
	case Await:
		if op.A%2 == 1 {
			return
		}
		if w.place == inHead || w.place == inContent {
			w.place = between
		}
	case HalfClose:
		w.place = left
	case Reset, Close:
		w.place = gone
	case StopReading, Resume:
		w.deaf = op.Kind == StopReading
	case Connect:
		w.place, w.deaf = between, false
	case Again:
		w.place, w.deaf = between, w.deaf && op.B%(1+uint8(len(connects))) == 0
	}
}

// announced notes what a request says of its content.
func (w *Walk) announced(c uint8) {
	var s Script
	if c&lengthy != 0 {
		s.announce(contentLength, "5")
	}
	if c&inChunks != 0 {
		s.announce(transferEncoding, "chunked")
	}
	w.open = s.open
}

func (w *Walk) literal(op Op) {
	if w.place == inContent && w.open.framing == counted {
		if w.open.length -= 1 + int(op.A%2); w.open.length <= 0 {
			w.place = between
		}
	}
}

func (w *Walk) behindHead() {
	if w.place != inHead {
		return
	}
	w.place = inContent
	if w.open.framing == noContent {
		w.place = between
	}
}

func (w *Walk) content(op Op) {
	if w.place != inContent || op.Kind != Content {
		return
	}
	switch how := int(op.A) % numContents; {
	case how == badChunk && w.open.framing == chunked, how == part && w.open.framing == chunked:
	case how == part:
		w.open.length -= min(int(op.B)+1, w.open.length-1)
		if w.open.length == 0 {
			w.place = between
		}
	default:
		w.place = between
	}
}

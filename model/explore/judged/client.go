package judged

import "github.com/hangup-http/hangup/model"

// Shape is one way to send a request, as the reader of requests (package model/read)
// reports it.
type Shape struct {
	Name     string
	Segments []Segment // each becomes known at once; anything may happen in between
	Final    bool      // nothing behind it can be read as a request
}

// Segment is what the client is seen to do at once.
type Segment []model.Input

// events returns a segment of events that say nothing more.
func events(events ...model.Event) Segment {
	s := make(Segment, 0, len(events))
	for _, e := range events {
		s = append(s, model.Input{Event: e})
	}
	return s
}

// has is the event that remarks a trait.
func has(t model.Trait) model.Input { return model.Input{Event: model.Has, Trait: t} }

// Head is what a shape is built from.
type Head struct {
	Old     bool          // HTTP/1.0
	Option  model.Event   // what it says in Connection; Connects for nothing
	Expect  model.Event   // Expects, ExpectsOddly; Connects for none
	Handler model.Handler // what is known of the handler
	Framing Framing
	Trait   model.Trait // Plain for none
	Trait2  model.Trait // a second one
}

// Framing says where the content ends.
type Framing uint8

const (
	NoContent Framing = iota
	ByLength
	ByChunks
	BothLengths // Transfer-Encoding and Content-Length
	CodingIn10  // Transfer-Encoding in HTTP/1.0: nothing behind the head can be read
	Unreadable  // the head breaks off: nothing behind it can be read
	BadContent  // chunks that cannot be read
)

var framingNames = [...]string{"", "length", "chunks", "both lengths", "coding in 1.0", "unreadable", "bad chunks"}

// Shape returns the request with this head.
func (h Head) Shape() Shape {
	s := Shape{Name: h.name(), Final: h.Framing >= CodingIn10}
	if h.Trait == model.LeadingCRLF {
		s.Segments = append(s.Segments, events(model.EmptyLine))
	}
	s.Segments = append(s.Segments, events(model.Begins), h.lines())
	s.Segments = append(s.Segments, h.content()...)
	return s
}

func (h Head) name() string {
	name := "1.1"
	if h.Old {
		name = "1.0"
	}
	for _, e := range []model.Event{h.Option, h.Expect} {
		if e != model.Connects {
			name += " " + e.String()
		}
	}
	if h.Framing != NoContent {
		name += " " + framingNames[h.Framing]
	}
	for _, t := range []model.Trait{h.Trait, h.Trait2} {
		if t != model.Plain {
			name += " " + t.String()
		}
	}
	if h.Handler != model.Unknown {
		name += " (" + h.Handler.String() + ")"
	}
	return name
}

// lines returns the events that the empty line behind the head makes known.
func (h Head) lines() Segment {
	var s Segment
	if h.Old {
		s = append(s, events(model.IsHTTP10)...)
	}
	if h.Option != model.Connects {
		s = append(s, events(h.Option)...)
	}
	switch h.Framing {
	case CodingIn10:
		s = append(s, model.Input{Event: model.HasCodingIn10}, has(model.CodingIn10))
	case BothLengths:
		s = append(s, events(model.HasBothLengths, model.HasBody)...)
	case ByLength, ByChunks, BadContent:
		s = append(s, events(model.HasBody)...)
	}
	if h.Expect != model.Connects {
		s = append(s, events(h.Expect)...)
	}
	if h.Handler != model.Unknown {
		s = append(s, model.Input{Event: model.Addresses, Handler: h.Handler, Safe: h.Framing == NoContent})
	}
	return append(s, h.remarks()...)
}

// remarks returns the traits of the head, and how it ends.
func (h Head) remarks() (s Segment) {
	switch h.Framing {
	case BothLengths:
		s = append(s, has(model.BothLengths))
	case ByChunks, BadContent:
		s = append(s, has(model.Chunked))
	}
	if h.Trait != model.Plain && !ofContent(h.Trait) {
		s = append(s, has(h.Trait))
	}
	if h.Trait2 != model.Plain {
		s = append(s, has(h.Trait2))
	}
	if h.Framing == Unreadable {
		return append(s, events(model.Malformed)...)
	}
	return append(s, events(model.HeadEnds)...)
}

// ofContent tells whether the trait shows in the content, not in the head.
func ofContent(t model.Trait) bool {
	switch t {
	case model.OddChunks, model.ChunkExtension, model.LongExtension, model.Trailer, model.BadTrailer, model.HugeChunk:
		return true
	}
	return false
}

// content returns the segments behind the head.
func (h Head) content() []Segment {
	begins := events(model.BodyBegins)
	switch h.Framing {
	case ByLength:
		if h.Trait == model.HugeLength {
			return []Segment{begins}
		}
		return []Segment{begins, events(model.BodyEnds)}
	case ByChunks, BothLengths:
		return h.chunks(begins)
	case BadContent:
		return []Segment{begins, {has(model.BadChunk), {Event: model.Malformed}}}
	}
	return nil
}

// chunks returns the segments of a chunked body: what its lines show, in their order.
func (h Head) chunks(begins Segment) []Segment {
	last, end := events(model.ChunksEnd), events(model.BodyEnds)
	switch h.Trait {
	case model.ChunkExtension:
		return []Segment{append(begins, has(h.Trait)), last, end}
	case model.LongExtension:
		return []Segment{append(begins, has(model.ChunkExtension), has(h.Trait)), last, end}
	case model.HugeChunk:
		return []Segment{append(begins, has(h.Trait))}
	case model.Trailer:
		return []Segment{begins, last, append(Segment{has(h.Trait)}, end...)}
	case model.BadTrailer:
		return []Segment{begins, last, append(Segment{has(model.Trailer), has(h.Trait)}, end...)}
	case model.OddChunks:
		return []Segment{begins, last, append(Segment{has(h.Trait)}, end...)}
	}
	return []Segment{begins, last, end}
}

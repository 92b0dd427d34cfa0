package judged

import "github.com/hangup-http/hangup/model"

// Scope bounds an exploration: within it everything is visited.
type Scope struct {
	Name        string
	First       []Shape        // how the first request of a connection may look
	Then        []Shape        // and those behind it
	Requests    int            // at most, on one connection
	Connections int            // at most, one after the other
	Client      Liberty        // what the client may do besides sending
	Odd         int            // how many odd observations a trace may have, at most 7; see odd
	Statuses    []model.Status // of final responses
}

// Liberty is a set of things that a client may do besides sending requests.
type Liberty uint8

const (
	MayHalfClose Liberty = 1 << iota
	MayAbort
	MayStopReading
)

// allStatuses are the final statuses that the model tells apart.
var allStatuses = []model.Status{
	model.S2xx, model.S204, model.S301, model.S304, model.S3xx, model.S400, model.S408, model.S411, model.S413, model.S414,
	model.S417, model.S4xx, model.S431, model.S501, model.S505, model.S5xx,
}

// fewStatuses stand for success and refusal.
var fewStatuses = []model.Status{model.S2xx, model.S400}

// everyOption is what Connection may say.
var everyOption = []model.Event{
	model.Connects, model.SaysClose, model.SaysCloseOddly, model.SaysCloseAndKeepAlive, model.SaysKeepAlive,
}

// everyExpectation is what Expect may say.
var everyExpectation = []model.Event{model.Connects, model.Expects, model.ExpectsOddly}

// The ordinary requests that stand before and behind others.
var (
	plain    = Head{Handler: model.Answer}
	closing  = Head{Handler: model.Answer, Option: model.SaysClose}
	upload   = Head{Handler: model.Read, Framing: ByLength}
	ignored  = Head{Handler: model.Ignore, Framing: ByLength} // answered without a look at its content
	stranger = Head{}
)

func shapes(heads ...Head) []Shape {
	all := make([]Shape, 0, len(heads))
	for _, h := range heads {
		all = append(all, h.Shape())
	}
	return all
}

// variety bounds the requests without a trait of their own.
type variety struct {
	options      []model.Event
	expectations []model.Event
	handlers     []model.Handler
}

// ordinary returns every such request: version, framing, connection option, expectation,
// and what is known of the handler.
func (v variety) ordinary() (all []Shape) {
	framings := map[bool][]Framing{
		false: {NoContent, ByLength, ByChunks, BothLengths},
		true:  {NoContent, ByLength, CodingIn10},
	}
	for _, old := range []bool{false, true} {
		for _, framing := range framings[old] {
			for _, option := range v.options {
				for _, expect := range v.expectations {
					for _, handler := range v.handlers {
						all = append(all, Head{Old: old, Option: option, Framing: framing, Expect: expect, Handler: handler}.Shape())
					}
				}
			}
		}
	}
	return all
}

var (
	everything = variety{everyOption, everyExpectation, []model.Handler{model.Unknown, model.Answer, model.Read}}
	essentials = variety{
		[]model.Event{model.Connects, model.SaysClose, model.SaysKeepAlive},
		[]model.Event{model.Connects, model.Expects},
		[]model.Handler{model.Unknown, model.Read},
	}
)

// headTraits show in a head that can be read to its end.
var headTraits = []model.Trait{
	model.BarePOST, model.LeadingCRLF, model.AbsoluteForm, model.Line8000, model.LaterMinor, model.OtherExpect, model.Upgrades, model.Connect,
	model.BadHost, model.SpaceBeforeColon, model.UnknownCoding, model.CodingParameters, model.BareLF, model.BareCR,
	model.SpaceBeforeField, model.Fold, model.BadPort, model.LongMethod, model.LongTarget, model.Odd,
}

// brokenTraits break the head off.
var brokenTraits = []model.Trait{model.BadLength, model.CodingNotFinal, model.BadRequestLine, model.NotHTTP}

// chunkTraits show in a chunked body.
var chunkTraits = []model.Trait{
	model.Plain, model.OddChunks, model.ChunkExtension, model.LongExtension, model.Trailer, model.BadTrailer, model.HugeChunk,
}

// remarkable returns a request for each trait and connection option; where it makes a
// difference, for handlers that are known and others.
func remarkable(options ...model.Event) (all []Shape) {
	for _, o := range options {
		for _, t := range headTraits {
			all = append(all, Head{Trait: t, Option: o}.Shape(), Head{Trait: t, Option: o, Handler: model.Answer}.Shape())
		}
		for _, h := range []model.Handler{model.Unknown, model.Read} {
			for _, t := range chunkTraits {
				all = append(all, Head{Trait: t, Option: o, Handler: h, Framing: ByChunks}.Shape())
			}
			all = append(all, Head{Option: o, Handler: h, Framing: BadContent}.Shape(),
				Head{Trait: model.HugeLength, Option: o, Handler: h, Framing: ByLength}.Shape())
		}
	}
	for _, t := range brokenTraits {
		all = append(all, Head{Trait: t, Framing: Unreadable}.Shape())
	}
	return all
}

// tangled are requests with two traits, an upgrade with an expectation and in HTTP/1.0, and
// a folded field line before content.
func tangled() []Shape {
	return shapes(
		Head{Trait: model.BadHost, Trait2: model.Fold}, Head{Trait: model.BarePOST, Trait2: model.LaterMinor},
		Head{Trait: model.Upgrades, Expect: model.Expects, Framing: ByLength}, Head{Trait: model.Upgrades, Old: true},
		Head{Trait: model.Fold, Handler: model.Read, Framing: ByLength},
	)
}

package explore

import "github.com/hangup-http/hangup/model"

// Actor is who makes a move. Server, Handler and Clock are weakly fair: none of them
// has a move open for ever and never makes one. The client and the operator may stop.
type Actor uint8

const (
	Client   Actor = iota
	Server         // what a server does by itself: error answers, 100, options, framing, FIN
	Handler        // the code behind the request-target
	Clock          // timers
	Operator       // who limits the server, and shuts it down
	numActors
)

var actorNames = [...]string{"client", "server", "handler", "clock", "operator"}

// String returns the name in lower case.
func (a Actor) String() string { return actorNames[a] }

// Move is one thing that the world may do: under When, the machine is told Input; and if
// the rule that it follows does not hold the input back, Then is what becomes of the world.
type Move struct {
	Name  string
	Actor Actor
	When  Guard
	Input model.Input
	Then  Effect
	// Free: one of several moves between which a server may choose; it does not make
	// one that the table forbids. Any other move that the table forbids is a defect.
	Free bool
}

// Guard is when a move may be made: all that is not zero must hold.
type Guard struct {
	Client  []ClientPhase
	Handler []HandlerPhase
	States  model.States
	Facts   model.When
	All     Flag
	Not     Flag
}

// Effect is what a move changes in the world.
type Effect struct {
	Client  ClientPhase  // or SameClient
	Handler HandlerPhase // or SameHandler
	Set     Flag
	Clear   Flag
}

// Phases that do not change.
const (
	SameClient  ClientPhase  = 255
	SameHandler HandlerPhase = 255
)

// Scope is how much of the world is explored.
type Scope struct {
	Name     string
	About    string
	Options  []model.Event  // connection options of a request
	Lines    []model.Event  // other lines of a request head
	Traits   []model.Trait  // what may be remarkable about it
	Handlers []model.Input  // handlers that may be addressed
	Answers  []model.Status // what a handler answers, apart from errors about content that never came
	Refusals []model.Status // what the server answers by itself, apart from 408 and 5xx when time is over
	Framings []model.Event  // how the end of a response is told
	Interim  bool           // a handler sends interim responses
}

// Scopes returns the scopes by size, the smallest first.
func Scopes() []Scope {
	answer := model.Input{Event: model.Addresses, Handler: model.Answer, Safe: true}
	read := model.Input{Event: model.Addresses, Handler: model.Read}
	refused := []model.Trait{
		model.BadHost, model.SpaceBeforeColon, model.BadLength, model.CodingNotFinal, model.UnknownCoding, model.CodingParameters,
		model.BadRequestLine, model.NotHTTP, model.LongMethod, model.BareLF, model.BareCR, model.SpaceBeforeField,
	}
	understood := []model.Trait{model.Chunked, model.Trailer, model.LaterMinor, model.Upgrades}
	return []Scope{
		{
			Name: "core", About: "persistence, close, content, expectations, errors and all timers, with one of each kind",
			Options: []model.Event{model.SaysClose, model.SaysKeepAlive}, Lines: []model.Event{model.IsHTTP10, model.HasBody, model.Expects},
			Traits: []model.Trait{model.BadHost}, Handlers: []model.Input{read},
			Answers: []model.Status{model.S2xx}, Refusals: []model.Status{model.S400}, Framings: []model.Event{model.AnswerHasLength},
		},
		{
			Name: "wide", About: "core, with every connection option, two lengths, and more traits, statuses and framings",
			Options: []model.Event{model.SaysClose, model.SaysCloseOddly, model.SaysCloseAndKeepAlive, model.SaysKeepAlive},
			Lines:   []model.Event{model.IsHTTP10, model.HasBothLengths, model.HasCodingIn10, model.HasBody, model.Expects, model.ExpectsOddly},
			Traits:  []model.Trait{model.Chunked, model.BadHost, model.BadLength}, Handlers: []model.Input{answer, read},
			Answers: []model.Status{model.S2xx, model.S204, model.S4xx}, Refusals: []model.Status{model.S400, model.S501},
			Framings: []model.Event{model.AnswerHasLength, model.AnswerHasCoding, model.AnswerIsBodyless},
		},
		{
			Name: "full", About: "wide, with every trait that a server refuses, several that it understands, and interim responses",
			Options: []model.Event{model.SaysClose, model.SaysCloseOddly, model.SaysCloseAndKeepAlive, model.SaysKeepAlive},
			Lines:   []model.Event{model.IsHTTP10, model.HasBothLengths, model.HasCodingIn10, model.HasBody, model.Expects, model.ExpectsOddly},
			Traits:  append(refused, understood...), Handlers: []model.Input{answer, read},
			Answers:  []model.Status{model.S2xx, model.S204, model.S304, model.S4xx, model.S5xx},
			Refusals: []model.Status{model.S400, model.S501, model.S431},
			Framings: []model.Event{model.AnswerHasLength, model.AnswerHasCoding, model.AnswerIsBodyless}, Interim: true,
		},
	}
}

// LookupScope finds a scope by its name.
func LookupScope(name string) (Scope, bool) {
	for _, s := range Scopes() {
		if s.Name == name {
			return s, true
		}
	}
	return Scope{}, false
}

// Phases in which nothing of the server is half done, so that others may act.
var calm = []HandlerPhase{NoHandler, Running, Content}

const (
	open        = states(1<<model.Idle | 1<<model.Reading | 1<<model.Responding | 1<<model.Draining)
	inIdle      = states(1 << model.Idle)
	inReading   = states(1 << model.Reading)
	answering   = states(1 << model.Responding)
	inDraining  = states(1 << model.Draining)
	numReasons  = 32
	everyReason = uint64(1)<<numReasons - 1
	isLast      = everyReason &^ (1 << model.NotLast)
	notLast     = uint64(1) << model.NotLast
)

type states = model.States

// Moves returns every move of the scope.
func (s Scope) Moves() []Move {
	var all []Move
	for _, part := range [][]Move{s.clientMoves(), s.serverMoves(), s.handlerMoves(), clockMoves, operatorMoves} {
		all = append(all, part...)
	}
	return all
}

// said builds a move of the client: input, and what it may send afterwards.
func said(name string, in model.Input, then ClientPhase, from ...ClientPhase) Move {
	return Move{
		Name: name, Actor: Client, When: Guard{Client: from, Handler: calm, States: open, Not: Owes100}, Input: in,
		Then: Effect{Client: then, Handler: SameHandler},
	}
}

// heard is said, about a line of a head. While draining nobody reads what is thrown away, so a
// head is the same there whatever its lines say.
func heard(name string, in model.Input, then ClientPhase, from ...ClientPhase) Move {
	m := said(name, in, then, from...)
	m.When.States = open &^ inDraining
	return m
}

func event(e model.Event) model.Input { return model.Input{Event: e} }

// headPhases are those up to and including last.
func headPhases(last ClientPhase) (all []ClientPhase) {
	for p := AfterBegin; p <= last; p++ {
		all = append(all, p)
	}
	return all
}

// line tells where in a head a line stands: behind which phase, and which follows.
func line(e model.Event) (last, then ClientPhase) {
	switch e {
	case model.IsHTTP10:
		return AfterBegin, AfterVersion
	case model.HasBothLengths:
		return AfterOptions, AfterLengths
	case model.HasCodingIn10: // which may come with both lengths
		return AfterLengths, AfterLengths
	case model.HasBody:
		return AfterLengths, AfterContent
	case model.Expects, model.ExpectsOddly:
		return AfterContent, AfterExpect
	}
	return AfterVersion, AfterOptions
}

// clientMoves: any number of requests, their content, FIN and abort at any point.
func (s Scope) clientMoves() []Move {
	moves := []Move{
		said("begins a request", event(model.Begins), AfterBegin, Between),
		said("sends an empty line", event(model.EmptyLine), SameClient, Between),
	}
	for _, e := range append(append([]model.Event(nil), s.Options...), s.Lines...) {
		last, then := line(e)
		m := heard("head line", event(e), then, headPhases(last)...)
		switch e {
		case model.HasCodingIn10:
			m.When.Facts.All = model.V10
		case model.HasBody:
			m.Then.Set = HasContent
		}
		moves = append(moves, m)
	}
	for _, t := range s.Traits {
		moves = append(moves, heard("head with a remarkable trait", model.Input{Event: model.Has, Trait: t}, AfterTrait, headPhases(AfterExpect)...))
	}
	for _, in := range s.Handlers {
		moves = append(moves, heard("addresses a handler", in, AfterHandler, headPhases(AfterTrait)...))
	}
	return append(moves, s.endings()...)
}

// endings of heads, of content, and of what the client sends at all.
func (s Scope) endings() []Move {
	plain := said("ends the head", event(model.HeadEnds), Between, headPhases(AfterHandler)...)
	plain.When.Not |= HasContent
	withContent := said("ends the head, with content to come", event(model.HeadEnds), BeforeBody, headPhases(AfterHandler)...)
	withContent.When.All = HasContent
	ends := said("ends the content", event(model.BodyEnds), Between, InBody, BehindChunks)
	ends.Then.Clear = HasContent
	spoiled := said("content that cannot be read", event(model.Malformed), Unreadable, InBody, BehindChunks)
	spoiled.Then.Clear = HasContent
	garbage := said("a head that cannot be read", event(model.Malformed), Unreadable, headPhases(AfterHandler)...)
	garbage.Then.Clear = HasContent
	more := said("sends more behind what cannot be read", event(model.Begins), SameClient, Unreadable)
	more.When.States = answering | inDraining
	behind := said("what waits cannot be read", event(model.Malformed), SameClient, Between, Unreadable)
	behind.When.States, behind.When.Facts.All = answering, model.Held
	all := []ClientPhase{
		Between, AfterBegin, AfterVersion, AfterOptions, AfterLengths, AfterContent, AfterExpect, AfterTrait, AfterHandler,
		BeforeBody, InBody, BehindChunks, Unreadable,
	}
	fin := said("half-closes", event(model.HalfCloses), Finished, all...)
	fin.When.States = open &^ answering
	fin.Then.Clear = HasContent
	finBehind := said("half-closes", event(model.HalfCloses), Finished, all...)
	finBehind.When.States, finBehind.When.Facts.Not = answering, model.Held // FIN waits behind what waits
	finBehind.Then.Clear = HasContent
	abort := said("aborts", event(model.Aborts), Gone, append(all, Finished)...)
	return []Move{
		garbage, more, behind, plain, withContent,
		said("begins the content", event(model.BodyBegins), InBody, BeforeBody),
		said("sends the last chunk", event(model.ChunksEnd), BehindChunks, InBody),
		ends, spoiled, fin, finBehind, abort,
	}
}

// does builds a move of the server's own.
func does(name string, in model.Input, from, then HandlerPhase) Move {
	return Move{
		Name: name, Actor: Server, When: Guard{Handler: []HandlerPhase{from}, States: answering, Not: Owes100}, Input: in,
		Then: Effect{Client: SameClient, Handler: then},
	}
}

func status(s model.Status) uint64 { return 1 << s }

// serverMoves: what package conn does by itself, in its order.
func (s Scope) serverMoves() []Move {
	continues := does("sends 100", model.Input{Event: model.Interim, Status: model.S100}, Running, SameHandler)
	continues.When.Not, continues.When.All, continues.Then.Clear = 0, Owes100, Owes100
	fin := does("sends FIN", event(model.Closes), NoHandler, SameHandler)
	fin.When.Handler, fin.When.States, fin.When.All, fin.Then.Clear = calm, inDraining, OwesFIN, OwesFIN
	moves := []Move{continues, fin}
	for _, why := range []struct {
		last   uint64
		status []model.Status
	}{
		{1 << model.TimedOut, []model.Status{model.S408}},
		{1 << model.HandlerStalled, []model.Status{model.S5xx}},
		{1 << model.Refused, s.Refusals},
		{everyReason &^ (1<<model.TimedOut | 1<<model.HandlerStalled | 1<<model.Refused), append([]model.Status{model.S408, model.S5xx}, s.Refusals...)},
	} {
		for _, code := range why.status {
			m := does("answers with an error", model.Input{Event: model.AnswerStarts, Status: code}, Refuses, OptionsDue)
			m.When.Facts.Last, m.Free = why.last, true
			moves = append(moves, m)
		}
	}
	return append(moves, s.headMoves()...)
}

// headMoves: options and framing of a response.
func (s Scope) headMoves() []Move {
	undelimited := does("notes that only the end of the connection ends the content", event(model.AnswerUndelimited), Endless, CloseDue)
	endlessClose := does("says close", event(model.AnswerSaysClose), CloseDue, HeadEndDue)
	endlessClose.Then.Clear = WantsClose
	last := does("says close", event(model.AnswerSaysClose), OptionsDue, FramingDue)
	last.When.Facts.Last, last.Then.Clear = isLast, WantsClose
	wanted := last
	wanted.When.Facts.Last, wanted.When.All = notLast, WantsClose
	keeps := does("says keep-alive", event(model.AnswerSaysKeepAlive), OptionsDue, FramingDue)
	keeps.When.Facts.Last, keeps.When.Facts.All, keeps.When.Not = notLast, model.V10|model.KeepAlive, WantsClose|Owes100
	moves := []Move{undelimited, endlessClose, last, wanted, keeps}
	for _, e := range s.Framings {
		framed := does("tells the framing", event(e), FramingDue, HeadEndDue)
		framed.When.Facts.Status = ^(status(model.S204) | status(model.S304))
		if e == model.AnswerHasCoding {
			framed.When.Facts.Not = model.V10
		}
		if e == model.AnswerIsBodyless {
			framed.When.Facts.Status = 0
		}
		bare := framed // no option is due
		bare.When.Handler = []HandlerPhase{OptionsDue}
		bare.When.Facts.Last, bare.When.Not = notLast, WantsClose|Owes100
		bare.When.Facts.Not |= model.V10
		moves = append(moves, framed, bare)
	}
	return append(moves, does("ends the response head", event(model.AnswerHeadEnds), HeadEndDue, Content))
}

// handlerMoves: a handler reads, answers, and may fail.
func (s Scope) handlerMoves() []Move {
	own := func(name string, in model.Input, from, then HandlerPhase) Move {
		m := does(name, in, from, then)
		m.Actor = Handler
		return m
	}
	long := own("leaves more content than is worth reading", event(model.BodyIsLong), Running, SameHandler)
	long.When.Facts.All, long.When.Handler = model.Body, []HandlerPhase{Running, Refuses}
	incomplete := own("answers that the content is incomplete", model.Input{Event: model.AnswerStarts, Status: model.S400}, Running, OptionsDue)
	incomplete.When.Facts.All = model.Reads | model.Body | model.PeerFIN
	ends := own("ends the response", event(model.AnswerEnds), Content, NoHandler)
	ends.When.Facts.Last = notLast
	endsLast := ends
	endsLast.When.Facts.Last, endsLast.Then.Set = isLast, WasLast
	moves := []Move{
		own("asks for content", event(model.HandlerReads), Running, SameHandler), long, incomplete, ends, endsLast,
		own("fails in the middle of its response", event(model.Aborts), Content, NoHandler),
	}
	if s.Interim {
		early := own("sends an interim response", model.Input{Event: model.Interim, Status: model.S1xx}, Running, SameHandler)
		early.When.Facts.Not = model.V10
		moves = append(moves, early)
	}
	for _, code := range s.Answers {
		moves = append(moves, answers(own, code)...)
	}
	return moves
}

// answers are the ways to begin a response with one status.
func answers(own func(string, model.Input, HandlerPhase, HandlerPhase) Move, code model.Status) (moves []Move) {
	var conditions []model.When
	switch code {
	case model.S2xx, model.S204, model.S304:
		conditions = []model.When{{Not: model.Reads}, {All: model.Reads, Not: model.Body}}
	default:
		conditions = []model.When{{Not: model.Promised}}
	}
	for _, c := range conditions {
		m := own("begins to answer", model.Input{Event: model.AnswerStarts, Status: code}, Running, OptionsDue)
		m.When.Facts, m.Free = c, true
		closing := m
		closing.Name, closing.Then.Set = "begins to answer, and wants the connection to close", WantsClose
		moves = append(moves, m, closing)
		if code == model.S2xx {
			endless := m
			endless.Name, endless.Then.Handler = "begins to answer with content of unknown length", Endless
			endless.When.Facts.All |= model.V10
			moves = append(moves, endless)
		}
	}
	return moves
}

// fires builds a move of the clock.
func fires(name string, e model.Event, in states, facts model.When, from ...HandlerPhase) Move {
	return Move{
		Name: name, Actor: Clock, When: Guard{Handler: from, States: in, Facts: facts, Not: Owes100}, Input: event(e),
		Then: Effect{Client: SameClient, Handler: SameHandler},
	}
}

// stuckFIN: the end of the response, and FIN behind it, cannot be sent.
var stuckFIN = func() Move {
	m := fires("write timer", model.ClientStalls, inDraining, model.When{}, NoHandler)
	m.When.All = OwesFIN
	return m
}()

var clockMoves = []Move{
	fires("idle timer", model.TimerFires, inIdle, model.When{}, NoHandler),
	fires("head timer", model.TimerFires, inReading, model.When{}, NoHandler),
	fires("body timer", model.TimerFires, answering, model.When{All: model.Body, Not: model.Begun}, Running),
	fires("linger timer", model.TimerFires, inDraining, model.When{All: model.FINSent}, NoHandler),
	fires("handler timer", model.HandlerStalls, answering, model.When{}, Running, Content),
	fires("write timer", model.ClientStalls, answering, model.When{}, Content),
	stuckFIN,
}

var operatorMoves = []Move{
	{
		Name: "shuts down", Actor: Operator, When: Guard{Handler: calm, States: open, Not: Owes100}, Input: event(model.ShutsDown),
		Then: Effect{Client: SameClient, Handler: SameHandler},
	},
	{
		Name: "limits the requests", Actor: Operator, When: Guard{Client: headPhases(AfterHandler), Handler: calm, States: inReading, Not: Owes100},
		Input: event(model.Limits), Then: Effect{Client: SameClient, Handler: SameHandler},
	},
}

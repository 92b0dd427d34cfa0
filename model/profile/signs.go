package profile

import "github.com/hangup-http/hangup/model"

// sign is how a server shows that it decided a choice against a profile, beyond the
// rows of the table that say so themselves (model.Rule.Takes and Leaves). The table
// without a profile has no use for these rows: either way is right there.
type sign struct {
	taken []Never // of a choice that is forbidden
	left  []Never // of one that is required
}

func (s sign) of(require bool) []Never {
	if require {
		return s.left
	}
	return s.taken
}

const (
	idle       = model.States(1) << model.Idle
	reading    = model.States(1) << model.Reading
	responding = model.States(1) << model.Responding
	draining   = model.States(1) << model.Draining
)

func on(events ...model.Event) (set model.Events) {
	for _, e := range events {
		set |= 1 << e
	}
	return set
}

// setOf is a set of reasons, traits or statuses.
func setOf[E ~uint8](all ...E) (set uint64) {
	for _, e := range all {
		set |= 1 << e
	}
	return set
}

var (
	success = setOf(model.S2xx, model.S204, model.S304)
	refusal = setOf(model.S400, model.S411, model.S413, model.S414, model.S417, model.S4xx, model.S431, model.S501, model.S505, model.S5xx)

	// ownErrors are what servers say themselves; the others may be a handler's.
	ownErrors = setOf(model.S400, model.S413, model.S414, model.S431, model.S501, model.S505)

	// soundFraming are defects behind which the next request is easy to find, so that
	// nothing but the server's own caution asks for the close.
	soundFraming = setOf(model.BadHost, model.BadPort, model.LongTarget, model.LongMethod)
	// refusedByAll are defects that no server may answer with success.
	refusedByAll = setOf(model.BadHost, model.SpaceBeforeColon, model.BadLength, model.CodingNotFinal, model.BadPort)
)

// signs by choice. A choice that is missing on one side is shown by the rows of the
// table, or by nothing that comes over the network (Seen tells which).
var signs = map[model.Policy]sign{
	model.HonourKeepAlive10: {left: []Never{{
		In: responding, On: on(model.AnswerHeadEnds),
		When: model.When{
			All: model.V10 | model.KeepAlive | model.Begun, Not: model.AnswerKept | model.Refusing | model.TraitHere | model.HadBody,
			Last: setOf(model.NotLast, model.ResponseClose), Status: success,
		},
		Why: "an HTTP/1.0 client asked for keep-alive, and the response does not say it",
	}}},
	model.OneExchange: {left: []Never{
		{
			In: responding, On: on(model.AnswerHeadEnds),
			When: model.When{Not: model.Announced | model.V10 | model.Answer10, Last: setOf(model.NoPersistence)},
			Why:  "the response does not say close",
		},
		{
			In: draining, On: on(model.AnswerStarts, model.Interim), When: model.When{Last: setOf(model.NoPersistence)},
			Why: "another request on the connection was answered",
		},
		{
			In: draining, On: on(model.Silent), When: model.When{Not: model.FINSent, Last: setOf(model.NoPersistence)},
			Why: "the connection stays open behind the response",
		},
	}},
	model.CloseAfterError: {
		taken: []Never{{
			In: responding, On: on(model.AnswerSaysClose),
			When: model.When{
				All: model.TraitHere | model.Refusing, Not: model.HadBody | model.Tangled | model.PeerFIN | model.V10,
				Last: setOf(model.NotLast), Trait: soundFraming, Status: ownErrors,
			},
			Why: "an error says close, though the next request could be found",
		}},
		left: []Never{
			{
				In: responding, On: on(model.AnswerHeadEnds),
				When: model.When{All: model.Refusing, Last: setOf(model.NotLast), Status: ownErrors},
				Why:  "an error does not say close",
			},
			{
				In: draining, On: on(model.Silent),
				When: model.When{All: model.Refusing, Not: model.FINSent, Last: setOf(model.Refused), Status: ownErrors},
				Why:  "the connection stays open behind an error",
			},
			{
				In: draining, On: on(model.AnswerStarts, model.Interim),
				When: model.When{All: model.Refusing, Last: setOf(model.Refused), Trait: refusedByAll},
				Why:  "another request is answered behind an error",
			},
		},
	},
	model.CloseUnread: {left: []Never{
		{
			In: responding, On: on(model.AnswerHeadEnds),
			When: model.When{
				All: model.Body, Not: model.Announced | model.V10 | model.Answer10,
				Last: setOf(model.BodyUnread, model.NoPersistence),
			},
			Why: "the response that came instead of 100 does not say close",
		},
		{
			In: draining, On: on(model.Silent), When: model.When{Not: model.FINSent, Last: setOf(model.BodyUnread)},
			Why: "the connection stays open for content that was not invited",
		},
	}},
	model.Say408: {left: []Never{{
		In: reading, On: on(model.Closes), When: model.When{All: model.Rested, Not: model.Begun | model.PeerFIN | model.Unread},
		Why: "the connection was closed without 408 while a request was arriving",
	}}},
	model.RefuseCutShort: {
		taken: []Never{
			{
				In: draining, On: on(model.AnswerStarts), When: model.When{All: model.CutShort, Status: refusal},
				Why: "a request that the client's FIN cut short is answered",
			},
			{
				In: reading, On: on(model.AnswerStarts), When: model.When{All: model.PeerFIN, Not: model.Begun, Status: refusal},
				Why: "a request that the client's FIN cut short is answered",
			},
			{
				In: responding, On: on(model.AnswerStarts),
				When: model.When{All: model.Body | model.FINBehind | model.Promised, Not: model.TraitHere, Status: setOf(model.S400)},
				Why:  "a request that the client's FIN cut short is answered",
			},
		},
		left: []Never{
			{
				In: draining, On: on(model.Closes), When: model.When{All: model.CutShort, Not: model.Refusing},
				Why: "a request that the client's FIN cut short is not answered",
			},
			{
				In: reading, On: on(model.Closes), When: model.When{All: model.PeerFIN, Not: model.Begun},
				Why: "a request that the client's FIN cut short is not answered",
			},
			{
				In: responding, On: on(model.Closes), When: model.When{All: model.Body | model.PeerFIN, Not: model.Begun},
				Why: "a request that the client's FIN cut short is not answered",
			},
		},
	},
	model.RequireLength: {left: []Never{{
		In: responding, On: on(model.AnswerStarts),
		When: model.When{
			All: model.TraitHere | model.HadBody, Status: success,
			Trait: setOf(model.Chunked, model.OddChunks, model.ChunkExtension, model.Trailer),
		},
		Why: "content without Content-Length is accepted",
	}}},
	model.OmitContinue: {left: []Never{{
		In: responding, On: on(model.Interim), When: model.When{All: model.Owe100, Status: setOf(model.S100)},
		Why: "100 (Continue) is sent",
	}}},
	model.CloseIdle: {
		// A server that closes unannounced may be one without persistence: that is no way out.
		taken: []Never{{
			In: draining, On: on(model.Closes), When: model.When{Not: model.Announced | model.PeerFIN, Last: setOf(model.NoPersistence)},
			Why: "a connection without a request on it is closed",
		}},
		left: []Never{{
			In: idle, On: on(model.Silent), When: model.When{All: model.Served, Not: model.ReadingOff},
			Why: "an idle connection stays open",
		}},
	},
	model.CloseReading: {left: []Never{{
		In: reading, On: on(model.Silent), When: model.When{Not: model.Begun | model.PeerFIN | model.ReadingOff},
		Why: "a request head that never ends is waited for",
	}}},
}

// followedOnly are choices that a server makes before it shows what it makes of the
// request: it may yet accept what the model's own machine refuses. Where one is required,
// both ways are followed, and the signs tell who left it.
const followedOnly = model.CloseAfterError

// onlySilence tells whether nothing but silence shows that a required choice was not
// made, so that somebody has to say how long is too long.
func onlySilence(choice model.Policy) bool {
	return choice&(model.CloseIdle|model.CloseReading) != 0
}

// Seen tells whether what comes over the network can show that a server decides a
// choice against one that requires it, or forbids it.
func Seen(choice model.Policy, require bool) bool {
	if len(signs[choice].of(require)) > 0 {
		return true
	}
	for _, r := range model.Rules() {
		against := r.Takes
		if require {
			against = r.Leaves
		}
		if against&choice != 0 && r.On&heard != 0 {
			return true
		}
	}
	return false
}

package draw

import "github.com/hangup-http/hangup/model"

// phrases say events in a few words. Events with one phrase are drawn as one.
var phrases = map[model.Event]string{
	model.Connects:              "a client connects",
	model.EmptyLine:             "empty line",
	model.Begins:                "a request begins",
	model.IsHTTP10:              "HTTP/1.0",
	model.SaysClose:             "says close",
	model.SaysCloseOddly:        "says close",
	model.SaysCloseAndKeepAlive: "says close",
	model.SaysKeepAlive:         "says keep-alive",
	model.HasBothLengths:        "two lengths",
	model.HasCodingIn10:         "coding in HTTP/1.0",
	model.HasBody:               "has a body",
	model.Expects:               "expects 100",
	model.ExpectsOddly:          "expects 100",
	model.Has:                   "is remarkable",
	model.Addresses:             "handler known",
	model.HeadEnds:              "head ends",
	model.BodyBegins:            "body begins",
	model.ChunksEnd:             "chunks end",
	model.BodyEnds:              "body ends",
	model.Malformed:             "malformed",
	model.HalfCloses:            "client FIN",
	model.Aborts:                "client aborts",
	model.ClosesIncompletely:    "client aborts",
	model.Interim:               "interim response",
	model.AnswerIs10:            "response is HTTP/1.0",
	model.AnswerStarts:          "response starts",
	model.AnswerSaysClose:       "response says close",
	model.AnswerSaysKeepAlive:   "response says keep-alive",
	model.AnswerHasCoding:       "response has a coding",
	model.AnswerHasLength:       "response has a length",
	model.AnswerHasUnlisted:     "unlisted field",
	model.AnswerHidesUpgrade:    "Upgrade unlisted",
	model.AnswerLacksUpgrade:    "Upgrade missing",
	model.AnswerUnoffered:       "protocol not offered",
	model.AnswerIsBodyless:      "response is bodyless",
	model.AnswerUndelimited:     "response ends with FIN",
	model.AnswerHeadEnds:        "response head ends",
	model.AnswerMisplaced:       "response out of order",
	model.AnswerLeaks:           "response leaks",
	model.AnswerDiffers:         "content differs",
	model.AnswerOverlaps:        "made in parallel",
	model.AnswerEnds:            "response ends",
	model.Stray:                 "stray octets",
	model.Overcounts:            "handler ran too often",
	model.Closes:                "server FIN",
	model.LacksAlert:            "no TLS alert",
	model.Resets:                "server reset",
	model.StopsReading:          "client stops reading",
	model.ResumesReading:        "client reads again",
	model.Rests:                 "a pause",
	model.Overdue:               "too late",
	model.Silent:                "silence",
	model.TimerFires:            "timer",
	model.HandlerStalls:         "handler stalls",
	model.ClientStalls:          "client takes nothing",
	model.Limits:                "request limit",
	model.ShutsDown:             "shutdown",
	model.HandlerReads:          "handler reads",
	model.BodyIsLong:            "body too long",
}

// collective says what many events are together. The first that is a subset counts.
var collective = []struct {
	events model.Events
	phrase string
}{
	{octets, "whatever arrives"},
	{octets &^ set(model.BodyEnds), "whatever arrives"},
	{octets &^ set(model.EmptyLine, model.Begins), "rest of an old request"},
	{head, "rest of an old head"},
}

var (
	head = set(model.IsHTTP10, model.SaysClose, model.SaysCloseOddly, model.SaysCloseAndKeepAlive, model.SaysKeepAlive,
		model.HasBothLengths, model.HasCodingIn10, model.HasBody, model.Expects, model.ExpectsOddly, model.Has, model.HeadEnds)
	octets = head | set(model.EmptyLine, model.Begins, model.BodyBegins, model.ChunksEnd, model.BodyEnds, model.Malformed)
)

func set(events ...model.Event) (s model.Events) {
	for _, e := range events {
		s |= 1 << e
	}
	return s
}

// about says what a state is for.
var about = map[model.State]string{
	model.Idle:       "nothing is owed",
	model.Reading:    "a request is arriving",
	model.Responding: "a response is owed",
	model.Draining:   "nothing is processed any more",
	model.Closed:     "both directions are gone",
}

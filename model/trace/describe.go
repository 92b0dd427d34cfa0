package trace

import (
	"fmt"
	"slices"
	"strings"

	"github.com/hangup-http/hangup/model"
	"github.com/hangup-http/hangup/model/read"
)

// eventText says in words what an event on the time line is.
var eventText = map[model.Event]string{
	model.Closes:          "server FIN",
	model.LacksAlert:      "no closure alert before the FIN",
	model.Resets:          "server reset the connection",
	model.Silent:          "nothing came",
	model.Overdue:         "the budget was over before this",
	model.StopsReading:    "client stops reading",
	model.ResumesReading:  "client reads again",
	model.AnswerMisplaced: "the content is that of a later request's response",
	model.AnswerLeaks:     "the content holds that of an earlier request",
	model.AnswerDiffers:   "the content is not what this handler sends",
	model.AnswerOverlaps:  "prepared while an earlier response was",
	model.Overcounts:      "the handler ran more often than it answered",
}

// clientText says what a request says.
var clientText = map[model.Event]string{
	model.IsHTTP10: "HTTP/1.0", model.SaysClose: "says close", model.SaysCloseOddly: "says close (unusual spelling)",
	model.SaysCloseAndKeepAlive: "says close and keep-alive", model.SaysKeepAlive: "says keep-alive",
	model.HasBothLengths: "two lengths", model.HasCodingIn10: "Transfer-Encoding in HTTP/1.0",
	model.HasBody: "content follows", model.Expects: "expects 100-continue", model.ExpectsOddly: "expects 100-continue (unusual spelling)",
	model.HeadEnds: "head complete", model.BodyEnds: "content complete", model.Malformed: "cannot be read further",
}

// describeClient tells what the octets of one record completed. Named says whether the
// request-line of the last request had come by then.
func describeClient(events []model.Input, all []*read.Request, named bool) string {
	begun := 0
	for _, in := range events {
		if in.Event == model.Begins {
			begun++
		}
	}
	n := len(all) - begun // number of the request that the events speak of
	var parts []string
	for _, in := range events {
		switch text := clientText[in.Event]; {
		case in.Event == model.Begins:
			n++
			parts = append(parts, fmt.Sprintf("request %d%s", n, requestLine(all[n-1], named || n < len(all))))
		case in.Event == model.Has:
			parts = append(parts, traitText[in.Trait])
		case text != "" && len(parts) == 0:
			parts = append(parts, fmt.Sprintf("request %d: %s", n, text))
		case text != "":
			parts = append(parts, text)
		}
	}
	return sentence(parts)
}

func requestLine(r *read.Request, named bool) string {
	if !named {
		return " begins"
	}
	target := r.Target
	if len(target) > 40 {
		target = target[:37] + "..."
	}
	method := r.Method
	if len(method) > 20 {
		method = method[:17] + "..."
	}
	return ": " + method + " " + target
}

// describeServer tells what the octets of one record completed.
func describeServer(events []model.Input, finals []*read.Response) string {
	begun := 0
	for _, in := range events {
		if in.Event == model.AnswerStarts {
			begun++
		}
	}
	n := len(finals) - begun
	var parts []string
	for _, in := range events {
		switch in.Event {
		case model.Interim:
			parts = append(parts, "interim "+statusText(in.Status))
		case model.AnswerStarts:
			n++
			parts = append(parts, fmt.Sprintf("response %d: %d", n, finals[n-1].Status))
		case model.AnswerSaysClose:
			parts = append(parts, "says close")
		case model.AnswerSaysKeepAlive:
			parts = append(parts, "says keep-alive")
		case model.AnswerIs10:
			parts = append(parts, "HTTP/1.0")
		case model.AnswerHidesUpgrade:
			parts = append(parts, "Upgrade that Connection does not list")
		case model.AnswerLacksUpgrade:
			parts = append(parts, "no Upgrade")
		case model.AnswerUnoffered:
			parts = append(parts, "a protocol that was not offered")
		case model.AnswerUndelimited:
			parts = append(parts, "ends with the connection")
		case model.AnswerEnds:
			if len(parts) == 0 {
				parts = append(parts, fmt.Sprintf("response %d", n))
			}
			parts = append(parts, "complete")
		case model.Stray:
			parts = append(parts, "octets that belong to no response")
		}
	}
	return sentence(parts)
}

// mostParts bounds what is told of one record, and of its beginning: a record may hold
// a hundred requests.
const mostParts, firstParts = 24, 8

func sentence(parts []string) string {
	if n := len(parts); n > mostParts {
		told := append(parts[:firstParts:firstParts], "...")
		parts = append(told, parts[n-firstParts:]...)
	}
	return strings.Join(parts, ", ")
}

// statusText writes a status class as people do: 200, 4xx.
func statusText(s model.Status) string { return strings.TrimPrefix(s.String(), "S") }

// traitText says in words what is remarkable about a request.
var traitText = map[model.Trait]string{
	model.Chunked: "chunked", model.OddChunks: "chunks in an unusual form", model.ChunkExtension: "a chunk extension",
	model.Trailer: "a trailer section", model.BadTrailer: "a field that no trailer may hold", model.BarePOST: "no content", model.LeadingCRLF: "an empty line before it",
	model.AbsoluteForm: "absolute-form", model.Line8000: "a request-line of up to 8000 octets", model.LaterMinor: "a later minor version",
	model.OtherExpect: "another expectation", model.Upgrades: "offers another protocol", model.Connect: "asks for a tunnel",
	model.BadPort: "an empty or invalid port", model.BothLengths: "Transfer-Encoding and Content-Length",
	model.CodingIn10: "faulty framing", model.BadHost: "Host is missing, repeated or invalid",
	model.SpaceBeforeColon: "whitespace before a colon", model.BadLength: "an invalid Content-Length",
	model.HugeLength: "a Content-Length past 2^63", model.CodingNotFinal: "chunked is not the final coding",
	model.UnknownCoding: "an unknown transfer coding", model.CodingParameters: "chunked with parameters",
	model.BadChunk: "a chunk against the grammar", model.HugeChunk: "a chunk size past 2^63",
	model.LongExtension: "very long chunk extensions", model.BareLF: "a line that ends in LF alone", model.BareCR: "a bare CR",
	model.SpaceBeforeField: "a whitespace-led line before the first field", model.Fold: "a folded field line",
	model.BadRequestLine: "an invalid request-line", model.NotHTTP: "octets that are not HTTP",
	model.LongMethod: "a very long method", model.LongTarget: "a very long target", model.Odd: "something no rule follows",
}

// finding words a deviation.
func (j *Judge) finding(d model.Deviation, steps []Step) Finding {
	requirement, _ := j.table.Lookup(d.Rule.Cites)
	f := Finding{
		Rule: d.Rule, Requirement: requirement, Verdict: d.Rule.Mark, State: d.State, Step: d.At, Message: d.Rule.Why,
		Expected: requirement.Rule, Observed: strings.Join(steps[d.At].Events, "; "),
	}
	// What a team's own requirement allows instead it says itself; the rest of the table
	// does not know of it.
	if _, standard := model.Lookup(requirement.Address); d.Rule.Mark == model.Violation && standard {
		f.Expected = expected(j.model.Expected())
	}
	if f.Observed == "" {
		f.Observed = eventText[d.Event]
	}
	return f
}

// expected words what the table allowed instead.
func expected(events []model.Event, statuses []model.Status) string {
	var parts []string
	if slices.Contains(events, model.AnswerStarts) {
		parts = append(parts, "a final response "+statusSet(statuses))
	}
	if slices.Contains(events, model.Interim) {
		parts = append(parts, "100 (Continue)")
	}
	if slices.Contains(events, model.Closes) {
		parts = append(parts, "the server's FIN")
	}
	if slices.Contains(events, model.Silent) {
		parts = append(parts, "silence")
	}
	if len(parts) == 0 {
		return "nothing of the kind"
	}
	return strings.Join(parts, ", or ")
}

// statusSet words a set of statuses, briefly when it is nearly everything.
func statusSet(statuses []model.Status) string {
	if len(statuses) > 10 {
		return "(nearly any status)"
	}
	var names []string
	for _, s := range statuses {
		names = append(names, statusText(s))
	}
	return "(" + strings.Join(names, ", ") + ")"
}

// sortWorstFirst orders findings by verdict, keeping the order of time within one.
func sortWorstFirst(all []Finding) {
	slices.SortStableFunc(all, func(a, b Finding) int { return int(b.Verdict) - int(a.Verdict) })
}

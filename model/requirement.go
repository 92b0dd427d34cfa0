package model

import "strings"

// Level says how strongly a requirement binds, in the words of RFC 2119.
// A broken Must is a violation, a broken Should a warning, and a May that was
// exercised at most a note.
type Level uint8

const (
	May Level = iota + 1
	Should
	Must
)

// String returns MUST, SHOULD or MAY.
func (l Level) String() string {
	return [...]string{May: "MAY", Should: "SHOULD", Must: "MUST"}[l]
}

// Basis says where the level comes from: the specification's own keyword, a
// plain description ("the connection will close"), or a consequence of other clauses.
type Basis uint8

const (
	Keyword   Basis = iota // the clause uses the RFC 2119 keyword
	Described              // the clause describes the behaviour without a keyword
	Derived                // follows from the cited clause together with others
)

// String returns keyword, described or derived.
func (b Basis) String() string {
	return [...]string{Keyword: "keyword", Described: "described", Derived: "derived"}[b]
}

// Budget names the kind of patience a requirement deserves: how long a tester
// waits before silence counts. The durations are the tester's (see package trace).
type Budget uint8

const (
	NoBudget      Budget = iota
	BudgetAnswer         // a final response is owed
	BudgetInterim        // 100 (Continue) or a final response is owed at once
	BudgetClose          // the server's FIN is owed
)

// Requirement is one clause that can be observed from the network.
type Requirement struct {
	Address string // <rfc>/<section>/<slug>, for example 9112/9.6/no-processing-after-close
	Level   Level
	Basis   Basis
	Budget  Budget
	Rule    string // what the clause asks, in one sentence
	Sign    string // how a violation shows on the wire
}

// Clause returns the citation of the requirement, for example "RFC 9112, section 9.6".
func (r Requirement) Clause() string {
	rfc, rest, _ := strings.Cut(r.Address, "/")
	section, _, _ := strings.Cut(rest, "/")
	if rfc == "" || rfc[0] < '0' || rfc[0] > '9' {
		return rfc + ", " + section // of a profile's own
	}
	return "RFC " + rfc + ", section " + section
}

// Requirements returns every requirement of the model, sorted as in the specification.
// The slice is a copy.
func Requirements() []Requirement { return append([]Requirement(nil), requirements...) }

// Lookup finds a requirement by its address.
func Lookup(address string) (Requirement, bool) {
	i, ok := requirementIndex[address]
	if !ok {
		return Requirement{}, false
	}
	return requirements[i], true
}

var requirementIndex = func() map[string]int {
	m := make(map[string]int, len(requirements))
	for i, r := range requirements {
		m[r.Address] = i
	}
	return m
}()

// requirements is the catalogue. Each row was written with the clause open.
var requirements = []Requirement{
	// RFC 9112, section 2.2: message parsing.
	{"9112/2.2/leading-empty-line", Should, Keyword, NoBudget, "A server ignores at least one empty line (CRLF) received before a request-line.", "a CRLF before a request makes the server refuse it"},
	{"9112/2.2/bare-lf", May, Keyword, NoBudget, "A recipient may take a single LF as a line terminator and ignore any CR before it.", "recorded only: either reading is allowed"},
	{"9112/2.2/bare-cr", Must, Keyword, NoBudget, "A bare CR (not followed by LF) makes the element invalid or is read as SP; it never ends a line.", "a field behind a bare CR takes effect"},
	{"9112/2.2/space-before-first-field", Must, Keyword, NoBudget, "A line that begins with whitespace, between the start-line and the first field, makes the message invalid or is dropped.", "the field on such a line takes effect"},
	{"9112/2.2/not-http", Should, Keyword, BudgetAnswer, "Octets that do not match the HTTP-message grammar are answered with 400 and the connection is closed.", "silence, success, or service that goes on"},
	// Section 3: request line.
	{"9112/3/long-method", Should, Keyword, BudgetAnswer, "A method longer than any the server implements is answered with 501.", "another outcome"},
	{"9112/3/long-target", Must, Keyword, BudgetAnswer, "A request-target longer than any the server wishes to parse is answered with 414.", "another error status"},
	{"9112/3/request-line-8000", Should, Keyword, BudgetAnswer, "Request-lines of at least 8000 octets are supported.", "a request-line of 8000 octets is refused"},
	{"9112/3.2/invalid-request-line", Should, Keyword, BudgetAnswer, "An invalid request-line is answered with 400 or 301 and never corrected on the fly.", "the request is processed"},
	{"9112/3.2/host", Must, Keyword, BudgetAnswer, "A request without Host (in HTTP/1.1), with more than one, or with an invalid one is answered with 400.", "another status"},
	{"9112/3.2.2/absolute-form", Must, Keyword, BudgetAnswer, "A server accepts the absolute-form of the request-target.", "400 for a valid absolute-form request"},
	// Section 5: fields.
	{"9112/5.1/space-before-colon", Must, Keyword, BudgetAnswer, "Whitespace between a field name and the colon is answered with 400.", "the request is accepted"},
	{"9112/5.2/obs-fold", Must, Keyword, BudgetAnswer, "A folded field line is refused with 400, or the fold is read as SP.", "a folded Transfer-Encoding is lost and the body is read as a request"},
	// Section 6: message body.
	{"9112/6.1/chunked", Must, Keyword, BudgetAnswer, "A recipient parses the chunked transfer coding.", "a request with a valid chunked body is refused"},
	{"9112/6.1/unknown-coding", Should, Keyword, BudgetAnswer, "A transfer coding that the server does not understand is answered with 501.", "another status, success, or silence"},
	{"9112/6.1/close-after-both-lengths", Must, Keyword, BudgetClose, "After the response to a request with both Transfer-Encoding and Content-Length the server closes the connection.", "the connection stays open, or a later request on it is answered"},
	{"9112/6.1/coding-in-1.0", Must, Keyword, BudgetClose, "An HTTP/1.0 request with Transfer-Encoding is treated as faulty framing: the server closes the connection after it.", "what follows is answered, or the connection stays open"},
	{"9112/6.1/no-coding-to-1.0", Must, Keyword, NoBudget, "A server never sends Transfer-Encoding in a response to an HTTP/1.0 request.", "the field is seen"},
	{"9112/6.1/no-coding-in-bodyless", Must, Keyword, NoBudget, "A server never sends Transfer-Encoding in a 1xx or 204 response.", "the field is seen"},
	{"9112/6.1/no-coding-in-tunnel", Must, Keyword, NoBudget, "A server never sends Transfer-Encoding in a 2xx response to CONNECT.", "the field is seen"},
	{"9112/6.2/no-length-with-coding", Must, Keyword, NoBudget, "A sender never sends Content-Length in a message that has Transfer-Encoding.", "both fields are seen in one response"},
	{"9112/6.3/coding-overrides-length", Must, Described, BudgetAnswer, "Where both are present, Transfer-Encoding overrides Content-Length as the boundary of the body.", "octets of the body are read as a request, or a request as body"},
	{"9112/6.3/bodyless-response", Must, Described, NoBudget, "A response to HEAD, and any 1xx, 204 or 304 response, ends at the empty line after its fields.", "octets follow that begin no response"},
	{"9112/6.3/chunked-not-final", Must, Keyword, BudgetAnswer, "A request in which chunked is not the final transfer coding is answered with 400 and the connection is closed.", "another status, or the connection stays open"},
	{"9112/6.3/invalid-length", Must, Keyword, BudgetAnswer, "A request with an invalid Content-Length, or with several that differ, is answered with 400 and the connection is closed.", "another status, or the connection stays open"},
	{"9112/6.3/no-length-no-body", Must, Described, BudgetAnswer, "A request with neither Content-Length nor Transfer-Encoding has no body.", "a request behind a bare POST is swallowed"},
	{"9112/6.3/delimited-response", Should, Keyword, NoBudget, "A server prefers responses delimited by length or coding when the connection persists.", "a response to an HTTP/1.1 request ends only with the connection"},
	{"9112/6.3/length-required", May, Keyword, NoBudget, "A server may refuse a request with a body but no Content-Length with 411.", "recorded only"},
	{"9110/8.6/huge-length", Must, Keyword, NoBudget, "A Content-Length too large for an integer type is not wrapped around.", "2^64+5 is read as 5"},
	{"9110/8.6/no-length-in-bodyless", Must, Keyword, NoBudget, "A server never sends Content-Length in a 1xx or 204 response.", "the field is seen"},
	{"9110/8.6/no-length-in-tunnel", Must, Keyword, NoBudget, "A server never sends Content-Length in a 2xx response to CONNECT.", "the field is seen"},
	{"9112/8/incomplete-body", Must, Derived, NoBudget, "A request that was cut short is never treated as complete.", "success for a body that ended before its length"},
	{"9112/8/error-before-close", May, Keyword, NoBudget, "A server that received an incomplete request may send an error response before it closes.", "recorded only"},
	// Section 7: transfer codings.
	{"9112/7.1/chunks", Must, Keyword, BudgetAnswer, "Chunks are decoded whatever the case of the size, their number, or the segments they come in.", "the content arrives changed, or the boundary is wrong"},
	{"9112/7.1/chunk-size-overflow", Must, Keyword, NoBudget, "A chunk size too large for an integer type is not wrapped around.", "2^64+5 is read as 5"},
	{"9112/7.1/invalid-chunk", Should, Derived, BudgetAnswer, "A chunk that does not match the grammar is answered with 400 and the connection is closed.", "the body is accepted, or reading goes on behind it"},
	{"9112/7.1/coding-parameters", Should, Keyword, NoBudget, "Parameters of the chunked coding are treated as an error.", "\"chunked;q=1\" is accepted"},
	{"9112/7.1.1/unknown-extension", Must, Keyword, BudgetAnswer, "Chunk extensions that are not recognised are ignored.", "a chunk extension is refused"},
	{"9112/7.1.1/long-extension", Should, Described, NoBudget, "The total length of chunk extensions is bounded; past the bound the answer is a 4xx.", "a megabyte of extension is accepted"},
	{"9112/7.1.2/trailer-fields", Must, Keyword, BudgetAnswer, "Trailer fields are not merged into the header section unless their definition allows it.", "a Connection or Content-Length in the trailer section takes effect"},
	// Section 9: connection management.
	{"9112/9.2/one-response", Must, Described, BudgetAnswer, "Each request has exactly one final response, and nothing is sent that no request asked for.", "a response is missing, extra, or mixed with stray octets"},
	{"9112/9.3/persistence", Should, Keyword, NoBudget, "HTTP/1.1 connections persist.", "every connection is closed after one response"},
	{"9112/9.3/close-in-every-response", Must, Keyword, NoBudget, "A server that does not support persistent connections sends close in every final response.", "it closes after each response and never says so"},
	{"9112/9.3/http10-closes", Must, Described, BudgetClose, "After an HTTP/1.0 request without keep-alive the connection closes after the response.", "it stays open, or a later request is answered"},
	{"9112/9.3/http10-keep-alive", May, Described, NoBudget, "A server may honour keep-alive of an HTTP/1.0 client.", "recorded only"},
	{"9112/9.3/close-beats-keep-alive", Must, Described, BudgetClose, "Where close and keep-alive are both present, close decides.", "the connection persists"},
	{"9112/9.3/read-body-or-close", Must, Keyword, BudgetAnswer, "A server reads the whole request body or closes the connection after its response.", "octets of a body are read as a request"},
	{"9112/9.3.2/response-order", Must, Keyword, NoBudget, "Responses to pipelined requests are sent in the order of the requests.", "the content of a later response comes first"},
	{"9112/9.3.2/parallel-safe-methods", May, Keyword, NoBudget, "A server may process pipelined requests with safe methods in parallel.", "recorded only"},
	{"9112/9.5/may-close", May, Keyword, NoBudget, "A server may close the connection at any time.", "recorded; it makes a missing response inconclusive"},
	{"9112/9.5/graceful-timeout", Should, Keyword, NoBudget, "A server that times out closes gracefully.", "an idle connection is reset"},
	{"9112/9.5/notice-close", Should, Keyword, BudgetClose, "A server notices the client's close and answers with its own.", "an idle connection stays half-open after the client's FIN"},
	{"9112/9.5/sustain", Should, Keyword, NoBudget, "A server sustains connections where it can and lets flow control resolve overload.", "a slow reader is cut off in the middle of a response"},
	{"9112/9.6/close-after-request-close", Must, Keyword, BudgetClose, "After the final response to a request with close, the server initiates closure of the connection.", "no FIN within the budget"},
	{"9112/9.6/response-says-close", Should, Keyword, NoBudget, "The final response to a request with close says close.", "the option is absent"},
	{"9112/9.6/no-processing-after-close", Must, Keyword, NoBudget, "Requests received after one with close are not processed.", "a second response, or a side effect"},
	{"9112/9.6/close-after-response-close", Must, Keyword, BudgetClose, "After a response with close, the server initiates closure of the connection.", "no FIN within the budget"},
	{"9112/9.6/no-processing-after-own-close", Must, Keyword, NoBudget, "Requests received after the server sent close are not processed.", "a later request is answered"},
	{"9112/9.6/announce-close", Should, Keyword, NoBudget, "A server that is going to close after a response says close in it.", "FIN right behind a response that did not say close"},
	{"9112/9.6/answer-before-close", Must, Derived, BudgetAnswer, "A complete request with close is answered before the connection is closed, whatever follows it.", "FIN or an error instead of the response"},
	{"9112/9.6/staged-close", Should, Described, NoBudget, "A server closes in stages, so that a reset does not erase the response that the client has not read.", "RST while the response is on its way"},
	{"9112/9.6/half-close", Should, Described, NoBudget, "A client's half-close neither ends a request nor says that the client lost interest.", "the response is dropped"},
	{"9112/9.8/closure-alert", Must, Keyword, NoBudget, "Over TLS, a server sends a closure alert before it closes the connection.", "FIN without close_notify"},
	{"9112/9.8/incomplete-close", Should, Keyword, BudgetAnswer, "A server is prepared for an incomplete TLS close of the client.", "the next connection is not served"},
	// RFC 9110.
	{"9110/3.3/stateless", Must, Derived, NoBudget, "A request is understood in isolation: nothing of an earlier one on the connection leaks into its response.", "content, fields or flags of the request before show"},
	{"9110/6.2/later-minor-version", Should, Keyword, BudgetAnswer, "A higher minor version is processed as the highest minor version that the server implements.", "HTTP/1.2 is refused"},
	{"9110/6.2/own-version", Should, Keyword, NoBudget, "A server answers with the highest version of the major version that it conforms to.", "an HTTP/1.1 request is answered with an HTTP/1.0 status-line and chunked or persistent framing"},
	{"9110/7.6.1/connection-options", Must, Described, BudgetClose, "Connection options are case-insensitive members of a list that may span several field lines.", "\"foo, CLOSE\" is ignored"},
	{"9110/7.6.1/listed-in-connection", Must, Keyword, NoBudget, "Connection-specific fields are listed in Connection.", "Keep-Alive is sent but not listed"},
	{"9110/7.8/upgrade-in-1.0", Must, Keyword, NoBudget, "A server ignores Upgrade in an HTTP/1.0 request.", "101 is sent"},
	{"9110/7.8/only-offered", Must, Keyword, NoBudget, "A server never switches to a protocol that the request did not offer in Upgrade.", "101 names another protocol, or none was offered"},
	{"9110/7.8/100-before-101", Must, Keyword, NoBudget, "Where a request has both Upgrade and 100-continue, 100 (Continue) is sent before 101.", "101 comes while 100 is owed"},
	{"9110/7.8/upgrade-listed", Must, Keyword, NoBudget, "A sender of Upgrade lists it in Connection.", "Upgrade is sent but not listed"},
	{"9110/7.8/may-ignore-upgrade", May, Keyword, NoBudget, "A server may ignore Upgrade.", "recorded only"},
	{"9110/9.3.6/invalid-port", Must, Keyword, BudgetAnswer, "A CONNECT request to an empty or invalid port is rejected.", "a 2xx response"},
	{"9110/10.1.1/expect-case", Must, Described, BudgetInterim, "The Expect field value is case-insensitive.", "100-Continue in another case is ignored"},
	{"9110/10.1.1/expect-in-1.0", Must, Keyword, NoBudget, "A server ignores 100-continue in an HTTP/1.0 request.", "100 is sent"},
	{"9110/10.1.1/respond-at-once", Must, Keyword, BudgetInterim, "A request with 100-continue is answered at once with 100 or a final status.", "silence"},
	{"9110/10.1.1/no-wait-for-content", Must, Keyword, BudgetInterim, "A server does not wait for the content before it sends 100.", "100 comes only after the content"},
	{"9110/10.1.1/may-omit-100", May, Keyword, NoBudget, "A server may omit 100 where content has begun to arrive or there is none.", "recorded only"},
	{"9110/10.1.1/final-after-100", Must, Keyword, BudgetAnswer, "After 100 a final response follows once the content has been received.", "silence"},
	{"9110/10.1.1/early-final", Should, Keyword, NoBudget, "A final response sent instead of 100 shows whether the server closes or reads on.", "the connection is closed without close in that response"},
	{"9110/10.1.1/unknown-expectation", May, Keyword, NoBudget, "A server may answer 417 to an expectation other than 100-continue.", "recorded only"},
	{"9110/15.2/no-1xx-to-1.0", Must, Keyword, NoBudget, "A server never sends a 1xx response to an HTTP/1.0 client.", "a 1xx response is seen"},
	{"9110/15.2/interim-ends-at-empty-line", Must, Described, NoBudget, "A 1xx response ends at the empty line after its fields.", "octets follow that begin no response"},
	{"9110/15.2.2/101-names-protocol", Must, Keyword, NoBudget, "A 101 response has Upgrade, which names the protocol that follows.", "the field is absent"},
	{"9110/15.5.22/426-names-protocol", Must, Keyword, NoBudget, "A 426 response has Upgrade, which names the protocol that is required.", "the field is absent"},
	{"9110/15.5.9/timeout-408", Must, Described, NoBudget, "408 says that no complete request came in time; the connection is not used further.", "408, then service goes on"},
	{"9110/15.5.14/413-may-close", May, Keyword, NoBudget, "A server that answers 413 may close the connection.", "recorded only"},
}

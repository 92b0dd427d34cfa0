package catalogue

// Class is one way in which servers get the end of an exchange wrong.
type Class struct {
	Name         string
	Bugs         int      // reports in the collection
	What         string   // how it goes wrong
	Requirements []string // addresses of the requirements that catch it
	Reason       string   // what of it, or why all of it, cannot be seen as a breach of RFC 9112 or RFC 9110
}

// Classes returns every class, sorted by name. The slice is a copy.
func Classes() []Class { return append([]Class(nil), classes...) }

// at makes the lists below short.
func at(addresses ...string) []string { return addresses }

var classes = []Class{
	{
		"abort-detection", 3, "a handler goes on for a client that is gone, or the event loop is stuck with it",
		at("9112/9.2/one-response", "9112/9.5/notice-close"),
		"a server that is stuck leaves the next connection without an answer; that a handler runs on for nobody cannot be seen, because who has reset the connection sees nothing more on it",
	},
	{
		"answers-after-close", 5, "requests behind one with close are answered, or the connection stays open",
		at("9112/9.6/no-processing-after-close", "9112/9.6/close-after-request-close"), "",
	},
	{
		"bare-lf-chunk", 5, "LF alone ends a chunk-size line, or hides in a chunk extension",
		at("9112/7.1/invalid-chunk", "9112/9.6/no-processing-after-own-close"),
		"in a request head, LF alone is a choice (9112/2.2/bare-lf)",
	},
	{
		"body-limit-desync", 1, "content past a limit is taken for the next request",
		at("9112/9.3/read-body-or-close", "9110/15.5.14/413-may-close"), "",
	},
	{
		"body-timeout-missing", 1, "a body that never comes keeps the connection for ever",
		nil, "no clause says how long a server waits for content: that it waits longer than a tester proves nothing; 408 is a choice, recorded by 9110/15.5.9/timeout-408",
	},
	{
		"bodyless-close-verdict", 3, "the connection closes or hangs behind a response to HEAD, a 204 or a 304",
		at("9112/6.3/bodyless-response", "9112/9.3/persistence", "9112/9.6/announce-close", "9112/9.2/one-response"), "",
	},
	{
		"bodyless-has-body", 5, "content or a chunk terminator follows the head of a response to HEAD, a 204 or a 304",
		at("9112/6.3/bodyless-response", "9112/6.1/no-coding-in-bodyless", "9110/8.6/no-length-in-bodyless"), "",
	},
	{
		"chunk-ext", 3, "chunk extensions without limit are accepted, or one with a quoted string hides a boundary",
		at("9112/7.1.1/long-extension", "9112/7.1.1/unknown-extension"), "",
	},
	{
		"chunk-size-lenient", 7, "a chunk size such as 0x5, -0 or 5x is accepted, or valid chunks are not, depending on the segments",
		at("9112/7.1/invalid-chunk", "9112/7.1/chunks", "9112/7.1/chunk-size-overflow"), "",
	},
	{
		"cl-duplicate", 4, "one of two different Content-Length values is picked",
		at("9112/6.3/invalid-length"), "",
	},
	{
		"cl-syntax", 6, "a Content-Length such as +5, 0x5, or 2^64-1 is accepted or wrapped around",
		at("9112/6.3/invalid-length", "9110/8.6/huge-length"), "",
	},
	{
		"cl-te-keepalive", 3, "the connection goes on after a request with both Transfer-Encoding and Content-Length",
		at("9112/6.1/close-after-both-lengths", "9112/6.3/coding-overrides-length"), "",
	},
	{
		"close-and-keepalive", 1, "of close and keep-alive, keep-alive decides",
		at("9112/9.3/close-beats-keep-alive"), "",
	},
	{
		"close-before-flush", 6, "the connection closes before a large response is out",
		at("9112/9.6/answer-before-close", "9112/9.6/staged-close", "9112/9.5/sustain"), "",
	},
	{
		"close-ignored", 7, "close is honoured on some paths only: not for errors, HTTP/1.0, or late answers",
		at("9112/9.6/close-after-request-close", "9112/9.3/http10-closes"), "",
	},
	{
		"closes-before-answer", 4, "what follows a request with close costs it its response",
		at("9112/9.6/answer-before-close", "9112/9.3.2/response-order", "9112/9.2/one-response"), "",
	},
	{
		"conn-leak-abort", 12, "connections that clients have ended are kept",
		at("9112/9.5/notice-close"),
		"an idle half-close that is not answered can be seen; a descriptor or memory that is not given back after a reset cannot",
	},
	{
		"connect", 3, "octets behind a refused CONNECT are processed, or a tunnel has content",
		at("9110/9.3.6/invalid-port", "9112/6.1/no-coding-in-tunnel", "9110/8.6/no-length-in-tunnel"),
		"a server that refuses CONNECT and does not say close may go on with the next request; only behind close, its own or the client's, is that a breach (9112/9.6)",
	},
	{
		"connection-token-parsing", 7, "close in another case, in a list or on a second line is missed; \"closed\" is taken for it",
		at("9110/7.6.1/connection-options", "9112/9.3/persistence"), "",
	},
	{
		"crlf-between", 3, "an empty line between requests holds back an answer or is refused",
		at("9112/2.2/leading-empty-line", "9112/9.2/one-response"), "",
	},
	{
		"double-response", 1, "an error is answered twice",
		at("9112/9.2/one-response", "9112/9.6/no-processing-after-own-close"), "",
	},
	{
		"error-keeps-open", 6, "behind an error in the framing, or a timeout, the next octets are read as a request",
		at("9112/6.3/invalid-length", "9112/2.2/not-http", "9110/15.5.9/timeout-408", "9112/9.6/no-processing-after-own-close"), "",
	},
	{
		"error-lost-rst", 14, "the response to a refused upload, or to the last of many requests, is erased by a reset",
		at("9112/9.6/staged-close"), "",
	},
	{
		"error-no-response", 7, "a request that cannot be read is met with silence or a bare close",
		at("9112/2.2/not-http", "9112/3.2/invalid-request-line", "9112/9.2/one-response"),
		"a header section that is too large has no status that RFC 9110 or RFC 9112 demands; silence and service behind it can be seen",
	},
	{
		"expect-100-desync", 5, "after a final status instead of 100 the server reads the next request as the content, or hangs",
		at("9112/9.3/read-body-or-close", "9110/10.1.1/early-final"), "",
	},
	{
		"expect-100-late", 2, "100 follows the final response, or comes when nobody reads the content",
		at("9112/9.2/one-response"),
		"a 100 before a refusal is allowed: the server may have changed its mind",
	},
	{
		"expect-100-missing", 6, "neither 100 nor a final response comes, and the client waits",
		at("9110/10.1.1/respond-at-once", "9110/10.1.1/no-wait-for-content", "9110/10.1.1/final-after-100"), "",
	},
	{
		"expect-100-state", 2, "content that arrives while 100 is being sent ends the server",
		at("9110/10.1.1/final-after-100", "9112/9.2/one-response"),
		"a crash shows as a missing response; memory that is lost cannot be seen",
	},
	{
		"half-close-drops", 5, "the client's half-close costs it the response",
		at("9112/9.6/half-close"), "",
	},
	{
		"header-overflow-continue", 1, "the rest of a header section that was too large is read as a request",
		at("9112/9.6/no-processing-after-own-close", "9112/9.2/one-response"), "",
	},
	{
		"header-timeout-across", 2, "the deadline for one request head is not renewed for the next",
		nil, "a server may close at any time (9112/9.5/may-close): a deadline that is too strict cannot be told from another choice; it is recorded as a note or is inconclusive",
	},
	{
		"header-timeout-missing", 4, "a head that trickles in is never cut off",
		nil, "no clause says how long a server waits for the end of a request head",
	},
	{
		"http10-default-wrong", 7, "the connection stays open after an HTTP/1.0 request without keep-alive",
		at("9112/9.3/http10-closes"), "",
	},
	{
		"http10-keepalive", 7, "keep-alive of an HTTP/1.0 client is honoured, but the response does not say so",
		at("9112/9.3/http10-keep-alive", "9112/9.3/http10-closes"),
		"whether keep-alive is honoured is the server's choice; a connection that stays open without a word of it can be seen",
	},
	{
		"http10-transfer-encoding", 4, "Transfer-Encoding of an HTTP/1.0 request persists, or an HTTP/1.0 client is sent chunks",
		at("9112/6.1/coding-in-1.0", "9112/6.1/no-coding-to-1.0"), "",
	},
	{
		"idle-starves", 2, "idle connections occupy every worker, and a new one is not served",
		nil, "no clause says how many connections a server holds: who waits for a worker cannot be told from who is served slowly",
	},
	{
		"idle-timeout-missing", 3, "an idle connection is kept for ever",
		nil, "RFC 9112, section 9.5 leaves it to the server whether and when idle connections end",
	},
	{
		"idle-timeout-race", 10, "the idle timer meets a request that has just arrived: it is lost, or the connection is reset",
		at("9112/9.5/graceful-timeout", "9112/9.6/staged-close"),
		"a FIN that crosses the request is allowed at any time (9112/9.5/may-close); a reset is not graceful and can be seen",
	},
	{
		"idle-timer-while-active", 2, "the idle timer runs while a response is being sent, and cuts it off",
		at("9112/9.5/sustain"), "",
	},
	{
		"lost-async-response", 1, "a request with close is answered later, and the connection is closed before that",
		at("9112/9.6/answer-before-close"), "",
	},
	{
		"max-requests", 7, "past the limit of requests one more is answered, or the connection closes unannounced",
		at("9112/9.6/announce-close", "9112/9.6/no-processing-after-own-close", "9112/9.6/staged-close"), "",
	},
	{
		"missing-close-header", 5, "the last response does not say close",
		at("9112/9.6/announce-close", "9112/9.6/response-says-close", "9112/9.3/close-in-every-response"), "",
	},
	{
		"obs-fold", 1, "a folded Transfer-Encoding is lost, and the body is read as a request",
		at("9112/5.2/obs-fold"), "",
	},
	{
		"over-drain", 2, "the start of the next request is eaten as the rest of a body",
		at("9112/6.3/no-length-no-body", "9112/9.3/read-body-or-close", "9112/9.2/one-response"), "",
	},
	{
		"pipeline-crash", 3, "a request that arrives while a response is being sent ends the server",
		at("9112/9.2/one-response", "9112/9.6/staged-close", "9112/9.5/sustain"), "",
	},
	{
		"pipeline-dropped", 10, "some of several pipelined requests are never answered",
		at("9112/9.2/one-response", "9112/9.6/announce-close"), "",
	},
	{
		"pipeline-order", 8, "the response of a later request comes first, or between the octets of another",
		at("9112/9.3.2/response-order"), "",
	},
	{
		"pipeline-stuck", 5, "a response waits until more octets arrive",
		at("9112/9.2/one-response"), "",
	},
	{
		"pipeline-unbounded", 1, "requests are read on and on while the client reads no response",
		nil, "memory growth is not on the wire; and a server may answer ahead as far as it likes",
	},
	{
		"premature-eof", 3, "a body that was cut short is handed over as complete",
		at("9112/8/incomplete-body"), "",
	},
	{
		"says-close-keeps-open", 4, "the response says close, and the connection goes on",
		at("9112/9.6/close-after-response-close", "9112/9.6/no-processing-after-own-close"), "",
	},
	{
		"says-keepalive-closes", 9, "the connection closes though no response said so",
		at("9112/9.6/announce-close", "9112/9.3/close-in-every-response", "9112/9.3/persistence"), "",
	},
	{
		"shutdown-dangling", 2, "a connection that was opened during shutdown is served after it, or forgotten",
		nil, "that a server was asked to stop is not on the wire; the explorer checks the table for it: after shutdown every connection reaches closed",
	},
	{
		"shutdown-never-ends", 10, "shutdown waits for connections that are idle or have sent nothing",
		nil, "that a server was asked to stop is not on the wire; the explorer checks the table for it: after shutdown every connection reaches closed",
	},
	{
		"state-leak", 13, "a header field, content or flag of one request shows up in the next",
		at("9110/3.3/stateless", "9112/9.2/one-response", "9112/7.1/chunks"), "",
	},
	{
		"trailers", 6, "a trailer section is read as a request, or changes the verdict",
		at("9112/7.1.2/trailer-fields", "9112/6.1/chunked", "9112/7.1/chunks"), "",
	},
	{
		"unbounded-drain", 1, "the rest of a refused body is read for ever",
		nil, "a server may wait for content that the client still owes: without a bound in the specification the answer is inconclusive (9112/9.6/close-after-request-close)",
	},
	{
		"unread-body-desync", 14, "a body that the handler did not read is taken for the next request",
		at("9112/9.3/read-body-or-close"), "",
	},
	{
		"unread-body-hang", 4, "behind a body that the handler did not read nothing is answered any more",
		at("9112/9.3/read-body-or-close", "9112/9.2/one-response"), "",
	},
	{
		"unsolicited-408", 3, "an idle connection is sent 408",
		at("9110/15.5.9/timeout-408", "9112/9.2/one-response"),
		"408 before the close of an idle connection is recorded as a note; service behind it is a breach",
	},
	{
		"unsolicited-response", 2, "a response or stray octets come on an idle connection",
		at("9112/9.2/one-response"), "",
	},
	{
		"upgrade-101", 3, "behind a refused upgrade nothing is answered, or the first octets of the new protocol are lost",
		at("9112/9.2/one-response", "9110/15.2.2/101-names-protocol", "9110/15.5.22/426-names-protocol", "9110/7.8/upgrade-listed"),
		"what is lost inside the other protocol is that protocol's matter",
	},
	{
		"upgrade-h2c", 4, "an offered upgrade is taken before the content of the request is read",
		at("9110/7.8/only-offered", "9110/7.8/100-before-101", "9112/9.3/read-body-or-close"),
		"a switch that was offered and that the server takes up ends what RFC 9112 can judge",
	},
}

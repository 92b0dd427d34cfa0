package model

// respondingRules: a request head is complete and its final response is owed or on its way.
var respondingRules = []Rule{
	// What the client does meanwhile.
	{In: inResponding, On: on(BodyBegins), When: When{All: Waited}, To: Stay, Why: "the client has waited long enough for 100"},
	{
		In: inResponding, On: on(BodyBegins), To: Stay, Clear: Owe100,
		Cites: "9110/10.1.1/may-omit-100", Why: "content has come without it",
	},
	{In: inResponding, On: on(ChunksEnd), To: Stay, Set: LastChunk, Why: "only the empty line, or trailers, are still to come"},
	{In: inResponding, On: on(BodyEnds), To: Stay, Clear: Body, Why: "the content is complete"},
	{
		In: inResponding, On: on(Malformed), When: When{All: Body | Begun}, To: Stay, Clear: Body, Last: Refused,
		Why: "the content cannot be read, but its response has begun",
	},
	{
		In: inResponding, On: on(Malformed), When: When{All: Body}, To: Stay, Set: Refusing, Clear: Body | Owe100, Last: Refused, Do: Refuse,
		Why: "the content cannot be read",
	},
	{In: inResponding, On: on(Has), When: When{All: Body}, To: Stay, Why: "something remarkable about the content"},
	{
		In: inResponding, On: on(Begins, Malformed), When: When{Not: Refusing}, To: Stay, Set: Held, Do: Hold,
		Cites: "9112/9.6/answer-before-close", Why: "whatever follows, it must not cost this request its response",
	},
	{In: inResponding, On: on(Begins, Malformed), To: Stay, Set: Held, Do: Hold, Why: "behind a request that is being refused"},
	{In: inResponding, On: headEvents, To: Stay, Do: Discard, Why: "the rest of a head that is being refused"},
	{
		In: inResponding, On: on(HalfCloses), When: When{All: Body}, To: Stay, Set: PeerFIN, Last: PeerClosed,
		Cites: "9112/8/incomplete-body", Why: "the content will never be complete",
	},
	{In: inResponding, On: on(HalfCloses), To: Stay, Set: PeerFIN, Cites: "9112/9.6/half-close", Why: "the client still wants its response"},
	{
		In: inResponding, On: on(HandlerReads), When: When{All: Owe100, Not: Begun}, To: Stay, Clear: Owe100, Set: Sent100, Do: Send100,
		Cites: "9110/10.1.1/respond-at-once", Why: "the handler wants the content",
	},
	{In: inResponding, On: on(HandlerReads), To: Stay, Why: "the content is on its way"},
	{
		In: inResponding, On: on(BodyIsLong), When: When{All: Body}, To: Stay, Last: BodyUnread,
		Cites: "9112/9.3/read-body-or-close", Why: "closing is cheaper than reading the rest",
	},
	{In: inResponding, On: on(BodyIsLong), To: Stay, Why: "the content is complete"},
	{
		In: inResponding, On: on(TimerFires), When: When{Not: Begun, All: Body}, By: Say408, To: Stay, Set: Refusing, Clear: Owe100, Last: TimedOut, Do: Refuse,
		Cites: "9110/15.5.9/timeout-408", Why: "the content did not come in time",
	},
	{
		In: inResponding, On: on(TimerFires), When: When{Not: Begun, All: Body}, To: Draining, Clear: Owe100, Last: TimedOut, Do: FinishFIN,
		Cites: "9112/9.5/may-close", Why: "closed without a word: the content did not come in time",
	},
	{In: inResponding, On: on(TimerFires), To: Stay, Why: "the handler may take its time"},
	{
		In: inResponding, On: on(HandlerStalls), When: When{All: Begun}, To: Closed, Do: Release,
		Cites: "9112/9.5/may-close", Why: "the end of the response will not come: only a broken connection tells the client",
	},
	{
		In: inResponding, On: on(HandlerStalls), To: Stay, Set: Refusing, Clear: Owe100, Last: HandlerStalled, Do: Refuse,
		Why: "the server answers in place of the handler, and closes to be rid of it",
	},
	{In: inResponding, On: on(ShutsDown), To: Stay, Last: Shutdown, Why: "this exchange is the last one"},

	// Interim responses.
	{
		In: inResponding, On: on(Interim), When: When{All: V10 | TraitHere, Trait: having(Upgrades), Status: status(S101)}, To: Stay, Mark: Violation,
		Cites: "9110/7.8/upgrade-in-1.0", Why: "the upgrade offered by an HTTP/1.0 client was not ignored",
	},
	{
		In: inResponding, On: on(Interim), When: When{All: Expect10, Status: status(S100)}, To: Stay, Mark: Violation,
		Cites: "9110/10.1.1/expect-in-1.0", Why: "the expectation of an HTTP/1.0 client was not ignored",
	},
	{
		In: inResponding, On: on(Interim), When: When{All: V10}, To: Stay, Mark: Violation,
		Cites: "9110/15.2/no-1xx-to-1.0", Why: "an HTTP/1.0 client does not know interim responses",
	},
	{
		In: inResponding, On: on(Interim), When: When{All: Begun}, To: Stay, Mark: Violation,
		Cites: "9112/9.2/one-response", Why: "the final response has begun",
	},
	{
		In: inResponding, On: on(Interim), When: When{All: Owe100 | Body, Status: status(S101)}, To: Stay, Mark: Violation,
		Cites: "9110/7.8/100-before-101", Why: "the protocol was switched before 100 (Continue) had invited the content",
	},
	{
		In: inResponding, On: on(Interim), When: When{Status: status(S101)}, Takes: SwitchProtocol, To: Stay,
		Cites: "9110/7.8/may-ignore-upgrade", Why: "another protocol follows",
	},
	{
		In: inResponding, On: on(Interim), When: When{All: Waited, Not: Body, Status: status(S100)}, To: Stay, Mark: Violation,
		Cites: "9110/10.1.1/no-wait-for-content", Why: "100 came only after the content",
	},
	{
		In: inResponding, On: on(Interim), When: When{All: Waited | Unread, Status: status(S100)}, To: Stay, Mark: Violation,
		Cites: "9110/10.1.1/no-wait-for-content", Why: "100 came only after the content",
	},
	{
		In: inResponding, On: on(Interim), When: When{All: Waited, Status: status(S100)}, To: Stay, Clear: Owe100 | Waited, Set: Sent100,
		Mark: Late, Cites: "9110/10.1.1/respond-at-once", Why: "100 came, but past its budget",
	},
	{In: inResponding, On: on(Interim), When: When{Status: status(S100)}, To: Stay, Clear: Owe100 | Waited, Set: Sent100, Why: "the client may send the content"},
	{In: inResponding, On: on(Interim), To: Stay, Why: "a final response is still owed"},

	// The final response starts.
	{
		In: inResponding, On: on(AnswerStarts), When: When{All: Body | Reads | LastChunk, Not: Begun | Unread, Status: success}, To: Stay, Set: Begun | Lost,
		Mark: Inconclusive, Cites: "9112/8/incomplete-body", Why: "all chunks had come, though not the empty line behind them",
	},
	{
		In: inResponding, On: on(AnswerStarts), When: When{All: Body | Reads, Not: Begun, Status: success}, To: Stay, Mark: Violation,
		Cites: "9112/8/incomplete-body", Why: "success before the content was complete, from a handler that reads all of it",
	},
	{
		In: inResponding, On: on(AnswerStarts), When: When{All: Waited | Answer10}, To: Stay, Clear: Owe100 | Waited, Set: Begun,
		Mark: Inconclusive, Cites: "9110/10.1.1/respond-at-once", Why: "a server that says HTTP/1.0 need not know 100 (Continue)",
	},
	{
		In: inResponding, On: on(AnswerStarts), When: When{All: Waited | Body, Not: Unread}, To: Stay, Clear: Owe100 | Waited, Set: Begun,
		Mark: Late, Cites: "9110/10.1.1/respond-at-once", Why: "a final response came, but past its budget",
	},
	{
		In: inResponding, On: on(AnswerStarts), When: When{All: Waited | OddExpect}, To: Stay, Mark: Violation,
		Cites: "9110/10.1.1/expect-case", Why: "neither 100 nor a final response came while the client waited",
	},
	{
		In: inResponding, On: on(AnswerStarts), When: When{All: Waited}, To: Stay, Mark: Violation,
		Cites: "9110/10.1.1/respond-at-once", Why: "neither 100 nor a final response came while the client waited",
	},
	{
		In: inResponding, On: on(AnswerStarts), When: When{Status: status(S408)}, To: Stay, Set: Begun, Last: TimedOut,
		Takes: Say408, Cites: "9110/15.5.9/timeout-408", Why: "no complete request came in time",
	},
	{
		In: inResponding, On: on(AnswerStarts), When: When{All: Body | PeerFIN, Status: refusal}, To: Stay, Set: Begun,
		Takes: RefuseCutShort, Mark: Note, Cites: "9112/8/error-before-close", Why: "the content will never be complete",
	},
	{
		In: inResponding, On: on(AnswerStarts), When: When{Status: status(S413)}, To: Stay, Set: Begun,
		Takes: CloseTooLarge, Mark: Note, Cites: "9110/15.5.14/413-may-close", Why: "a server may refuse content that is too large",
	},
	{
		In: inResponding, On: on(AnswerStarts), When: When{All: Promised | Served, Not: Refusing | TraitHere, Status: status(S400), Trait: having(Trailer, BadTrailer)},
		To: Stay, Mark: Violation, Cites: "9112/7.1.2/trailer-fields", Why: "a good request is refused behind one with a trailer section",
	},
	{
		In: inResponding, On: on(AnswerStarts), When: When{All: Promised | ReadBefore, Not: Refusing | TraitHere, Status: status(S400), Trait: having(Chunked, OddChunks)},
		To: Stay, Mark: Violation, Cites: "9112/7.1/chunks", Why: "a good request is refused behind one with a chunked body",
	},
	{
		In: inResponding, On: on(AnswerStarts), When: When{All: Promised | Served, Not: Refusing | TraitHere, Status: status(S400), Trait: having(Fold)},
		To: Stay, Mark: Violation, Cites: "9112/5.2/obs-fold", Why: "a good request is refused behind one with a folded field line",
	},
	{
		In: inResponding, On: on(AnswerStarts), When: When{All: Promised | BodyBefore, Not: Refusing | TraitHere, Status: status(S400, S501)}, To: Stay, Mark: Violation,
		Cites: "9112/9.3/read-body-or-close", Why: "a good request is refused behind one with content that was not read",
	},
	{
		In: inResponding, On: on(AnswerStarts), When: When{All: Promised, Not: Refusing | TraitHere | V10, Last: askedClose, Status: status(S400)}, To: Stay, Mark: Violation,
		Cites: "9112/9.6/answer-before-close", Why: "a good request with close is answered with the error of what follows it",
	},
	{
		In: inResponding, On: on(AnswerStarts), When: When{All: Promised, Not: Refusing | TraitHere, Status: status(S400)}, To: Stay, Set: Begun | Lost,
		Mark: Inconclusive, Cites: "9112/9.2/one-response", Why: "a request that the model finds good is refused",
	},
	{
		In: inResponding, On: on(AnswerStarts), When: When{All: Owe100 | Body}, By: CloseUnread, Takes: OmitContinue, To: Stay, Set: Begun, Clear: Owe100, Last: BodyUnread,
		Cites: "9110/10.1.1/early-final", Why: "the client may never send the content: the connection closes after this response",
	},
	{
		In: inResponding, On: on(AnswerStarts), When: When{All: Owe100}, To: Stay, Set: Begun, Clear: Owe100,
		Takes: OmitContinue, Leaves: CloseUnread, Mark: Note, Cites: "9110/10.1.1/may-omit-100", Why: "a final response instead of 100",
	},
	{In: inResponding, On: on(AnswerStarts), To: Stay, Set: Begun, Why: "the response begins"},

	// Its head.
	{In: inResponding, On: on(AnswerIs10), To: Stay, Set: Answer10, Why: "the version decides whether the connection persists"},
	{
		In: inResponding, On: on(AnswerSaysClose), To: Stay, Set: Announced, Last: ResponseClose,
		Cites: "9112/9.6/close-after-response-close", Why: "this exchange is the last one",
	},
	{
		In: inResponding, On: on(AnswerSaysKeepAlive), When: When{All: V10}, To: Stay, Set: AnswerKept,
		Takes: HonourKeepAlive10, Mark: Note, Cites: "9112/9.3/http10-keep-alive", Why: "keep-alive of an HTTP/1.0 client is honoured",
	},
	{In: inResponding, On: on(AnswerSaysKeepAlive), To: Stay, Set: AnswerKept, Why: "the connection persists"},
	{
		In: inResponding, On: on(AnswerHasCoding), When: When{All: V10}, To: Stay, Mark: Violation,
		Cites: "9112/6.1/no-coding-to-1.0", Why: "an HTTP/1.0 client does not know transfer codings",
	},
	{
		In: inResponding, On: on(AnswerHasCoding), When: When{All: TraitHere, Not: Tangled, Trait: having(Connect), Status: status(S2xx)}, To: Stay, Mark: Violation,
		Cites: "9112/6.1/no-coding-in-tunnel", Why: "a tunnel follows, no content",
	},
	{
		In: inResponding, On: on(AnswerHasCoding), When: When{Status: status(S100, S101, S1xx, S204)}, To: Stay, Mark: Violation,
		Cites: "9112/6.1/no-coding-in-bodyless", Why: "this response has no content to encode",
	},
	{
		In: inResponding, On: on(AnswerHasCoding), When: When{All: Answer10}, To: Stay, Set: Coding, Mark: Warning,
		Cites: "9110/6.2/own-version", Why: "a server that sends chunked is an HTTP/1.1 server, but says HTTP/1.0",
	},
	{In: inResponding, On: on(AnswerHasCoding), To: Stay, Set: Coding, Why: "delimited by its coding"},
	{
		In: inResponding, On: on(AnswerHasLength), When: When{All: TraitHere, Not: Tangled, Trait: having(Connect), Status: status(S2xx)}, To: Stay, Mark: Violation,
		Cites: "9110/8.6/no-length-in-tunnel", Why: "a tunnel follows, no content",
	},
	{
		In: inResponding, On: on(AnswerHasLength), When: When{Status: status(S100, S101, S1xx, S204)}, To: Stay, Mark: Violation,
		Cites: "9110/8.6/no-length-in-bodyless", Why: "this response has no content to measure",
	},
	{
		In: inResponding, On: on(AnswerHasLength), When: When{All: Coding}, To: Stay, Mark: Violation,
		Cites: "9112/6.2/no-length-with-coding", Why: "two answers to where the response ends",
	},
	{In: inResponding, On: on(AnswerHasLength), To: Stay, Why: "delimited by its length"},
	{
		In: inResponding, On: on(AnswerHasUnlisted), To: Stay, Mark: Violation,
		Cites: "9110/7.6.1/listed-in-connection", Why: "a recipient that does not know the field would forward it",
	},
	{
		In: inResponding, On: on(AnswerHidesUpgrade), To: Stay, Mark: Violation,
		Cites: "9110/7.8/upgrade-listed", Why: "a recipient that does not know the field would forward it",
	},
	{
		In: inResponding, On: on(AnswerLacksUpgrade), When: When{Status: status(S101)}, To: Stay, Mark: Violation,
		Cites: "9110/15.2.2/101-names-protocol", Why: "the client is not told which protocol follows",
	},
	{
		In: inResponding, On: on(AnswerLacksUpgrade), To: Stay, Mark: Violation,
		Cites: "9110/15.5.22/426-names-protocol", Why: "the client is not told which protocol is required",
	},
	{
		In: inResponding, On: on(AnswerUnoffered), To: Stay, Mark: Violation,
		Cites: "9110/7.8/only-offered", Why: "the request did not offer this protocol",
	},
	{In: inResponding, On: on(AnswerIsBodyless), To: Stay, Set: Bodyless, Why: "nothing follows its empty line"},
	{
		In: inResponding, On: on(AnswerUndelimited), When: When{All: Announced, Not: V10 | Answer10, Status: refusal}, To: Stay, Last: Undelimited,
		Mark: Note, Cites: "9112/6.3/delimited-response", Why: "an error response ends with the connection, as it says",
	},
	{
		In: inResponding, On: on(AnswerUndelimited), When: When{Not: V10 | Answer10}, To: Stay, Last: Undelimited,
		Mark: Warning, Cites: "9112/6.3/delimited-response", Why: "an HTTP/1.1 client could be sent a length or chunks",
	},
	{In: inResponding, On: on(AnswerUndelimited), To: Stay, Last: Undelimited, Why: "the response ends with the connection"},
	{In: inResponding, On: on(AnswerHeadEnds), When: When{Status: status(S101)}, To: Stay, Set: Lost, Why: "another protocol from here"},
	{
		In: inResponding, On: on(AnswerHeadEnds), When: When{Not: Announced | V10 | Answer10, Last: askedClose}, To: Stay, Mark: Warning,
		Cites: "9112/9.6/response-says-close", Why: "the response to a request with close says close",
	},
	{
		In: inResponding, On: on(AnswerHeadEnds), When: When{
			Not: Announced | V10 | Answer10, Last: because(TwoLengths, Refused, TimedOut, BodyUnread, NoPersistence, LimitReached, Shutdown, HandlerStalled, Undelimited),
		}, To: Stay, Mark: Warning, Cites: "9112/9.6/announce-close", Why: "the server is going to close and does not say so",
	},
	{
		In: inResponding, On: on(AnswerHeadEnds), When: When{All: TraitHere, Trait: having(Connect), Status: status(S2xx, S204)}, To: Stay, Set: Lost,
		Why: "a tunnel from here",
	},
	{
		In: inResponding, On: on(AnswerHeadEnds), When: When{All: Answer10, Not: AnswerKept}, To: Stay, Last: AnswerOldVersion,
		Why: "an HTTP/1.0 response without keep-alive ends the connection",
	},
	{In: inResponding, On: on(AnswerHeadEnds), To: Stay, Why: "the content of the response follows, if it has any"},

	// Its content and its end.
	{
		In: inResponding, On: on(AnswerMisplaced), To: Stay, Mark: Violation,
		Cites: "9112/9.3.2/response-order", Why: "the response of a later request came first",
	},
	{
		In: inResponding, On: on(AnswerDiffers), When: When{All: TraitHere | Reads, Trait: having(Chunked, OddChunks, ChunkExtension, Trailer, BadTrailer)}, To: Stay,
		Mark: Violation, Cites: "9112/7.1/chunks", Why: "the content did not arrive as it was sent",
	},
	{
		In: inResponding, On: on(AnswerDiffers), When: When{All: TraitHere | Reads, Trait: having(BothLengths)}, To: Stay,
		Mark: Violation, Cites: "9112/6.3/coding-overrides-length", Why: "the content ends where the chunks end",
	},
	{
		In: inResponding, On: on(AnswerLeaks), To: Stay, Mark: Violation,
		Cites: "9110/3.3/stateless", Why: "content of an earlier request leaked into this response",
	},
	{
		In: inResponding, On: on(AnswerDiffers), To: Stay, Mark: Inconclusive, Cites: "9112/9.2/one-response",
		Why: "the content is not what the handler is said to send; check the profile",
	},
	{
		In: inResponding, On: on(AnswerOverlaps), Takes: ServeParallel, To: Stay, Mark: Note,
		Cites: "9112/9.3.2/parallel-safe-methods", Why: "it was prepared while an earlier response was",
	},
	{
		In: inResponding, On: on(AnswerEnds), When: When{All: Body, Not: PeerFIN, Last: because(NotLast)}, To: Reading,
		Set: Served, Clear: answered &^ Begun, Do: Discard, Cites: "9112/9.3/read-body-or-close", Why: "the rest of the body is read, and nothing else",
	},
	{
		In: inResponding, On: on(AnswerEnds), When: When{Last: because(NotLast), All: PeerFIN, Not: Held}, To: Draining,
		Set: Served, Clear: answered, Last: PeerClosed, Do: FinishFIN, Cites: "9112/9.5/notice-close", Why: "everything is answered, and the client is done",
	},
	{
		In: inResponding, On: on(AnswerEnds), When: When{Last: because(NotLast)}, To: Idle, Set: Served, Clear: answered, Do: Next,
		Cites: "9112/9.3/persistence", Why: "the connection persists",
	},
	{
		In: inResponding, On: on(AnswerEnds), To: Draining, Set: Served, Clear: answered, Do: FinishFIN,
		Cites: "9112/9.6/staged-close", Why: "the first stage of the close: FIN, then read on",
	},

	// What must not come instead.
	{
		In: inResponding, On: on(Closes, Resets), When: When{All: Unread}, To: Stay, Mark: Violation,
		Cites: "9112/9.6/answer-before-close", Why: "a server reads what waits before it closes",
	},
	{
		In: inResponding, On: on(Stray), When: When{
			All: TraitHere, Trait: having(LeadingCRLF, BadRequestLine, NotHTTP, Odd, BareLF, BareCR, SpaceBeforeField, LongMethod, LongTarget),
		}, To: Stay, Set: Lost,
		Mark: Inconclusive, Cites: "9112/9.2/one-response", Why: "an answer in another protocol than HTTP/1",
	},
	{
		In: inResponding, On: on(Stray), When: When{All: BodylessBefore, Not: Begun}, To: Stay, Mark: Violation,
		Cites: "9112/6.3/bodyless-response", Why: "the response before this one ended at its empty line",
	},
	{
		In: inResponding, On: on(Stray), When: When{Status: status(S100, S101, S1xx)}, To: Stay, Mark: Violation,
		Cites: "9110/15.2/interim-ends-at-empty-line", Why: "octets follow an interim response that begin no other",
	},
	{
		In: inResponding, On: on(Stray), To: Stay, Mark: Violation,
		Cites: "9112/9.2/one-response", Why: "octets come that begin no response",
	},
	{
		In: inResponding, On: on(Closes), When: When{All: FINBehind, Not: TraitHere | Body}, To: Draining, Set: FINSent, Mark: Warning,
		Cites: "9112/9.6/half-close", Why: "the client's half-close cost it the response",
	},
	{
		In: inResponding, On: on(Closes), When: When{All: Begun, Last: askedClose, Not: PeerFIN | TraitHere}, To: Stay, Mark: Violation,
		Cites: "9112/9.6/answer-before-close", Why: "the response is cut off: it has to be sent before the connection is closed",
	},
	{
		In: inResponding, On: on(Closes), When: When{All: Begun}, To: Draining, Set: FINSent, Mark: Warning,
		Cites: "9112/9.5/sustain", Why: "the response is cut off",
	},
	{
		In: inResponding, On: on(Closes), When: When{All: Body | PeerFIN}, To: Draining, Set: FINSent,
		Cites: "9112/8/incomplete-body", Why: "the content will never be complete",
	},
	{
		In: inResponding, On: on(Closes), When: When{All: PeerFIN, Not: TraitHere}, To: Draining, Set: FINSent, Mark: Warning,
		Cites: "9112/9.6/half-close", Why: "the client's half-close cost it the response",
	},
	{
		In: inResponding, On: on(Closes), When: When{Last: askedClose, Not: Body | PeerFIN | TraitHere}, To: Stay, Mark: Violation,
		Cites: "9112/9.6/answer-before-close", Why: "the connection was closed instead of answering the request with close",
	},
	{
		In: inResponding, On: on(Closes), When: When{All: Served, Not: TraitHere | Body}, To: Draining, Set: FINSent, Mark: Warning,
		Cites: "9112/9.6/announce-close", Why: "this request was not answered, and the response before it did not say close",
	},
	{
		In: inResponding, On: on(Closes), To: Draining, Set: FINSent, Mark: Inconclusive,
		Cites: "9112/9.5/may-close", Why: "a server may close at any time",
	},
	{
		In: inResponding, On: on(Resets), When: When{All: PeerFIN, Not: Body | TraitHere | Begun}, To: Closed, Mark: Warning,
		Cites: "9112/9.6/half-close", Why: "the client's half-close cost it the response",
	},
	{
		In: inResponding, On: on(Resets), When: When{All: Begun}, To: Closed, Mark: Warning,
		Cites: "9112/9.6/staged-close", Why: "a reset cut the response off",
	},
	{
		In: inResponding, On: on(Resets), When: When{All: HadBody, Not: TraitHere}, To: Closed, Mark: Warning,
		Cites: "9112/9.6/staged-close", Why: "a reset came instead of the response while content was on its way",
	},
	{
		In: inResponding, On: on(Resets), When: When{Last: askedClose, Not: TraitHere}, To: Closed, Mark: Warning,
		Cites: "9112/9.6/staged-close", Why: "a reset came instead of the response",
	},
	{
		In: inResponding, On: on(Resets), To: Closed, Mark: Inconclusive,
		Cites: "9112/9.5/may-close", Why: "a server may close at any time",
	},

	// The response has to come.
	{
		In: inResponding, On: on(Silent), When: When{All: AfterIncomplete, Not: Served | ReadingOff}, To: Stay, Mark: Warning,
		Cites: "9112/9.8/incomplete-close", Why: "the incomplete TLS close of the connection before disturbed the server",
	},
	{In: inResponding, On: on(Silent), When: When{All: ReadingOff}, To: Stay, Why: "the client does not read"},
	{
		In: inResponding, On: on(Silent), When: When{All: Owe100 | Body | OddExpect}, To: Stay, Mark: Violation,
		Cites: "9110/10.1.1/expect-case", Why: "neither 100 nor a final response came",
	},
	{
		In: inResponding, On: on(Silent), When: When{All: Owe100 | Body}, To: Stay, Mark: Violation,
		Cites: "9110/10.1.1/respond-at-once", Why: "neither 100 nor a final response came",
	},
	{
		In: inResponding, On: on(Silent), When: When{All: Body | PeerFIN}, To: Stay, Mark: Warning,
		Cites: "9112/9.5/notice-close", Why: "the content will never be complete",
	},
	{In: inResponding, On: on(Silent), When: When{All: Body, Not: Begun}, To: Stay, Why: "the server may wait for the content"},
	{
		In: inResponding, On: on(Silent), When: When{All: Sent100, Not: Begun}, To: Stay, Mark: Violation,
		Cites: "9110/10.1.1/final-after-100", Why: "the content was sent, and no final response came",
	},
	{
		In: inResponding, On: on(Silent), When: When{All: PeerFIN, Not: Begun}, To: Stay, Mark: Warning,
		Cites: "9112/9.6/half-close", Why: "the client's half-close cost it the response",
	},
	{
		In: inResponding, On: on(Silent), When: When{All: Served, Not: TraitHere | Begun, Trait: having(BareCR)}, To: Stay, Mark: Violation,
		Cites: "9112/2.2/bare-cr", Why: "the field behind the bare CR took effect: it swallowed this request",
	},
	{
		In: inResponding, On: on(Silent), When: When{All: Served, Not: TraitHere | Begun, Trait: having(SpaceBeforeField)}, To: Stay, Mark: Violation,
		Cites: "9112/2.2/space-before-first-field", Why: "the field on the whitespace-led line took effect: it swallowed this request",
	},
	{
		In: inResponding, On: on(Silent), When: When{All: Served, Not: TraitHere | Begun, Trait: having(Fold)}, To: Stay, Mark: Violation,
		Cites: "9112/5.2/obs-fold", Why: "the folded field line was misread: this request was swallowed",
	},
	{
		In: inResponding, On: on(Silent), When: When{All: Served, Not: TraitHere | Begun, Trait: having(Trailer, BadTrailer)}, To: Stay, Mark: Violation,
		Cites: "9112/7.1.2/trailer-fields", Why: "a trailer field took effect: this request was swallowed",
	},
	{
		In: inResponding, On: on(Silent), When: When{All: ReadBefore, Not: TraitHere | Begun, Trait: having(Chunked, OddChunks, ChunkExtension)}, To: Stay,
		Mark: Violation, Cites: "9112/7.1/chunks", Why: "the end of the chunked body was missed: this request was swallowed",
	},
	{
		In: inResponding, On: on(Silent), When: When{All: Served, Not: TraitHere | Begun, Trait: having(BarePOST)}, To: Stay, Mark: Violation,
		Cites: "9112/6.3/no-length-no-body", Why: "a request without length swallowed this one",
	},
	{
		In: inResponding, On: on(Silent), When: When{All: BodyBefore, Not: Begun}, To: Stay, Mark: Violation,
		Cites: "9112/9.3/read-body-or-close", Why: "the request behind one with content is not answered",
	},
	{
		In: inResponding, On: on(Silent), To: Stay, Mark: Violation,
		Cites: "9112/9.2/one-response", Why: "the response never came, or never ended",
	},
	{In: inResponding, On: on(Rests), To: Stay, Why: "the response may take a moment"},
}

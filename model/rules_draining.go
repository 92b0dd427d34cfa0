package model

// drainingRules: the last response has been sent; nothing that arrives is processed.
var drainingRules = []Rule{
	{In: inDraining, On: on(BodyEnds), To: Stay, Clear: Body, Do: Discard, Why: "the client has sent all that it announced"},
	{
		In: inDraining, On: on(EmptyLine, Begins, BodyBegins, ChunksEnd, Malformed) | headEvents, To: Stay, Do: Discard,
		Cites: "9112/9.6/no-processing-after-close", Why: "read and thrown away, so that no reset erases the response",
	},
	{In: inDraining, On: on(HalfCloses), When: When{All: FINSent}, To: Closed, Set: PeerFIN, Do: Release, Why: "both sides are done"},
	{In: inDraining, On: on(HalfCloses), To: Stay, Set: PeerFIN, Why: "our FIN is on its way"},
	{In: inDraining, On: on(Closes), When: When{All: PeerFIN}, To: Closed, Set: FINSent, Do: Release, Why: "both sides are done"},
	{
		In: inDraining, On: on(Closes), When: When{All: ServedMore}, To: Stay, Set: FINSent, Clear: HushedOnce | HushedTwice | SaidOnce | SaidTwice,
		Cites: "9112/9.6/staged-close", Why: "the first stage of the close, of a connection that persisted for a while",
	},
	{
		In: inDraining, On: on(Closes), When: When{All: HushedTwice, Not: Announced | TraitHere, Last: because(NoPersistence), Status: success}, To: Stay, Set: FINSent,
		Mark: Violation, Cites: "9112/9.3/close-in-every-response", Why: "three connections in a row were closed after one response that did not say so",
	},
	{
		In: inDraining, On: on(Closes), When: When{All: HushedOnce, Not: Announced | TraitHere, Last: because(NoPersistence), Status: success}, To: Stay,
		Set: FINSent | HushedTwice, Cites: "9112/9.6/staged-close", Why: "the first stage of the close",
	},
	{
		In: inDraining, On: on(Closes), When: When{Not: Announced | TraitHere, Last: because(NoPersistence), Status: success}, To: Stay,
		Set: FINSent | HushedOnce, Cites: "9112/9.6/staged-close", Why: "the first stage of the close",
	},
	{
		In: inDraining, On: on(Closes), When: When{All: SaidTwice | Announced | Promised, Not: TraitHere | Parting, Last: because(ResponseClose, NoPersistence), Status: success}, To: Stay, Set: FINSent,
		Takes: OneExchange, Mark: Warning, Cites: "9112/9.3/persistence", Why: "three connections in a row were closed after one response",
	},
	{
		In: inDraining, On: on(Closes), When: When{All: SaidOnce | Announced | Promised, Not: TraitHere | Parting, Last: because(ResponseClose, NoPersistence), Status: success}, To: Stay,
		Set: FINSent | SaidTwice, Cites: "9112/9.6/staged-close", Why: "the first stage of the close",
	},
	{
		In: inDraining, On: on(Closes), When: When{All: Announced | Promised, Not: TraitHere | Parting, Last: because(ResponseClose, NoPersistence), Status: success}, To: Stay,
		Set: FINSent | SaidOnce, Cites: "9112/9.6/staged-close", Why: "the first stage of the close",
	},
	{In: inDraining, On: on(Closes), To: Stay, Set: FINSent, Cites: "9112/9.6/staged-close", Why: "the first stage of the close"},
	{In: inDraining, On: on(TimerFires), To: Closed, Do: Release, Cites: "9112/9.6/staged-close", Why: "the client had its time to read"},
	{In: inDraining, On: on(ShutsDown), To: Stay, Why: "already on its way"},
	{In: inDraining, On: on(Resets), When: When{All: FINSent}, To: Closed, Why: "the last stage of the close"},
	{
		In: inDraining, On: on(Resets), To: Closed, Mark: Note, Cites: "9112/9.6/staged-close",
		Why: "reset instead of FIN: a client that reads more slowly loses the response",
	},

	// Nothing is processed any more.
	{
		In: inDraining, On: on(AnswerStarts, Interim), When: When{Last: because(RequestClose)}, To: Stay, Mark: Violation,
		Cites: "9112/9.6/no-processing-after-close", Why: "the request before it said close",
	},
	{
		In: inDraining, On: on(AnswerStarts, Interim), When: When{Last: because(RequestCloseOdd)}, To: Stay, Mark: Violation,
		Cites: "9110/7.6.1/connection-options", Why: "the request before it said close, in a spelling that was not understood",
	},
	{
		In: inDraining, On: on(AnswerStarts, Interim), When: When{Last: because(CloseOverKeep)}, To: Stay, Mark: Violation,
		Cites: "9112/9.3/close-beats-keep-alive", Why: "the request before it said close",
	},
	{
		In: inDraining, On: on(AnswerStarts, Interim), When: When{Last: because(OldVersion)}, To: Stay, Mark: Violation,
		Cites: "9112/9.3/http10-closes", Why: "the request before it was the last one",
	},
	{
		In: inDraining, On: on(AnswerStarts, Interim), When: When{Last: because(TwoLengths)}, To: Stay, Mark: Violation,
		Cites: "9112/6.1/close-after-both-lengths", Why: "the request before it had two lengths",
	},
	{
		In: inDraining, On: on(AnswerStarts, Interim), When: When{Last: because(OldCoding)}, To: Stay, Mark: Violation,
		Cites: "9112/6.1/coding-in-1.0", Why: "the framing of the request before it was faulty",
	},
	{
		In: inDraining, On: on(AnswerStarts, Interim), When: When{Last: because(Refused), Trait: having(BadLength)}, To: Stay, Mark: Violation,
		Cites: "9112/6.3/invalid-length", Why: "the framing was lost: what followed was read as a request",
	},
	{
		In: inDraining, On: on(AnswerStarts, Interim), When: When{Last: because(Refused), Trait: having(CodingNotFinal)}, To: Stay, Mark: Violation,
		Cites: "9112/6.3/chunked-not-final", Why: "the framing was lost: what followed was read as a request",
	},
	{
		In: inDraining, On: on(AnswerStarts, Interim), When: When{All: Announced}, To: Stay, Mark: Violation,
		Cites: "9112/9.6/no-processing-after-own-close", Why: "the response before it said close",
	},
	{
		In: inDraining, On: on(AnswerStarts), When: When{Last: because(Refused), Trait: having(NotHTTP)}, To: Stay, Set: Lost, Mark: Warning,
		Cites: "9112/2.2/not-http", Why: "service goes on behind octets that are not HTTP",
	},
	{
		In: inDraining, On: on(AnswerStarts), When: When{Last: because(Refused), Trait: having(BadChunk)}, To: Stay, Set: Lost, Mark: Warning,
		Cites: "9112/7.1/invalid-chunk", Why: "reading goes on behind a chunk that could not be read",
	},
	{
		In: inDraining, On: on(AnswerStarts), When: When{Last: because(TimedOut)}, To: Stay, Mark: Violation,
		Cites: "9110/15.5.9/timeout-408", Why: "the connection is not used after 408",
	},
	{
		In: inDraining, On: on(AnswerStarts), When: When{All: Blank, Last: because(PeerClosed), Status: refusal}, To: Responding, Set: Begun | Refusing,
		Mark: Warning, Cites: "9112/2.2/leading-empty-line", Why: "an empty line is taken for a request",
	},
	{
		In: inDraining, On: on(AnswerStarts), When: When{Not: Served, Last: because(PeerClosed), Status: refusal}, To: Responding, Set: Begun | Refusing,
		Mark: Note, Cites: "9112/8/error-before-close", Why: "the client closed without a request",
	},
	{
		In: inDraining, On: on(AnswerStarts), When: When{All: CutShort, Status: refusal}, Takes: RefuseCutShort, To: Responding, Set: Begun | Refusing,
		Mark: Note, Cites: "9112/8/error-before-close", Why: "the request was cut short",
	},
	{
		In: inDraining, On: on(AnswerStarts), When: When{All: CutShort | Answer10}, To: Stay, Set: Lost, Mark: Inconclusive,
		Cites: "9110/6.2/own-version", Why: "a server that says HTTP/1.0 may take the end of the connection for the end of the request",
	},
	{
		In: inDraining, On: on(AnswerStarts), When: When{All: CutShort}, To: Stay, Set: Lost, Mark: Warning,
		Cites: "9112/2.2/not-http", Why: "a request whose head was cut short was answered as if it were complete",
	},
	{
		In: inDraining, On: on(AnswerStarts, Interim), When: When{Last: because(PeerClosed)}, To: Stay, Mark: Violation,
		Cites: "9112/9.2/one-response", Why: "every request has been answered",
	},
	{
		In: inDraining, On: on(AnswerStarts, Interim), When: When{Last: because(Refused)}, To: Stay, Set: Lost,
		Why: "the clause asks for an error, not for the end of the connection",
	},
	{
		In: inDraining, On: on(AnswerStarts, Interim), When: When{Last: because(AnswerOldVersion)}, To: Stay, Set: Lost, Mark: Warning,
		Cites: "9110/6.2/own-version", Why: "the response before it was HTTP/1.0 without keep-alive, which ends the connection",
	},
	{
		In: inDraining, On: on(AnswerStarts, Interim), To: Stay, Mark: Violation,
		Cites: "9112/9.2/one-response", Why: "the exchange before it was the last one",
	},
	{
		In: inDraining, On: on(Stray), When: When{All: CutShort}, To: Stay, Set: Lost, Mark: Inconclusive,
		Cites: "9112/9.2/one-response", Why: "an answer in another protocol than HTTP/1",
	},
	{
		In: inDraining, On: on(Stray), To: Stay, Mark: Violation,
		Cites: "9112/9.2/one-response", Why: "octets come that begin no response, and none is owed any more",
	},

	// The close has to come.
	{In: inDraining, On: on(Silent), When: When{All: FINSent}, To: Stay, Why: "the server has closed its side"},
	{
		In: inDraining, On: on(Silent), When: When{All: Body}, To: Stay, Mark: Inconclusive,
		Cites: "9112/9.6/close-after-request-close", Why: "the client still owes content that the server may wait for",
	},
	{
		In: inDraining, On: on(Silent), When: When{Last: because(RequestClose)}, To: Stay, Mark: Violation,
		Cites: "9112/9.6/close-after-request-close", Why: "the request said close and was answered",
	},
	{
		In: inDraining, On: on(Silent), When: When{Last: because(RequestCloseOdd)}, To: Stay, Mark: Violation,
		Cites: "9110/7.6.1/connection-options", Why: "the request said close, in a spelling that was not understood",
	},
	{
		In: inDraining, On: on(Silent), When: When{Last: because(CloseOverKeep)}, To: Stay, Mark: Violation,
		Cites: "9112/9.3/close-beats-keep-alive", Why: "the request said close and was answered",
	},
	{
		In: inDraining, On: on(Silent), When: When{Last: because(OldVersion)}, To: Stay, Mark: Violation,
		Cites: "9112/9.3/http10-closes", Why: "HTTP/1.0 without keep-alive ends with the response",
	},
	{
		In: inDraining, On: on(Silent), When: When{Last: because(TwoLengths)}, To: Stay, Mark: Violation,
		Cites: "9112/6.1/close-after-both-lengths", Why: "the request had two lengths",
	},
	{
		In: inDraining, On: on(Silent), When: When{Last: because(OldCoding)}, To: Stay, Mark: Violation,
		Cites: "9112/6.1/coding-in-1.0", Why: "the framing of the request was faulty",
	},
	{
		In: inDraining, On: on(Silent), When: When{Last: because(Refused), Trait: having(BadLength)}, To: Stay, Mark: Violation,
		Cites: "9112/6.3/invalid-length", Why: "the framing is lost: the connection closes after the 400",
	},
	{
		In: inDraining, On: on(Silent), When: When{Last: because(Refused), Trait: having(CodingNotFinal)}, To: Stay, Mark: Violation,
		Cites: "9112/6.3/chunked-not-final", Why: "the framing is lost: the connection closes after the 400",
	},
	{
		In: inDraining, On: on(Silent), When: When{All: Announced}, To: Stay, Mark: Violation,
		Cites: "9112/9.6/close-after-response-close", Why: "the response said close",
	},
	{
		In: inDraining, On: on(Silent), When: When{All: Tangled, Last: because(Refused)}, To: Stay,
		Why: "of several reasons to refuse the request, none has to end the connection",
	},
	{
		In: inDraining, On: on(Silent), When: When{Last: because(Refused), Trait: having(NotHTTP)}, To: Stay, Mark: Warning,
		Cites: "9112/2.2/not-http", Why: "the connection closes after octets that are not HTTP",
	},
	{
		In: inDraining, On: on(Silent), When: When{Last: because(Refused), Trait: having(BadChunk)}, To: Stay, Mark: Warning,
		Cites: "9112/7.1/invalid-chunk", Why: "the connection closes after a chunk that cannot be read",
	},
	{
		In: inDraining, On: on(Silent), When: When{Last: because(PeerClosed)}, To: Stay, Mark: Warning,
		Cites: "9112/9.5/notice-close", Why: "the client has closed and nothing is owed",
	},
	{
		In: inDraining, On: on(Silent), When: When{
			Last:  because(Refused),
			Trait: having(BadRequestLine, NotHTTP, BadChunk, HugeChunk, HugeLength, LongExtension, Odd),
		}, To: Stay, Why: "the clause asks for an error, not for the end of the connection",
	},
	{In: inDraining, On: on(Silent), When: When{Last: because(AnswerOldVersion, TimedOut)}, To: Stay, Why: "no clause asks for the close by name"},
	{
		In: inDraining, On: on(Silent), To: Stay, Mark: Violation,
		Cites: "9112/9.2/one-response", Why: "the server neither reads on nor closes",
	},
	{In: inDraining, On: on(Rests), To: Stay, Why: "the client may take its time"},
}

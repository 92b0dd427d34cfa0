package model

// readingRules: a request head, or the rest of a body whose response has
// already been sent (with Begun set), is arriving.
var readingRules = []Rule{
	{In: inReading, On: on(IsHTTP10), To: Stay, Set: V10, Why: "the version decides what the other fields mean"},
	{
		In: inReading, On: on(SaysClose), To: Stay, Last: RequestClose, Set: AfterClose,
		Cites: "9112/9.6/no-processing-after-close", Why: "this exchange is the last one",
	},
	{
		In: inReading, On: on(SaysCloseOddly), To: Stay, Last: RequestCloseOdd, Set: AfterClose,
		Cites: "9110/7.6.1/connection-options", Why: "options are case-insensitive and may stand anywhere in the list",
	},
	{
		In: inReading, On: on(SaysCloseAndKeepAlive), To: Stay, Last: CloseOverKeep, Set: AfterClose,
		Cites: "9112/9.3/close-beats-keep-alive", Why: "close decides",
	},
	{In: inReading, On: on(SaysKeepAlive), To: Stay, Set: KeepAlive, Why: "it matters to HTTP/1.0 only"},
	{
		In: inReading, On: on(HasBothLengths), To: Stay, Last: TwoLengths,
		Cites: "9112/6.1/close-after-both-lengths", Why: "whatever the response, the connection closes after it",
	},
	{
		In: inReading, On: on(HasCodingIn10), To: Stay, Last: OldCoding,
		Cites: "9112/6.1/coding-in-1.0", Why: "the framing is faulty: the connection closes after it",
	},
	{In: inReading, On: on(HasBody), To: Stay, Set: Body | HadBody, Why: "content follows"},
	{
		In: inReading, On: on(Expects, ExpectsOddly), When: When{All: V10}, To: Stay, Set: Expect10,
		Cites: "9110/10.1.1/expect-in-1.0", Why: "the expectation is ignored",
	},
	{In: inReading, On: on(Expects), To: Stay, Set: Owe100, Cites: "9110/10.1.1/respond-at-once", Why: "the client may wait for 100"},
	{In: inReading, On: on(ExpectsOddly), To: Stay, Set: Owe100 | OddExpect, Cites: "9110/10.1.1/expect-case", Why: "the client may wait for 100"},
	{In: inReading, On: on(Addresses), To: Stay, Why: "what the handler promises is noted"},
	{
		In: inReading, On: on(Has), When: When{Trait: having(BadHost, SpaceBeforeColon, BadLength, CodingNotFinal, UnknownCoding,
			CodingParameters, BadRequestLine, BadPort, NotHTTP, LongMethod, LongTarget, BareLF, BareCR, SpaceBeforeField, Fold, Odd)},
		To: Stay, Set: Refusing, Why: "the request will be refused; other servers have a choice in some of these",
	},
	{In: inReading, On: on(Has), To: Stay, Why: "a request to understand, remarkable as it is"},

	// The head is complete.
	{
		In: inReading, On: on(HeadEnds), When: When{All: Refusing}, By: CloseAfterError, To: Responding, Last: Refused, Do: Refuse,
		Why: "refused, and closed to be safe",
	},
	{
		In: inReading, On: on(HeadEnds), When: When{All: Refusing | V10, Not: KeepAlive}, Leaves: CloseAfterError, To: Responding, Last: OldVersion, Do: Refuse,
		Cites: "9112/9.3/http10-closes", Why: "refused, and HTTP/1.0 without keep-alive: the last exchange",
	},
	{
		In: inReading, On: on(HeadEnds), When: When{All: Refusing | V10}, By: HonourKeepAlive10, Leaves: CloseAfterError, To: Responding, Do: Refuse,
		Cites: "9112/9.3/http10-keep-alive", Why: "refused, and keep-alive of HTTP/1.0 is honoured all the same",
	},
	{
		In: inReading, On: on(HeadEnds), When: When{All: Refusing | V10}, Leaves: CloseAfterError | HonourKeepAlive10, To: Responding, Last: OldVersion, Do: Refuse,
		Cites: "9112/9.3/http10-closes", Why: "refused, and HTTP/1.0 is not kept",
	},
	{In: inReading, On: on(HeadEnds), When: When{All: Refusing}, Leaves: CloseAfterError, To: Responding, Do: Refuse, Why: "refused"},
	{
		In: inReading, On: on(HeadEnds), When: When{All: V10, Not: KeepAlive}, To: Responding, Last: OldVersion, Do: Dispatch,
		Cites: "9112/9.3/http10-closes", Why: "HTTP/1.0 without keep-alive: the last exchange",
	},
	{
		In: inReading, On: on(HeadEnds), When: When{All: V10}, By: HonourKeepAlive10, To: Responding, Do: Dispatch,
		Cites: "9112/9.3/http10-keep-alive", Why: "a server may honour keep-alive of HTTP/1.0",
	},
	{
		In: inReading, On: on(HeadEnds), When: When{All: V10}, Leaves: HonourKeepAlive10, To: Responding, Last: OldVersion, Do: Dispatch,
		Cites: "9112/9.3/http10-closes", Why: "or it may not",
	},
	{
		In: inReading, On: on(HeadEnds), When: When{Not: Body}, By: OneExchange, To: Responding, Clear: Owe100, Last: NoPersistence, Do: Dispatch,
		Cites: "9112/9.3/close-in-every-response", Why: "a server without persistence closes after each response, and says so",
	},
	{
		In: inReading, On: on(HeadEnds), By: OneExchange, To: Responding, Last: NoPersistence, Do: Dispatch,
		Cites: "9112/9.3/close-in-every-response", Why: "a server without persistence closes after each response, and says so",
	},
	{
		In: inReading, On: on(HeadEnds), When: When{All: Owe100, Not: Body}, To: Responding, Clear: Owe100, Do: Dispatch,
		Cites: "9110/10.1.1/may-omit-100", Why: "there is no content to wait with",
	},
	{In: inReading, On: on(HeadEnds), To: Responding, Do: Dispatch, Why: "the request is run"},
	{
		In: inReading, On: on(Malformed), When: When{All: Begun}, To: Draining, Clear: Body, Last: Refused, Do: FinishFIN,
		Why: "the rest of the body cannot be read, and its response is already out",
	},
	{
		In: inReading, On: on(Malformed), When: When{Trait: having(BadLength, CodingNotFinal, NotHTTP)}, To: Responding, Set: Refusing, Last: Refused, Do: Refuse,
		Why: "the framing is lost, and the clause asks for the end of the connection",
	},
	{
		In: inReading, On: on(Malformed), Also: true, To: Responding, Set: Refusing, Do: Refuse,
		Why: "a server may try to find the next request all the same",
	},
	{In: inReading, On: on(Malformed), To: Responding, Set: Refusing, Last: Refused, Do: Refuse, Why: "what follows cannot be read either"},
	{
		In: inReading, On: on(BodyEnds), When: When{All: PeerFIN}, To: Draining, Clear: Body, Last: PeerClosed, Do: FinishFIN,
		Why: "the rest of the body was read, and the client is done",
	},
	{In: inReading, On: on(BodyBegins, ChunksEnd), To: Stay, Do: Discard, Why: "content whose response is already out"},
	{
		In: inReading, On: on(BodyEnds), When: When{Last: ^because(NotLast)}, To: Draining, Clear: Body, Do: FinishFIN,
		Cites: "9112/9.6/staged-close", Why: "the rest of the body was read, and the exchange was the last one after all",
	},
	{In: inReading, On: on(BodyEnds), To: Idle, Clear: Body, Do: Next, Cites: "9112/9.3/read-body-or-close", Why: "the rest of the body was read"},
	{
		In: inReading, On: on(HalfCloses), Also: true, To: Stay, Set: PeerFIN,
		Mark: Note, Cites: "9112/8/error-before-close", Why: "an error response to the incomplete request may still come",
	},
	{
		In: inReading, On: on(HalfCloses), When: When{All: Begun}, To: Draining, Set: PeerFIN, Last: PeerClosed, Do: FinishFIN,
		Cites: "9112/8/incomplete-body", Why: "the rest of the body will never come, and its response is already out",
	},
	{
		In: inReading, On: on(HalfCloses), To: Draining, Set: PeerFIN | CutShort, Last: PeerClosed, Do: FinishFIN,
		Cites: "9112/8/incomplete-body", Why: "the request will never be complete",
	},
	{
		In: inReading, On: on(TimerFires), When: When{All: Begun}, To: Draining, Last: BodyUnread, Do: FinishFIN,
		Why: "the rest of the body is not worth waiting for",
	},
	{
		In: inReading, On: on(TimerFires), By: Say408, To: Responding, Set: Refusing, Last: TimedOut, Do: Refuse,
		Cites: "9110/15.5.9/timeout-408", Why: "no complete request came in time",
	},
	{
		In: inReading, On: on(TimerFires), To: Draining, Last: TimedOut, Do: FinishFIN,
		Cites: "9112/9.5/may-close", Why: "closed without a word: no request is complete",
	},
	{In: inReading, On: on(ShutsDown), To: Stay, Last: Shutdown, Why: "the request that is arriving is the last one"},
	{In: inReading, On: on(Begins), When: When{All: Begun}, To: Stay, Do: Hold, Why: "behind the rest of the body"},
	{In: inReading, On: on(Begins), To: Stay, Why: "the request has begun"},

	// What other servers send here. Where the end of the head waits unread, they have to read it first.
	{
		In: inReading, On: on(AnswerStarts), When: When{All: Begun | Reads, Not: Refusing, Trait: having(HugeLength)}, To: Stay, Mark: Violation,
		Cites: "9110/8.6/huge-length", Why: "a length past the range of integers was wrapped around: its body was read as a request",
	},
	{
		In: inReading, On: on(AnswerStarts), When: When{All: Begun}, To: Stay, Mark: Violation,
		Cites: "9112/9.3/read-body-or-close", Why: "the body has not ended: what came was read as a request",
	},
	{
		In: inReading, On: on(AnswerStarts), When: When{Status: status(S408)}, To: Responding, Set: Begun, Last: TimedOut,
		Takes: Say408, Mark: Note, Cites: "9110/15.5.9/timeout-408", Why: "no complete request came in time",
	},
	{
		In: inReading, On: on(AnswerStarts), When: When{All: Unread}, To: Stay, Mark: Violation,
		Cites: "9112/9.2/one-response", Why: "the request head waits to be read",
	},
	{
		In: inReading, On: on(AnswerStarts), When: When{
			All: TraitHere, Trait: having(LongTarget), Status: status(S400, S411, S413, S417, S501, S505),
		}, To: Stay, Mark: Violation, Cites: "9112/3/long-target", Why: "a target longer than the server wishes to parse: 414",
	},
	{
		In: inReading, On: on(AnswerStarts), When: When{Status: refusal | status(S301, S3xx)}, To: Responding, Set: Begun | Refusing,
		Mark: Note, Cites: "9112/8/error-before-close", Why: "a server may refuse a request before it is complete",
	},
	{
		In: inReading, On: on(AnswerStarts, Interim), To: Stay, Mark: Violation,
		Cites: "9112/9.2/one-response", Why: "the request head is not complete",
	},
	{
		In: inReading, On: on(Closes), When: When{All: Begun, Trait: having(BadChunk, HugeChunk, LongExtension, HugeLength)}, To: Draining, Set: FINSent,
		Why: "what is wrong with the body shows only behind its response",
	},
	{
		In: inReading, On: on(Closes), When: When{All: Begun, Not: Rested | Announced}, To: Draining, Set: FINSent, Mark: Warning,
		Cites: "9112/9.6/announce-close", Why: "the response did not say that the connection would close",
	},
	{
		In: inReading, On: on(Closes), When: When{All: Unread | Rested, Not: Begun}, To: Draining, Set: FINSent, Takes: CloseReading, Mark: Note,
		Cites: "9112/9.5/may-close", Why: "an idle connection is closed while the next request is on its way",
	},
	{
		In: inReading, On: on(Closes), When: When{All: Unread}, To: Draining, Set: FINSent, Mark: Warning,
		Cites: "9112/9.6/announce-close", Why: "this request was not answered, and the response before it did not say close",
	},
	{In: inReading, On: on(Closes), When: When{All: PeerFIN}, To: Draining, Set: FINSent, Why: "the request will never be complete"},
	{
		In: inReading, On: on(Closes), To: Draining, Set: FINSent, Mark: Note,
		Takes: CloseReading, Cites: "9112/9.5/may-close", Why: "a server may close while a request is arriving",
	},
	{
		In: inReading, On: on(Resets), When: When{All: Begun}, To: Closed, Mark: Note,
		Cites: "9112/9.6/staged-close", Why: "reset behind a whole response: a client that reads more slowly loses it",
	},
	{
		In: inReading, On: on(Resets), To: Closed, Mark: Inconclusive,
		Cites: "9112/9.5/may-close", Why: "a server may close while a request is arriving",
	},
	{In: inReading, On: on(Rests), To: Stay, Set: Rested, Why: "the client takes its time"},
	{
		In: inReading, On: on(Silent), When: When{All: PeerFIN}, To: Stay, Mark: Warning,
		Cites: "9112/9.5/notice-close", Why: "the client has closed: nothing more can come",
	},
	{In: inReading, On: on(Silent), To: Stay, Why: "the request is not complete: nothing is owed"},
}

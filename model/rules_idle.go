package model

// idleRules: no octet of a request is waiting for its end and no response is owed.
var idleRules = []Rule{
	{In: inIdle, On: on(Begins), To: Reading, Clear: perExchange, Why: "a request begins"},
	{
		In: inIdle, On: on(HalfCloses), To: Draining, Set: PeerFIN, Last: PeerClosed, Do: FinishFIN,
		Cites: "9112/9.5/notice-close", Why: "nothing is owed: the client's close is answered with ours",
	},
	{
		In: inIdle, On: on(TimerFires), To: Draining, Last: TimedOut, Do: FinishFIN,
		Cites: "9112/9.5/graceful-timeout", Why: "an idle connection is closed gracefully",
	},
	{In: inIdle, On: on(ShutsDown), To: Draining, Last: Shutdown, Do: FinishFIN, Why: "nothing is owed: close at once"},
	{In: inIdle, On: headEvents | on(BodyBegins, ChunksEnd, BodyEnds, Malformed), To: Stay, Do: Discard, Why: "the rest of a request that was answered early"},

	{In: inIdle, On: on(EmptyLine), To: Stay, Set: Blank, Cites: "9112/2.2/leading-empty-line", Why: "ignored"},

	{
		In: inIdle, On: on(AnswerStarts), When: When{All: Refusing | Served, Trait: having(BadRequestLine)}, To: Stay, Set: Lost,
		Why: "the server has found a request behind the one that it could not read",
	},

	// What a server must not send here.
	{
		In: inIdle, On: on(AnswerStarts), When: When{All: Blank, Status: refusal}, To: Responding, Set: Begun | Refusing, Last: Refused,
		Mark: Warning, Cites: "9112/2.2/leading-empty-line", Why: "an empty line is taken for a request",
	},
	{
		In: inIdle, On: on(AnswerStarts), When: When{Status: status(S408)}, To: Responding, Set: Begun, Last: TimedOut,
		Takes: Say408, Mark: Note, Cites: "9110/15.5.9/timeout-408", Why: "some servers say 408 before they close an idle connection",
	},
	{
		In: inIdle, On: on(AnswerStarts), When: When{All: Served | Reads, Trait: having(Fold)}, To: Stay, Mark: Violation,
		Cites: "9112/5.2/obs-fold", Why: "what follows the folded field line was read as a request",
	},
	{
		In: inIdle, On: on(AnswerStarts), When: When{All: Served, Trait: having(Trailer, BadTrailer)}, To: Stay, Mark: Violation,
		Cites: "9112/7.1.2/trailer-fields", Why: "the trailer section was read as a request",
	},
	{
		In: inIdle, On: on(AnswerStarts), When: When{All: Served | Reads, Trait: having(Chunked, OddChunks)}, To: Stay, Mark: Violation,
		Cites: "9112/7.1/chunks", Why: "the end of the chunked body was missed",
	},
	{
		In: inIdle, On: on(AnswerStarts), When: When{All: Served | Reads, Trait: having(ChunkExtension)}, To: Stay, Mark: Violation,
		Cites: "9112/7.1.1/unknown-extension", Why: "the chunk extension hid the end of the body",
	},
	{
		In: inIdle, On: on(AnswerStarts), When: When{All: Served | HadBody}, To: Stay, Mark: Violation,
		Cites: "9112/9.3/read-body-or-close", Why: "octets of the body were read as a request",
	},
	{
		In: inIdle, On: on(AnswerStarts), When: When{All: Served | BodyBefore}, To: Stay, Mark: Violation,
		Cites: "9112/9.3/read-body-or-close", Why: "octets of an earlier body were read as a request",
	},
	{
		In: inIdle, On: on(AnswerStarts, Interim), To: Stay, Mark: Violation,
		Cites: "9112/9.2/one-response", Why: "no request is waiting for a response",
	},
	{
		In: inIdle | inReading | inDraining, On: on(Stray), When: When{All: Bodyless, Not: Begun | Rested}, To: Stay, Mark: Violation,
		Cites: "9112/6.3/bodyless-response", Why: "the response ended at its empty line",
	},
	{
		In: inIdle | inReading, On: on(Stray), When: When{All: HadBody | Served}, To: Stay, Mark: Violation,
		Cites: "9112/9.3/read-body-or-close", Why: "octets follow the response that begin no other",
	},
	{
		In: inIdle | inReading, On: on(Stray), To: Stay, Mark: Violation,
		Cites: "9112/9.2/one-response", Why: "octets come that begin no response",
	},

	// A server may close at any time (RFC 9112, section 9.5), but it should say so.
	{
		In: inIdle | inReading, On: on(Closes, Resets), When: When{All: Unread, Not: Served | Rested}, To: Stay, Mark: Violation,
		Cites: "9112/9.6/answer-before-close", Why: "a server that has done nothing yet reads what waits before it closes",
	},
	{
		In: inIdle, On: on(Closes), When: When{Not: Served}, To: Draining, Set: FINSent, Why: "a server may close a connection that was never used",
	},
	{
		In: inIdle, On: on(Closes), When: When{All: Rested}, To: Draining, Set: FINSent,
		Takes: CloseIdle, Mark: Note, Cites: "9112/9.5/may-close", Why: "an idle connection is closed after a while",
	},
	{
		In: inIdle, On: on(Closes), When: When{All: ServedMore}, To: Draining, Set: FINSent, Clear: HushedOnce | HushedTwice | SaidOnce | SaidTwice,
		Mark: Warning, Cites: "9112/9.6/announce-close", Why: "the last of several responses did not say that the connection would close",
	},
	{
		In: inIdle, On: on(Closes), When: When{All: HushedTwice, Not: TraitHere, Status: success}, To: Draining, Set: FINSent, Mark: Violation,
		Cites: "9112/9.3/close-in-every-response", Why: "three connections in a row were closed after one response that did not say so",
	},
	{
		In: inIdle, On: on(Closes), When: When{All: HushedOnce, Not: TraitHere, Status: success}, To: Draining, Set: FINSent | HushedTwice, Mark: Warning,
		Cites: "9112/9.6/announce-close", Why: "the response did not say that the connection would close",
	},
	{
		In: inIdle, On: on(Closes), When: When{Not: TraitHere, Status: success}, To: Draining, Set: FINSent | HushedOnce, Mark: Warning,
		Cites: "9112/9.6/announce-close", Why: "the response did not say that the connection would close",
	},
	{
		In: inIdle, On: on(Closes), To: Draining, Set: FINSent, Mark: Warning,
		Cites: "9112/9.6/announce-close", Why: "the response to a request that was refused, or odd, did not say so",
	},
	{
		In: inIdle, On: on(Resets), When: When{Not: Served}, To: Closed, Mark: Inconclusive,
		Cites: "9112/9.5/may-close", Why: "a server may close a connection at any time",
	},
	{
		In: inIdle, On: on(Resets), When: When{All: Rested, Not: Unread}, To: Closed, Mark: Warning,
		Cites: "9112/9.5/graceful-timeout", Why: "an idle connection was reset",
	},
	{
		In: inIdle, On: on(Resets), To: Closed, Mark: Warning,
		Cites: "9112/9.6/staged-close", Why: "the connection was reset right behind a response that did not say close",
	},
	{In: inIdle, On: on(Rests), To: Stay, Set: Rested, Why: "the connection rests"},
	{In: inIdle, On: on(Silent), To: Stay, Why: "nothing is owed"},
	{
		In: inIdle | inReading, On: on(AnswerIs10), When: When{All: Unread}, To: Stay, Mark: Violation,
		Cites: "9112/9.2/one-response", Why: "the request that this answers waits to be read",
	},
	{
		In: inIdle | inReading | inDraining, On: on(AnswerIs10), To: Stay, Set: Answer10,
		Why: "a response comes, from a server that says HTTP/1.0",
	},
	{
		In: inIdle | inReading | inDraining, On: answerFields&^on(AnswerIs10) | answerRest, To: Stay,
		Why: "the rest of a response that a row above has judged",
	},
}

package model

// The table. Read it in the order of a connection's life: opening, idle,
// reading, responding, draining, closed; the rows for remarkable requests
// (traits) stand between reading and responding.

const (
	inIdle       = States(1) << Idle
	inReading    = States(1) << Reading
	inResponding = States(1) << Responding
	inDraining   = States(1) << Draining
	inClosed     = States(1) << Closed
	inAny        = inIdle | inReading | inResponding | inDraining | inClosed
	inOpen       = inAny &^ inClosed
)

func on(events ...Event) (set Events) {
	for _, e := range events {
		set |= 1 << e
	}
	return set
}

func because(reasons ...Reason) (set uint64) {
	for _, r := range reasons {
		set |= 1 << r
	}
	return set
}

func having(traits ...Trait) (set uint64) {
	for _, t := range traits {
		set |= 1 << t
	}
	return set
}

func status(statuses ...Status) (set uint64) {
	for _, s := range statuses {
		set |= 1 << s
	}
	return set
}

// Sets that several rows share.
var (
	askedClose = because(RequestClose, RequestCloseOdd, CloseOverKeep)

	// What the end of a response leaves behind.
	answered = Begun | Held | Coding | AnswerKept | Answer10

	success   = status(S2xx, S204, S304)
	refusal   = status(S400, S408, S411, S413, S414, S417, S4xx, S431, S501, S505, S5xx)
	badSyntax = status(S400, S501, S505)

	headLines = on(IsHTTP10, SaysClose, SaysCloseOddly, SaysCloseAndKeepAlive, SaysKeepAlive, HasBothLengths, HasCodingIn10,
		HasBody, Expects, ExpectsOddly, Has, Addresses)
	headEvents   = headLines | on(HeadEnds)
	answerFields = on(AnswerIs10, AnswerSaysClose, AnswerSaysKeepAlive, AnswerHasCoding, AnswerHasLength, AnswerHasUnlisted,
		AnswerHidesUpgrade, AnswerLacksUpgrade, AnswerUnoffered, AnswerIsBodyless, AnswerUndelimited)
	answerRest = on(AnswerHeadEnds, AnswerMisplaced, AnswerLeaks, AnswerDiffers, AnswerOverlaps, AnswerEnds)
	inside     = on(HandlerReads, BodyIsLong, HandlerStalls) // nothing to do outside responding
)

// rules is the whole table.
var rules = func() []Rule {
	var all []Rule
	for _, part := range [][]Rule{
		anywhereRules, idleRules, readingRules, traitRules(), respondingRules, drainingRules, closedRules,
	} {
		all = append(all, part...)
	}
	return append(all, overdueRules(all)...)
}()

// Standard is the table of RFC 9112 and RFC 9110. It is immutable.
var Standard = NewTable(rules)

// Rules returns a copy of the standard table's rows in their order.
func Rules() []Rule { return Standard.Rules() }

// anywhereRules hold in every state.
var anywhereRules = []Rule{
	{
		In: inOpen, On: on(Closes), When: When{All: Lost}, To: Draining, Set: FINSent,
		Why: "no rule follows this server any further",
	},
	{
		In: inOpen, On: on(Interim, AnswerStarts, Stray, Silent, Overcounts) | answerFields | answerRest | headEvents |
			on(EmptyLine, Begins, BodyBegins, ChunksEnd, BodyEnds, Malformed, HalfCloses),
		When: When{All: Lost}, To: Stay, Why: "no rule follows this server any further",
	},
	{
		In: inAny, On: on(Overcounts), When: When{All: AfterClose}, To: Stay, Mark: Violation,
		Cites: "9112/9.6/no-processing-after-close",
		Why:   "a handler ran for a request behind one with close, though no response shows it",
	},
	{
		In: inAny, On: on(Overcounts), To: Stay, Mark: Inconclusive, Cites: "9112/9.2/one-response",
		Why: "a handler ran more often than it answered; a retry inside the server may explain it",
	},
	{
		In: inAny, On: on(LacksAlert), To: Stay, Mark: Violation, Cites: "9112/9.8/closure-alert",
		Why: "FIN came without a closure alert before it",
	},
	{In: inAny, On: on(StopsReading), To: Stay, Set: ReadingOff, Why: "what comes waits in the kernel"},
	{In: inAny, On: on(ResumesReading), To: Stay, Clear: ReadingOff, Why: "the client reads again"},
	{
		In: inIdle, On: on(Aborts), When: When{All: Served}, To: Closed, Clear: HushedOnce | HushedTwice | SaidOnce | SaidTwice,
		Do: Release, Why: "the client ends a connection that the server had kept",
	},
	{In: inOpen, On: on(Aborts), To: Closed, Do: Release, Why: "nobody is left to answer"},
	{
		In: inOpen, On: on(ClosesIncompletely), To: Closed, Set: AfterIncomplete, Do: Release,
		Cites: "9112/9.8/incomplete-close", Why: "nobody is left to answer; the next connection must not suffer",
	},
	{
		In: inOpen, On: on(ClientStalls), To: Closed, Do: Release,
		Cites: "9112/9.5/may-close", Why: "a client that takes nothing does not keep the connection",
	},
	{In: inReading, On: on(Limits), To: Stay, Last: LimitReached, Why: "the request that is arriving is the last one permitted"},
	{In: inOpen &^ inReading, On: on(Limits), To: Stay, Why: "only a request that is arriving is counted"},
	{In: inReading | inResponding, On: on(EmptyLine), To: Stay, Do: Hold, Why: "behind what is being read or answered"},
	{
		In: inOpen &^ inResponding, On: inside, To: Stay,
		Why: "a handler that outlives its response reads nothing more",
	},
}

// closedRules: what happens to a connection that is gone changes nothing.
var closedRules = []Rule{
	{In: inClosed, On: on(Connects), To: Idle, Clear: ^acrossConnections, Why: "a new connection starts anew"},
	{In: inOpen, On: on(Connects), To: Idle, Clear: ^acrossConnections, Why: "the client goes on with a new connection"},
	{In: inClosed, On: ^on(Connects, Overcounts), To: Stay, Why: "the connection is gone"},
}

// overdueRules derives the rows for what came too late from the rows for what never came.
func overdueRules(all []Rule) []Rule {
	overdue := []Rule{{
		In: inResponding, On: on(Overdue), When: When{All: Owe100 | Body}, To: Stay, Set: Waited,
		Why: "the client has waited for 100 (Continue) long enough; what comes next tells which clause is broken",
	}}
	for _, r := range all {
		if r.On>>Silent&1 == 0 || r.On>>Overdue&1 != 0 || r.When.All&(Owe100|Body) == Owe100|Body {
			continue
		}
		r.On, r.To = on(Overdue), Stay
		switch r.Mark {
		case Violation:
			r.Mark, r.Why = Late, "it came, but past its budget: "+r.Why
		default:
			r.Mark, r.Cites = Conforms, ""
		}
		overdue = append(overdue, r)
	}
	return overdue
}

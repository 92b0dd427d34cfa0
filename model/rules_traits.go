package model

// traitRules say which response a remarkable request may have. They stand before
// the rows for ordinary requests. A request with more than one trait is not judged:
// each of its traits may explain the response.
func traitRules() []Rule {
	rows := []Rule{
		{
			In: inResponding, On: on(AnswerStarts), When: When{All: Refusing, Last: because(TimedOut), Status: status(S408)}, To: Stay, Set: Begun,
			Takes: Say408, Cites: "9110/15.5.9/timeout-408", Why: "whatever came of the request, the rest did not come in time",
		},
		{
			In: inResponding, On: on(AnswerStarts), When: When{
				All: Refusing, Not: Tangled, Last: because(Refused), Status: success | status(S301, S3xx),
				Trait: having(UnknownCoding, CodingParameters, LongMethod, LongTarget, BareLF, BareCR, SpaceBeforeField, Fold),
			}, To: Stay, Mark: Violation, Cites: "9112/9.2/one-response", Why: "a server that refuses a request does not answer it with success; one that accepts it does not have to close",
		},
		{
			In: inResponding, On: on(AnswerStarts), When: When{All: Tangled, Status: refusal | status(S301, S3xx)}, To: Stay, Set: Begun,
			Why: "one of several reasons to refuse the request",
		},
		{
			In: inResponding, On: on(AnswerStarts, Silent), When: When{All: Tangled, Not: Begun}, To: Stay, Set: Begun | Lost,
			Mark: Inconclusive, Cites: "9112/9.5/may-close", Why: "more than one thing is remarkable about the request",
		},
		{
			In: inResponding, On: on(AnswerStarts), When: When{
				All: TraitHere | Answer10, Status: success | status(S301, S3xx),
				Trait: having(BadHost, SpaceBeforeColon, BadLength, CodingNotFinal, UnknownCoding, CodingParameters, BadRequestLine, NotHTTP),
			}, To: Stay, Set: Begun | Lost,
			Mark: Inconclusive, Cites: "9110/6.2/own-version", Why: "a server that says HTTP/1.0 need not know clauses of HTTP/1.1",
		},
		{
			In: inResponding, On: on(AnswerStarts), When: When{All: TraitHere, Trait: having(Odd)}, To: Stay, Set: Begun | Lost,
			Why: "no rule follows this request",
		},
		{
			In: inResponding, On: on(Silent), When: When{All: TraitHere, Not: Begun, Trait: having(Odd, BareLF, CodingIn10, LongTarget, LongExtension)},
			To: Stay, Mark: Inconclusive, Cites: "9112/9.5/may-close", Why: "the server may still be reading",
		},
		{
			In: inResponding, On: on(AnswerStarts), When: When{All: TraitHere, Status: status(S5xx)}, To: Stay, Set: Begun | Lost,
			Mark: Inconclusive, Cites: "9112/9.5/may-close", Why: "a server that is not able to serve may say so first",
		},
	}
	rows = append(rows, Rule{
		In: inResponding, On: on(AnswerStarts), When: When{
			All: TraitHere | Promised | Held, Not: Body, Last: askedClose, Status: badSyntax,
			Trait: having(Chunked, OddChunks, ChunkExtension, Trailer),
		}, To: Stay, Set: Begun | Lost, Mark: Inconclusive, Cites: "9112/9.6/answer-before-close",
		Why: "a valid body is refused, or the response is lost to what follows the close",
	}, Rule{
		In: inResponding, On: on(AnswerStarts), When: When{
			All: TraitHere | Promised | BodyBefore, Not: Body, Status: badSyntax, Trait: having(Chunked, OddChunks, ChunkExtension, Trailer),
		}, To: Stay, Set: Begun | Lost, Mark: Inconclusive, Cites: "9112/9.3/read-body-or-close",
		Why: "a valid body is refused, or it was read together with the one before it",
	}, Rule{
		In: inResponding, On: on(AnswerStarts), When: When{
			All: TraitHere | Promised | Body | Unread, Status: badSyntax, Trait: having(Chunked, OddChunks, ChunkExtension, Trailer),
		}, To: Stay, Mark: Violation, Cites: "9112/6.1/chunked", Why: "the rest of a valid body waits to be read",
	})
	rows = append(rows, Rule{
		In: inResponding, On: on(AnswerStarts), When: When{
			All: TraitHere | HadBody, Status: refusal &^ status(S400), Trait: having(BadHost),
		}, To: Stay, Set: Begun, Mark: Inconclusive, Cites: "9112/3.2/host",
		Why: "what announces the content may be another reason to refuse the request",
	})
	for _, r := range reactions {
		rows = append(rows, r.rows()...)
	}
	return rows
}

// reaction is what one trait allows and forbids.
type reaction struct {
	trait Trait
	cites string
	// Statuses that meet the requirement; 0 when every one not named below does.
	ok uint64
	// Statuses that break it; the mark says how badly. 0 stands for all that are not ok.
	bad  uint64
	mark Verdict
	// only restricts both to requests with these flags, for example Reads: the handler is known to read the body.
	only Facts
	// note: statuses that are a choice worth recording, and the clause that gives it.
	note      uint64
	noteCites string
	// takes: what an ok or note status shows the server to have chosen; leaves: what it shows it not to have chosen.
	takes, leaves Policy
	// silence is the mark for no response at all; Conforms leaves it to the ordinary rows.
	silence Verdict
	// set: what an ok status adds to the facts.
	set Facts
	// lost: after a bad status nobody can tell where the next request begins.
	lost bool
	why  string
}

func (r reaction) rows() []Rule {
	at := func(m uint64) When {
		return When{All: TraitHere | r.only, Trait: having(r.trait), Status: m}
	}
	var rows []Rule
	if r.note != 0 {
		rows = append(rows, Rule{
			In: inResponding, On: on(AnswerStarts), When: at(r.note), To: Stay, Set: Begun,
			Takes: r.takes, Leaves: r.leaves, Mark: Note, Cites: r.noteCites, Why: r.why,
		})
	}
	if r.ok != 0 {
		rows = append(rows, Rule{In: inResponding, On: on(AnswerStarts), When: at(r.ok), Takes: r.takes, Leaves: r.leaves, To: Stay, Set: Begun | r.set, Cites: r.cites, Why: r.why})
	}
	if r.mark != Conforms {
		when := at(r.bad)
		if r.trait < BothLengths { // a request to understand; while content is to come, or was unreadable, it may be what is refused
			when.Not |= Body | Refusing
		}
		bad := Rule{In: inResponding, On: on(AnswerStarts), When: when, To: Stay, Set: Begun, Mark: r.mark, Cites: r.cites, Why: r.why}
		if r.lost {
			bad.Set |= Lost
		}
		rows = append(rows, bad)
	}
	if r.silence != Conforms {
		silent := When{All: TraitHere | r.only, Not: Begun | Body, Trait: having(r.trait)}
		rows = append(rows, Rule{In: inResponding, On: on(Silent), When: silent, To: Stay, Mark: r.silence, Cites: r.cites, Why: r.why})
	}
	return rows
}

// reactions, one row for each trait and outcome.
var reactions = []reaction{
	// Requests to understand. Where the handler is not known, a refusal may be the handler's.
	{trait: LeadingCRLF, cites: "9112/2.2/leading-empty-line", bad: refusal, mark: Warning, only: Promised, silence: Warning, why: "an empty line before the request-line is ignored"},
	{
		trait: Line8000, cites: "9112/3/request-line-8000", bad: status(S400, S413, S414, S431), mark: Warning, silence: Warning,
		why: "a request-line of 8000 octets is supported",
	},
	{trait: AbsoluteForm, cites: "9112/3.2.2/absolute-form", bad: status(S400), mark: Violation, silence: Violation, why: "the absolute-form is accepted"},
	{trait: LaterMinor, cites: "9110/6.2/later-minor-version", bad: status(S400, S505), mark: Warning, silence: Warning, why: "HTTP/1.2 is read as HTTP/1.1"},
	{trait: OtherExpect, ok: success, cites: "9110/10.1.1/unknown-expectation", leaves: RefuseExpectation, why: "an unknown expectation may be ignored"},
	{trait: OtherExpect, note: status(S417), takes: RefuseExpectation, noteCites: "9110/10.1.1/unknown-expectation", why: "an unknown expectation may be refused with 417"},
	{trait: BarePOST, note: status(S411), takes: RequireLength, noteCites: "9112/6.3/length-required", why: "a method that expects content may be refused without a length"},
	{
		trait: Chunked, cites: "9112/6.1/chunked", note: status(S411), takes: RequireLength, noteCites: "9112/6.3/length-required",
		bad: badSyntax, mark: Violation, only: Promised, silence: Violation, why: "a valid chunked body is read",
	},
	{
		trait: OddChunks, cites: "9112/7.1/chunks", note: status(S411), takes: RequireLength, noteCites: "9112/6.3/length-required",
		bad: badSyntax, mark: Violation, only: Promised, silence: Violation, why: "valid chunks are read in every form",
	},
	{
		trait: ChunkExtension, cites: "9112/7.1.1/unknown-extension", note: status(S411), takes: RequireLength, noteCites: "9112/6.3/length-required",
		bad: badSyntax, mark: Violation, only: Promised, silence: Violation, why: "an unknown chunk extension is ignored",
	},
	{
		trait: Trailer, cites: "9112/6.1/chunked", note: status(S411), takes: RequireLength, noteCites: "9112/6.3/length-required",
		bad: badSyntax, mark: Violation, only: Promised, silence: Violation, why: "a trailer section is part of the chunked body",
	},

	{trait: Upgrades, cites: "9110/7.8/may-ignore-upgrade", ok: success, leaves: SwitchProtocol, why: "the offer is ignored"},

	// Requests to refuse.
	{trait: BadPort, cites: "9110/9.3.6/invalid-port", ok: refusal, bad: success, mark: Violation, why: "CONNECT to an empty or invalid port is rejected"},
	{trait: BadHost, cites: "9112/3.2/host", ok: status(S400), mark: Violation, silence: Violation, why: "Host is missing, repeated or invalid: 400"},
	{trait: SpaceBeforeColon, cites: "9112/5.1/space-before-colon", ok: status(S400), mark: Violation, silence: Violation, why: "whitespace before the colon: 400"},
	{trait: BadLength, cites: "9112/6.3/invalid-length", ok: status(S400), mark: Violation, lost: true, silence: Violation, why: "Content-Length is invalid: 400 and close"},
	{
		trait: CodingNotFinal, cites: "9112/6.3/chunked-not-final", ok: status(S400, S501), mark: Violation, silence: Violation,
		why: "the length of the body cannot be known: 400 (or 501 for a coding that is not understood) and close",
	},
	{trait: UnknownCoding, cites: "9112/6.1/unknown-coding", ok: status(S501), mark: Warning, lost: true, silence: Warning, why: "a coding that is not understood: 501"},
	{trait: CodingParameters, cites: "9112/7.1/coding-parameters", ok: refusal, mark: Warning, lost: true, silence: Warning, why: "chunked has no parameters"},
	{trait: BadRequestLine, cites: "9112/3.2/invalid-request-line", ok: status(S400, S301, S501), mark: Warning, lost: true, silence: Warning, why: "an invalid request-line: 400, or 301 to the corrected target"},
	{trait: NotHTTP, cites: "9112/2.2/not-http", ok: status(S400), mark: Warning, lost: true, silence: Warning, why: "these octets are not HTTP: 400 and close"},
	{
		trait: LongMethod, cites: "9112/3/long-method", ok: status(S501, S4xx, S301, S3xx) | success, mark: Warning, lost: true, silence: Warning,
		why: "a method longer than any the server knows: 501",
	},
	{
		trait: LongTarget, cites: "9112/3/long-target", ok: status(S414, S4xx, S301, S3xx, S304) | success,
		bad: status(S400, S408, S411, S413, S417, S501, S505), mark: Violation, why: "a target longer than the server wishes to parse: 414",
	},
	{trait: LongTarget, cites: "9112/3/long-target", bad: status(S431), mark: Inconclusive, why: "431 may speak of the whole header section"},

	// Requests to read with care.
	{trait: BothLengths, cites: "9112/6.3/coding-overrides-length", silence: Violation, why: "the body ends where the chunks end"},
	{trait: BareLF, note: success, takes: AcceptBareLF, noteCites: "9112/2.2/bare-lf", why: "a line that ends in LF alone is accepted"},
	{
		trait: BareLF, note: refusal | status(S301, S3xx), leaves: AcceptBareLF, noteCites: "9112/2.2/bare-lf",
		why: "a line that ends in LF alone is refused",
	},
	{trait: Fold, cites: "9112/5.2/obs-fold", ok: status(S301, S3xx) | success, takes: AcceptFold, why: "a folded field line is read as one with a space"},
	{
		trait: Fold, cites: "9112/5.2/obs-fold", ok: status(S400), leaves: AcceptFold, bad: refusal &^ status(S400), mark: Inconclusive, lost: true,
		why: "a folded field line: 400, or a space",
	},
	{trait: HugeLength, cites: "9110/8.6/huge-length", ok: refusal, set: Refusing, bad: success, mark: Violation, only: Reads, why: "a body of more than 2^63 octets cannot have been read"},
	{trait: HugeChunk, cites: "9112/7.1/chunk-size-overflow", bad: success, mark: Violation, only: Reads, why: "a chunk of more than 2^63 octets cannot have been read"},
	{trait: BadChunk, cites: "9112/7.1/invalid-chunk", ok: refusal, bad: success, mark: Warning, only: Reads, lost: true, silence: Warning, why: "a chunk against the grammar: 400 and close"},
	{trait: LongExtension, cites: "9112/7.1.1/long-extension", ok: refusal, bad: success, mark: Warning, only: Reads, why: "chunk extensions are bounded"},
}

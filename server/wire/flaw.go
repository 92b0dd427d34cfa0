package wire

// Flaw is what is wrong with a request. The zero value, NoFlaw, says nothing is.
type Flaw uint8

const (
	NoFlaw Flaw = iota

	// Of the request-line.

	NotHTTP        // octets where a method is due that no line of text has (RFC 9112, section 2.2)
	BadRequestLine // not method SP request-target SP HTTP-version (RFC 9112, section 3)
	LongMethod     // Options.Method exceeded (RFC 9112, section 3)
	LongTarget     // Options.RequestLine exceeded (RFC 9112, section 3)
	BadVersion     // a major version other than 1 (RFC 9110, section 15.6.6)

	// Of lines and fields.

	BareCR                // CR without LF (RFC 9112, section 2.2)
	BareLF                // LF without CR (RFC 9112, section 2.2)
	SpaceBeforeFirstField // whitespace between the request-line and the first field (RFC 9112, section 2.2)
	SpaceBeforeColon      // whitespace between a field name and its colon (RFC 9112, section 5.1)
	ObsFold               // a folded field line (RFC 9112, section 5.2)
	BadFieldName          // a field name that is no token, or a line without colon (RFC 9112, section 5)
	BadFieldValue         // a control octet in a field value (RFC 9110, section 5.5)
	TooManyFields         // Options.Fields exceeded (RFC 6585, section 5)
	HeadTooLarge          // Options.Head exceeded (RFC 6585, section 5)

	// Of what fields mean.

	NoHost           // HTTP/1.1 without Host (RFC 9112, section 3.2)
	ManyHosts        // more than one Host line (RFC 9112, section 3.2)
	BadHost          // Host is not uri-host [":" port] (RFC 9110, section 7.2)
	BadLength        // Content-Length invalid, repeated or too large for 63 bits (RFC 9112, section 6.3)
	BadCoding        // Transfer-Encoding is not a list of codings (RFC 9112, section 6.1)
	CodingNotFinal   // chunked is not the last coding, or not only the last one (RFC 9112, section 6.3)
	CodingParameters // chunked has parameters (RFC 9112, section 7.1)
	UnknownCoding    // a coding other than chunked, below a final chunked (RFC 9112, section 6.1)

	// Of the body.

	BadChunkSize      // no hexadecimal size, or one too large for 63 bits (RFC 9112, section 7.1)
	BadChunkExtension // a chunk extension outside the grammar (RFC 9112, section 7.1.1)
	BadChunkEnd       // chunk data not followed by CRLF (RFC 9112, section 7.1)
	LongExtension     // Options.ChunkExtensions exceeded (RFC 9112, section 7.1.1)
	TrailerTooLarge   // Options.Trailer exceeded (RFC 6585, section 5)

	numFlaws
)

type flawFacts struct {
	name   string
	text   string
	status int
	keeps  bool // the end of the request is known all the same
}

var flaws = [numFlaws]flawFacts{
	NoFlaw: {"none", "nothing is wrong", 0, true},

	NotHTTP:        {"not-http", "not HTTP", 400, false},
	BadRequestLine: {"bad-request-line", "invalid request-line", 400, false},
	LongMethod:     {"long-method", "method too long", 501, false},
	LongTarget:     {"long-target", "request-target too long", 414, false},
	BadVersion:     {"bad-version", "major version not supported", 505, false},

	BareCR:                {"bare-cr", "CR without LF", 400, false},
	BareLF:                {"bare-lf", "LF without CR", 400, false},
	SpaceBeforeFirstField: {"space-before-first-field", "whitespace before the first field", 400, false},
	SpaceBeforeColon:      {"space-before-colon", "whitespace between field name and colon", 400, false},
	ObsFold:               {"obs-fold", "folded field line", 400, false},
	BadFieldName:          {"bad-field-name", "invalid field name", 400, false},
	BadFieldValue:         {"bad-field-value", "invalid octet in a field value", 400, false},
	TooManyFields:         {"too-many-fields", "too many field lines", 431, false},
	HeadTooLarge:          {"head-too-large", "head too large", 431, false},

	NoHost:           {"no-host", "Host is missing", 400, true},
	ManyHosts:        {"many-hosts", "more than one Host", 400, true},
	BadHost:          {"bad-host", "invalid Host", 400, true},
	BadLength:        {"bad-length", "invalid Content-Length", 400, false},
	BadCoding:        {"bad-coding", "invalid Transfer-Encoding", 400, false},
	CodingNotFinal:   {"coding-not-final", "chunked is not the final transfer coding", 400, false},
	CodingParameters: {"coding-parameters", "the chunked coding has parameters", 400, false},
	UnknownCoding:    {"unknown-coding", "unknown transfer coding", 501, true},

	BadChunkSize:      {"bad-chunk-size", "invalid chunk size", 400, false},
	BadChunkExtension: {"bad-chunk-extension", "invalid chunk extension", 400, false},
	BadChunkEnd:       {"bad-chunk-end", "no CRLF after chunk data", 400, false},
	LongExtension:     {"long-extension", "chunk extensions too long", 413, false},
	TrailerTooLarge:   {"trailer-too-large", "trailer section too large", 431, false},
}

// String returns a stable name in lower case, such as "bad-length".
func (f Flaw) String() string { return flaws[f].name }

// Error says in a few words what is wrong. Mind that NoFlaw in an error variable
// is not nil; use Err.
func (f Flaw) Error() string { return flaws[f].text }

// Err returns the flaw as an error, nil for NoFlaw.
func (f Flaw) Err() error {
	if f == NoFlaw {
		return nil
	}
	return f
}

// Status returns the status code that answers the flaw; 0 for NoFlaw.
func (f Flaw) Status() int { return flaws[f].status }

// Fatal says that nobody can tell any more where the request ends, so that the
// connection has to close after the answer.
func (f Flaw) Fatal() bool { return !flaws[f].keeps }

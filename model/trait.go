package model

// Trait is something remarkable about a request, to which the specification
// prescribes or forbids a reaction.
type Trait uint8

// Traits of requests that a server has to understand, then of requests that it
// has to refuse or read with care.
const (
	Plain          Trait = iota
	Chunked              // a valid chunked body
	OddChunks            // valid chunks in an unusual form: hex case, leading zeros, many
	ChunkExtension       // a valid chunk extension
	Trailer              // a trailer section
	BadTrailer           // a trailer section with a field that no sender may put there and that must have no effect
	BarePOST             // a method with content semantics, and no body
	LeadingCRLF          // an empty line before the request-line
	AbsoluteForm         // an absolute request-target
	Line8000             // a request-line of at most 8000 octets, but more than 4000
	LaterMinor           // HTTP/1.2 or higher
	OtherExpect          // an expectation other than 100-continue
	Upgrades             // Upgrade: the client offers another protocol
	Connect              // the method CONNECT, to a host and a port

	BothLengths      // Transfer-Encoding and Content-Length
	CodingIn10       // Transfer-Encoding in HTTP/1.0
	BadHost          // Host missing, repeated or invalid
	SpaceBeforeColon // whitespace between field name and colon
	BadLength        // Content-Length invalid, or several that differ
	HugeLength       // Content-Length past 2^63
	CodingNotFinal   // chunked is not the final coding
	UnknownCoding    // an unknown coding before the final chunked
	CodingParameters // chunked;q=1
	BadChunk         // a chunk against the grammar
	HugeChunk        // a chunk size past 2^63
	LongExtension    // more than 16 KiB of chunk extensions
	BareLF           // a line that ends in LF only
	BareCR           // CR not followed by LF
	SpaceBeforeField // a whitespace-led line before the first field
	Fold             // obs-fold
	BadRequestLine   // a request-line against the grammar
	BadPort          // the method CONNECT, with an empty or invalid port
	NotHTTP          // octets that are not HTTP at all
	LongMethod       // a method of more than 1000 octets
	LongTarget       // a request-target of more than 32 KiB
	Odd              // something else that the model has no rule for
	numTraits
)

package wire

// Options bounds what is read and names each leniency. The zero value is the
// strict reader with the default limits. A limit of zero or less stands for its
// default; no limit is taken beyond 1 GiB.
type Options struct {
	// RequestLine is the longest request-line, in octets without its line end.
	// Past it the flaw is LongTarget. Default 16 KiB; RFC 9112, section 3 asks
	// for at least 8000.
	RequestLine int
	// Method is the longest method, in octets. Past it the flaw is LongMethod.
	// Default 32.
	Method int
	// Head is the longest head, in octets from the request-line up to and with
	// the empty line. Past it the flaw is HeadTooLarge. Default 64 KiB.
	Head int
	// Fields is the greatest number of field lines in a header or a trailer
	// section. Past it the flaw is TooManyFields. Default 100.
	Fields int
	// EmptyLines is how many empty lines are ignored before a request-line
	// (RFC 9112, section 2.2 asks for at least one). Default 4.
	EmptyLines int
	// ChunkExtensions bounds, in octets for one body, the chunk extensions and
	// the needless leading zeros of chunk sizes. Past it the flaw is
	// LongExtension (RFC 9112, section 7.1.1). Default 4 KiB.
	ChunkExtensions int
	// Trailer is the longest trailer section, in octets with the empty line.
	// Past it the flaw is TrailerTooLarge. Default 8 KiB.
	Trailer int

	// AcceptBareLF takes a single LF as the end of a request-line or field line
	// (allowed by RFC 9112, section 2.2), but never as the end of a chunk's line.
	AcceptBareLF bool
	// AcceptObsFold reads a folded field line by overwriting the fold, in the
	// buffer that was given, with spaces (allowed by RFC 9112, section 5.2).
	AcceptObsFold bool
	// AcceptUnescapedTarget takes request-targets with the octets [ ] \ ^ ` { | }
	// in path and query, and with a % that escapes nothing. They are not in the
	// grammar of RFC 3986, but browsers send them as they are.
	AcceptUnescapedTarget bool
}

// maxLimit keeps sums of limits and offsets far from overflow on 32-bit machines.
const maxLimit = 1 << 30

// withDefaults returns o with every limit set and in range.
func (o Options) withDefaults() Options {
	for _, l := range []struct {
		limit    *int
		standard int
	}{
		{&o.RequestLine, 16 << 10},
		{&o.Method, 32},
		{&o.Head, 64 << 10},
		{&o.Fields, 100},
		{&o.EmptyLines, 4},
		{&o.ChunkExtensions, 4 << 10},
		{&o.Trailer, 8 << 10},
	} {
		if *l.limit <= 0 {
			*l.limit = l.standard
		}
		*l.limit = min(*l.limit, maxLimit)
	}
	return o
}

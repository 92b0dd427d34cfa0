package wire

// Body takes the content of a request out of its framing. Make it with NewBody
// and call Begin for each request.
type Body struct {
	opts    Options
	framing Framing
	left    int64 // of the body, or of the chunk
	done    bool
	flaw    Flaw

	chunk   chunkState
	digits  int // of the chunk size so far
	extra   int // octets charged to Options.ChunkExtensions
	trailer section
	allowed int // trailer fields that may take effect come first
}

// NewBody returns a Body with these options. Until Begin it has no content.
func NewBody(o Options) *Body {
	b := &Body{opts: o.withDefaults(), done: true}
	b.trailer.opts = &b.opts
	return b
}

// Begin makes ready for the body of a request, from the octet behind its head.
func (b *Body) Begin(s *Semantics) {
	b.framing, b.left = s.Framing, s.Length
	b.done = s.Framing == BodyNone || s.Framing == BodyLength && s.Length == 0
	b.flaw = NoFlaw
	b.chunk, b.digits, b.extra = atSize, 0, 0
	b.allowed = 0
	b.trailer.begin(0, b.opts.Trailer, TrailerTooLarge)
}

// Decode reads from buf, which starts at the first octet that has not been
// consumed. It returns how many octets are consumed now and, as a slice of buf,
// the content among them: at most one run, so call it again until it consumes
// nothing. Octets of a trailer section are only consumed when it is whole.
//
// done says that the request ends with the octets consumed. A flaw is always
// fatal and comes back from every call until Begin; n then counts the octets
// before it.
func (b *Body) Decode(buf []byte) (n int, data []byte, done bool, flaw Flaw) {
	if b.done || b.flaw != NoFlaw {
		return 0, nil, b.done, b.flaw
	}
	if b.framing == BodyLength {
		data = b.take(buf)
		b.done = b.left == 0
		return len(data), data, b.done, NoFlaw
	}
	n, data = b.decodeChunked(buf)
	return n, data, b.done, b.flaw
}

// Trailer returns the trailer fields of a chunked body that is done, in their
// order, without the forbidden ones. They are never part of the header (RFC 9112,
// section 7.1.2). They lie in the buffer given to the Decode that returned done
// and hold until it changes.
func (b *Body) Trailer() []Field {
	if !b.done {
		return nil
	}
	return b.trailer.fields[:b.allowed:b.allowed]
}

// ForbiddenTrailer returns the fields of the trailer section that may not stand
// there (see ForbiddenInTrailer). They are handed out to be logged and counted,
// and must not take effect: one such as Content-Length or Authorization in a
// trailer has passed every check that was made of the header.
func (b *Body) ForbiddenTrailer() []Field {
	if !b.done {
		return nil
	}
	return b.trailer.fields[b.allowed:]
}

// take cuts off what belongs to the body or chunk.
func (b *Body) take(buf []byte) []byte {
	if int64(len(buf)) > b.left {
		buf = buf[:b.left]
	}
	b.left -= int64(len(buf))
	return buf[:len(buf):len(buf)]
}

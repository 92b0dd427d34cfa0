package wire

import "math"

type chunkState uint8

// Where a chunked body is. The states from afterSize to afterValue are those of
//
//	chunk-ext = *( BWS ";" BWS chunk-ext-name [ BWS "=" BWS chunk-ext-val ] )
const (
	atSize     chunkState = iota // in the digits of the size
	afterSize                    // BWS before ";"
	atName                       // behind ";"
	inExtName                    // in the name
	afterName                    // BWS before "=" or ";"
	atExtValue                   // behind "="
	inToken                      // in a value that is a token
	inQuotes                     // in a value that is a quoted-string
	inEscape                     // behind a backslash in one
	afterQuote                   // behind the closing quote
	afterValue                   // BWS before ";"
	atSizeLF                     // behind the CR of the chunk's line
	inData                       // in chunk-data
	atDataCR                     // behind it
	atDataLF                     // behind the CR that follows it
	inTrailer                    // in the trailer section
)

// decodeChunked consumes octets up to the end of a run of data, of buf or of the
// body, or up to a flaw.
func (b *Body) decodeChunked(buf []byte) (n int, data []byte) {
	for n < len(buf) {
		switch b.chunk {
		case inData:
			data = b.take(buf[n:])
			if b.left == 0 {
				b.chunk = atDataCR
			}
			return n + len(data), data
		case inTrailer:
			b.done, b.flaw = b.trailer.parse(buf[n:])
			if b.done {
				n += b.trailer.pos
				b.allowed = sift(b.trailer.fields)
			}
			return n, nil
		default:
			if b.flaw = b.chunkOctet(buf[n]); b.flaw != NoFlaw {
				return n, nil
			}
			n++
		}
	}
	return n, nil
}

// chunkOctet takes in one octet of framing. Lines of chunks end with CRLF and
// nothing else (RFC 9112, section 7.1).
func (b *Body) chunkOctet(c byte) Flaw {
	switch b.chunk {
	case atSize:
		return b.size(c)
	case atSizeLF:
		return b.sizeEnd(c)
	case atDataCR:
		b.chunk = atDataLF
		if c != '\r' {
			return BadChunkEnd
		}
	case atDataLF:
		b.chunk, b.digits = atSize, 0
		if c != '\n' {
			return BadChunkEnd
		}
	default:
		return b.extension(c)
	}
	return NoFlaw
}

// size takes in an octet of the chunk size or the one behind it.
func (b *Body) size(c byte) Flaw {
	if is(c, hexOctet) {
		if b.digits > 0 && b.left == 0 && !b.charge() {
			return LongExtension
		}
		if b.left > math.MaxInt64>>4 {
			return BadChunkSize
		}
		b.left = b.left<<4 | int64(hexValue(c))
		b.digits = 1
		return NoFlaw
	}
	if b.digits == 0 {
		return BadChunkSize
	}
	if c == '\r' {
		b.chunk = atSizeLF
		return NoFlaw
	}
	b.chunk = afterSize
	return b.extension(c)
}

// charge counts an octet that carries nothing; it says whether it is within the limit.
func (b *Body) charge() bool {
	b.extra++
	return b.extra <= b.opts.ChunkExtensions
}

// hexValue returns the value of a HEXDIG.
func hexValue(c byte) byte {
	if c <= '9' {
		return c - '0'
	}
	return c | 0x20 - 'a' + 10
}

// sizeEnd looks at the octet behind the CR of a chunk's line.
func (b *Body) sizeEnd(c byte) Flaw {
	b.chunk = inData
	if b.left == 0 {
		b.chunk = inTrailer
	}
	return lineFeed(c)
}

// extension takes in an octet behind the chunk size.
func (b *Body) extension(c byte) Flaw {
	if c == '\r' && b.mayEnd() {
		b.chunk = atSizeLF
		return NoFlaw
	}
	if !b.charge() {
		return LongExtension
	}
	next, ok := nextExtension(b.chunk, c)
	if !ok {
		return b.badExtension(c)
	}
	b.chunk = next
	return NoFlaw
}

// mayEnd says whether the line of a chunk may end here: not in whitespace, which
// the grammar has only before and behind ";" and "=".
func (b *Body) mayEnd() bool {
	switch b.chunk {
	case inExtName, inToken, afterQuote:
		return true
	default:
		return false
	}
}

// badExtension names the flaw of an octet that the grammar does not have here.
func (b *Body) badExtension(c byte) Flaw {
	switch {
	case c == '\n':
		return BareLF
	case b.chunk == afterSize:
		return BadChunkSize
	default:
		return BadChunkExtension
	}
}

package wire

// nextExtension is the grammar of chunk extensions (RFC 9112, section 7.1.1): the
// state behind octet c, and whether it may stand there at all.
func nextExtension(state chunkState, c byte) (next chunkState, ok bool) {
	space := c == ' ' || c == '\t'
	switch state {
	case afterSize:
		return semicolon(c, afterSize)
	case atName:
		if space {
			return atName, true
		}
		return inExtName, is(c, tokenOctet)
	case inExtName, afterName:
		if c == '=' {
			return atExtValue, true
		}
		if state == inExtName && is(c, tokenOctet) {
			return inExtName, true
		}
		return semicolon(c, afterName)
	case atExtValue:
		if space {
			return atExtValue, true
		}
		if c == '"' {
			return inQuotes, true
		}
		return inToken, is(c, tokenOctet)
	case inToken:
		if is(c, tokenOctet) {
			return inToken, true
		}
		return semicolon(c, afterValue)
	case inQuotes:
		return inQuoted(c)
	case inEscape:
		return inQuotes, is(c, valueOctet)
	default: // afterQuote, afterValue
		return semicolon(c, afterValue)
	}
}

// semicolon begins the next extension, or waits for it in whitespace.
func semicolon(c byte, waiting chunkState) (next chunkState, ok bool) {
	if c == ';' {
		return atName, true
	}
	return waiting, c == ' ' || c == '\t'
}

// inQuoted goes on in a quoted-string (RFC 9110, section 5.6.4).
func inQuoted(c byte) (next chunkState, ok bool) {
	switch c {
	case '"':
		return afterQuote, true
	case '\\':
		return inEscape, true
	default:
		return inQuotes, is(c, quotedOctet)
	}
}

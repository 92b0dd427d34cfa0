package wire

import "strconv"

// Continue is the whole interim response 100 (RFC 9110, section 15.2.1).
const Continue = "HTTP/1.1 100 Continue\r\n\r\n"

// AppendStatus appends the status-line of a code from 100 to 999, with its
// standard phrase, or none for a code without one. Any other code would make a
// line that is no status-line; 500 is written in its place.
//
// The version is always HTTP/1.1, also towards HTTP/1.0 (RFC 9110, section 6.2).
func AppendStatus(dst []byte, code int) []byte {
	if code < 100 || code > 999 {
		code = 500
	}
	if code < len(statusLines) && statusLines[code] != "" {
		return append(dst, statusLines[code]...)
	}
	return appendStatusLine(dst, code)
}

func appendStatusLine(dst []byte, code int) []byte {
	dst = append(dst, "HTTP/1.1 "...)
	dst = strconv.AppendInt(dst, int64(code), 10)
	dst = append(dst, ' ') // there even without a phrase: RFC 9112, section 4
	dst = append(dst, Reason(code)...)
	return append(dst, "\r\n"...)
}

// statusLines holds the status-line of each code that has a phrase.
var statusLines = func() (lines [len(reasons)]string) {
	for code, phrase := range reasons {
		if phrase != "" {
			lines[code] = string(appendStatusLine(nil, code))
		}
	}
	return lines
}()

// AppendField appends a field line. In the value, CR, LF, NUL and every other
// control octet but HTAB becomes a space, so that no value can begin a field or
// a response of its own (RFC 9110, section 5.5; RFC 9112, section 11.1). A name
// that is no token cannot be mended: nothing is appended.
func AppendField[N, V string | []byte](dst []byte, name N, value V) []byte {
	begin := len(dst)
	dst = append(dst, name...)
	if len(name) == 0 || skipName(dst, begin) < len(dst) {
		return dst[:begin]
	}
	dst = append(dst, ": "...)
	from := len(dst)
	dst = append(dst, value...)
	for i := skipValue(dst, from); i < len(dst); i = skipValue(dst, i) {
		dst[i] = ' '
	}
	return append(dst, "\r\n"...)
}

// AppendLength appends a Content-Length field. n must not be negative.
func AppendLength(dst []byte, n int64) []byte {
	dst = append(dst, "Content-Length: "...)
	dst = strconv.AppendInt(dst, n, 10)
	return append(dst, "\r\n"...)
}

// AppendHeadEnd appends the empty line that ends a head or a trailer section.
func AppendHeadEnd(dst []byte) []byte { return append(dst, "\r\n"...) }

// AppendChunk appends data as one chunk of the chunked coding. No data appends
// nothing, because a chunk of size zero would end the body.
func AppendChunk(dst, data []byte) []byte {
	if len(data) == 0 {
		return dst
	}
	dst = strconv.AppendInt(dst, int64(len(data)), 16)
	dst = append(dst, "\r\n"...)
	dst = append(dst, data...)
	return append(dst, "\r\n"...)
}

// AppendLastChunk appends the end of a chunked body, with trailer fields if there
// are any, which are made safe as by AppendField.
func AppendLastChunk(dst []byte, trailer ...Field) []byte {
	dst = append(dst, "0\r\n"...)
	for _, f := range trailer {
		dst = AppendField(dst, f.Name, f.Value)
	}
	return AppendHeadEnd(dst)
}

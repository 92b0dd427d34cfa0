package faults

import (
	"fmt"
	"net/http"

	"github.com/hangup-http/hangup/server"
	"github.com/hangup-http/hangup/server/conn"
)

// contentInnocents frame content in unusual ways.
var contentInnocents = []Innocent{
	{
		Name:    "chunked-everywhere",
		Summary: "Whatever has content is sent in chunks, errors too.",
		Why:     "Every HTTP/1.1 client reads chunks.",
		Clauses: []string{"RFC 9112, section 6.1", "RFC 9112, section 7.1"},
		seams:   answering(inChunks),
	},
	{
		Name:    "close-delimited-everywhere",
		Summary: "Whatever has content ends with the connection, and says close.",
		Why:     "A response without length and coding ends with the connection; a length is a SHOULD.",
		Clauses: []string{"RFC 9112, section 6.3", "RFC 9112, section 9.3"},
		Warns:   []string{"9112/6.3/delimited-response", "9112/9.3/persistence"},
		seams:   ending(func(conn.AnswerHead) bool { return true }),
	},
	{
		Name:    "close-delimited-errors",
		Summary: "Error responses end with the connection, and say close.",
		Why:     "A response without length and coding ends with the connection.",
		Clauses: []string{"RFC 9112, section 6.3"},
		seams:   ending(func(h conn.AnswerHead) bool { return h.Status >= 400 }),
	},
	{
		Name:    "chunks-spelled-oddly",
		Summary: "Chunks have leading zeros, capital digits and extensions, one of which is a quoted string with CRLF's escape and a semicolon.",
		Why:     "All of that is in the grammar; unknown extensions are ignored.",
		Clauses: []string{"RFC 9112, section 7.1", "RFC 9112, section 7.1.1"},
		seams: server.Seams{Conn: conn.Seams{Answer: inChunks, Chunk: func(out, content []byte) []byte {
			out = fmt.Appendf(out, "000%X;a ; b=c;d=\"0;\\\"5\"\r\n", len(content))
			return append(append(out, content...), "\r\n"...)
		}}},
	},
	{
		Name:    "octets-in-chunks",
		Summary: "The first octets of content come each in a chunk of its own.",
		Why:     "Chunks say nothing about content.",
		Clauses: []string{"RFC 9112, section 7.1"},
		seams: server.Seams{Conn: conn.Seams{Answer: inChunks, Chunk: func(out, content []byte) []byte {
			for len(content) > 0 {
				n := 1
				if len(content) > dribble {
					n = len(content) - dribble
				}
				out = append(append(fmt.Appendf(out, "%x\r\n", n), content[:n]...), "\r\n"...)
				content = content[n:]
			}
			return out
		}}},
	},
	{
		Name:    "trailers",
		Summary: "Whatever comes in chunks has a trailer field, which Trailer does not announce.",
		Why:     "A trailer section may follow any chunked content; Trailer is a SHOULD of the field's sender, for trailers that matter.",
		Clauses: []string{"RFC 9112, section 7.1.2", "RFC 9110, section 6.5"},
		handler: heading(func(r *http.Request, _ int, h http.Header) {
			if r.ProtoAtLeast(1, 1) {
				h.Del("Content-Length")
				h.Set(http.TrailerPrefix+"X-Connection", "close")
			}
		}),
	},
	{
		Name:    "head-without-length",
		Summary: "Responses to HEAD have no Content-Length.",
		Why:     "Fields that are found only while content is made may be left out.",
		Clauses: []string{"RFC 9110, section 9.3.2"},
		seams: answering(func(h *conn.AnswerHead) {
			if h.IsHead {
				h.Length = -1
			}
		}),
	},
	{
		Name:    "head-with-coding",
		Summary: "Responses to HEAD say chunked.",
		Why:     "The response to GET would have been in chunks; none follow.",
		Clauses: []string{"RFC 9112, section 6.1"},
		seams: spelling(func(head []byte, h conn.AnswerHead) []byte {
			if !h.IsHead || h.HTTP10 || h.Status == http.StatusNoContent || h.Length >= 0 {
				return head
			}
			return behind(head, "Transfer-Encoding: chunked")
		}),
		handler: heading(func(r *http.Request, _ int, h http.Header) {
			if r.Method == http.MethodHead {
				h["Content-Length"] = nil
			}
		}),
	},
	{
		Name:    "304-with-length",
		Summary: "304 has the Content-Length that 200 would have had.",
		Why:     "The length of a 304 is that of another response; no content follows.",
		Clauses: []string{"RFC 9110, section 8.6", "RFC 9112, section 6.3"},
		seams: answering(func(h *conn.AnswerHead) {
			if h.Status == http.StatusNotModified {
				h.Length = 1000
			}
		}),
	},
}

// inChunks has content sent in chunks, to who knows them: a request that could not be read may have been
// one of HTTP/1.0.
func inChunks(h *conn.AnswerHead) {
	if h.Content && !h.HTTP10 && !h.Flaw.Fatal() {
		h.Chunked, h.Length = true, -1
	}
}

// ending returns seams that have some content end with the connection.
func ending(which func(conn.AnswerHead) bool) server.Seams {
	return answering(func(h *conn.AnswerHead) {
		if h.Content && which(*h) {
			h.Chunked, h.Length, h.Close, h.KeepAlive = false, -1, true, false
		}
	})
}

package faults

import (
	"net/http"

	"github.com/hangup-http/hangup/server"
	"github.com/hangup-http/hangup/server/conn"
)

// framingFaults: the response is framed in a way that the request does not allow.
var framingFaults = []Fault{
	{
		Name:      "wsgidav-head-body",
		Class:     "bodyless-has-body",
		Summary:   "The response to HEAD has content, which the client reads as the next response.",
		Mechanism: "The writer of the content does not know the method.",
		URL:       "https://github.com/mar10/wsgidav/issues/123",
		Breaks:    []string{"9112/6.3/bodyless-response", "9112/9.2/one-response"},
		seams: answer(func(h *conn.AnswerHead) {
			h.Content = h.Content || h.IsHead && h.Status == http.StatusOK
		}),
	},
	{
		Name:      "amphp-204-chunked",
		Class:     "bodyless-has-body",
		Summary:   "A 204 response has Transfer-Encoding, and a last chunk that the client reads as the next response.",
		Mechanism: "A response without a length is sent in chunks, whatever its status.",
		URL:       "https://github.com/amphp/http-server/pull/392",
		Breaks:    []string{"9112/6.1/no-coding-in-bodyless", "9112/6.3/bodyless-response"},
		seams: answer(func(h *conn.AnswerHead) {
			if h.Status == http.StatusNoContent && !h.HTTP10 {
				h.Chunked, h.Content = true, !h.IsHead
			}
		}),
	},
	{
		Name:      "vibed-http10-chunked",
		Class:     "http10-transfer-encoding",
		Summary:   "An HTTP/1.0 client gets a response in chunks.",
		Mechanism: "A response without a length is sent in chunks, whatever the version of the request.",
		URL:       "https://github.com/vibe-d/vibe.d/pull/1722",
		Breaks:    []string{"9112/6.1/no-coding-to-1.0"},
		seams: answer(func(h *conn.AnswerHead) {
			h.Chunked = h.Chunked || h.HTTP10 && h.Content && h.Length < 0
		}),
	},
}

// answer returns seams that change the head of each response.
func answer(change func(*conn.AnswerHead)) server.Seams {
	return server.Seams{Conn: conn.Seams{Answer: change}}
}

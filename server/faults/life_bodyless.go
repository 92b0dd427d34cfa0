package faults

import (
	"bytes"
	"net"
	"net/http"

	"github.com/hangup-http/hangup/server/conn"
)

// bodylessFaults: a response that ends at its empty line has more.
var bodylessFaults = []Fault{
	{
		Name:      "dusty-204-framing",
		Class:     "bodyless-has-body",
		Summary:   "A 204 response has Content-Length.",
		Mechanism: "The writer of the head measures the content that was set, whatever the status.",
		URL:       "https://github.com/lalinsky/dusty/pull/187",
		Breaks:    []string{"9110/8.6/no-length-in-bodyless"},
		seams: answer(func(h *conn.AnswerHead) {
			if h.Status == http.StatusNoContent {
				h.Length = 0
			}
		}),
	},
	{
		Name:      "glaze-head-404-body",
		Class:     "bodyless-has-body",
		Summary:   "The response to HEAD has content when it is an error.",
		Mechanism: "The path of errors does not know the method.",
		URL:       "https://github.com/stephenberry/glaze/pull/2917",
		Breaks:    []string{"9112/6.3/bodyless-response", "9112/9.2/one-response"},
		seams: answer(func(h *conn.AnswerHead) {
			h.Content = h.Content || h.IsHead && h.Status >= 400
		}),
	},
	{
		Name:      "tufao-204-chunk",
		Class:     "bodyless-has-body",
		Summary:   "A last chunk follows the head of a 204 response, which says nothing of chunks.",
		Mechanism: "Whoever ends a response ends its chunks, whether it began any or not.",
		URL:       "https://github.com/vinipsmaker/tufao/pull/42",
		Breaks:    []string{"9112/6.3/bodyless-response", "9112/9.2/one-response"},
		seams:     network(func(s *socket) net.Conn { return &lastChunkAlways{s} }),
	},
}

// lastChunkAlways writes a last chunk behind the head of a 204 response.
type lastChunkAlways struct{ *socket }

func (l *lastChunkAlways) Write(p []byte) (int, error) {
	head, rest, whole := bytes.Cut(p, []byte("\r\n\r\n"))
	if !whole || !bytes.Contains(head, []byte(" 204 ")) {
		return l.socket.Write(p)
	}
	ended := append(bytes.Clone(head), "\r\n\r\n0\r\n\r\n"...)
	if _, err := l.socket.Write(append(ended, rest...)); err != nil {
		return 0, err
	}
	return len(p), nil
}

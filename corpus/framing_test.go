package corpus_test

import (
	"bufio"
	"bytes"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/hangup-http/hangup/corpus"
)

// malformed are the requirements whose cases send something that is no complete,
// valid sequence of requests, or more than net/http reads, on purpose.
var malformed = []string{
	"9112/2.2/bare-lf", "9112/2.2/bare-cr", "9112/2.2/space-before-first-field", "9112/2.2/not-http",
	"9112/3/long-method", "9112/3/long-target", "9112/3.2/", "9112/5.", "9112/6.1/unknown-coding",
	"9112/6.1/close-after-both-lengths", "9112/6.1/coding-in-1.0", "9112/6.3/chunked-not-final",
	"9112/6.3/invalid-length", "9110/8.6/huge-length", "9112/8/", "9112/7.1/chunk-size-overflow",
	"9112/7.1/invalid-chunk", "9112/7.1.1/long-extension", "9112/7.1/coding-parameters", "9112/9.6/no-processing-after-own-close",
	"9112/9.8/closure-alert", "9110/15.5.9/", "9110/15.5.14/",
}

// TestFraming reads what the well-formed cases send with net/http: every request
// has to end where the next one begins. A wrong Content-Length would make a case
// about something else than it says.
func TestFraming(t *testing.T) {
	checked := 0
	for _, c := range embedded(t) {
		if isMalformed(c) {
			continue
		}
		checked++
		for _, octets := range connections(c) {
			if err := readRequests(octets); err != nil {
				t.Errorf("%s:%d: %s: %v in\n%.600q", c.File, c.Line, c.Name, err, octets)
			}
		}
	}
	if checked < 150 {
		t.Errorf("%d cases were well-formed, want at least 150", checked)
	}
}

func isMalformed(c corpus.Case) bool {
	for _, address := range c.About {
		for _, prefix := range malformed {
			if strings.HasPrefix(address, prefix) {
				return true
			}
		}
	}
	return false
}

// connections returns what each connection of the case sends to a target whose paths are all "/".
func connections(c corpus.Case) [][]byte {
	all := [][]byte{nil}
	for _, s := range c.Steps {
		if s.Kind == corpus.Connect || s.Kind == corpus.ConnectBeside {
			all = append(all, nil)
		}
		for _, piece := range s.Pieces {
			data := bytes.Repeat(piece.Data, max(piece.Repeat, 1))
			if piece.Host {
				data = []byte("a.example")
			} else if piece.Data == nil {
				data = []byte("/")
			}
			all[len(all)-1] = append(all[len(all)-1], data...)
		}
	}
	return all
}

// readRequests reads requests until the octets are used up, or to one that says
// close, behind which a case may send anything.
func readRequests(octets []byte) error {
	r := bufio.NewReader(bytes.NewReader(octets))
	for {
		for start, _ := r.Peek(2); string(start) == "\r\n"; start, _ = r.Peek(2) {
			_, _ = r.Discard(2)
		}
		if _, err := r.Peek(1); err == io.EOF {
			return nil
		}
		req, err := http.ReadRequest(r)
		if err != nil {
			return err
		}
		if _, err := io.Copy(io.Discard, req.Body); err != nil && req.Header.Get("Expect") == "" {
			return err
		}
		if req.Close {
			return nil
		}
	}
}

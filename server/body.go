package server

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"sync/atomic"

	"github.com/hangup-http/hangup/server/conn"
	"github.com/hangup-http/hangup/server/native"
)

// errLate is an error of which os.IsTimeout, as with net/http, can tell what it is.
var errLate = fmt.Errorf("%w: %w", conn.ErrTimeout, os.ErrDeadlineExceeded)

// body is the content of a request while its handler runs.
type body struct {
	x      *native.Exchange
	r      *http.Request // gets the trailer
	ended  bool
	late   atomic.Bool // its deadline has passed: net/http then closes the connection, too
	closed atomic.Bool
}

var _ io.ReadCloser = (*body)(nil)

// Read waits for content.
func (b *body) Read(p []byte) (int, error) {
	if b.closed.Load() {
		return 0, http.ErrBodyReadAfterClose
	}
	n, err := b.x.Read(p)
	switch {
	case err == nil:
	case err == io.EOF && !b.ended:
		b.ended = true
		b.r.Trailer = received(b.r.Trailer, b.x.Trailer())
	case errors.Is(err, conn.ErrTimeout):
		err = errLate
	case errors.Is(err, os.ErrDeadlineExceeded):
		b.late.Store(true)
	}
	return n, err
}

// Close ends reading. What is left is up to the connection.
func (b *body) Close() error {
	b.closed.Store(true)
	return nil
}

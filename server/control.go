package server

import (
	"context"
	"time"
)

// SetReadDeadline is for http.ResponseController: from t on, the request's body gives
// os.ErrDeadlineExceeded. Zero is no deadline. Timeouts.Body goes on all the same.
func (w *response) SetReadDeadline(t time.Time) error {
	if w.hijacked != nil {
		return w.hijacked.SetReadDeadline(t)
	}
	return w.x.SetReadDeadline(t)
}

// SetWriteDeadline is for http.ResponseController: who writes or flushes behind t gets
// os.ErrDeadlineExceeded, and the response is broken off. Zero is no deadline.
// Timeouts.Write goes on all the same.
func (w *response) SetWriteDeadline(t time.Time) error {
	if w.hijacked != nil {
		return w.hijacked.SetWriteDeadline(t)
	}
	return w.x.SetWriteDeadline(t)
}

// EnableFullDuplex is for http.ResponseController. It is never anything else: content
// can be read while the response is written.
func (w *response) EnableFullDuplex() error { return nil }

// CloseNotify is for http.CloseNotifier: the channel gets true when the client is lost
// before the handler has returned. Half-closing is not being lost.
func (w *response) CloseNotify() <-chan bool {
	gone := make(chan bool, 1)
	ctx := &w.e.ctx
	context.AfterFunc(ctx, func() {
		if clientLost(ctx) {
			gone <- true
		}
	})
	return gone
}

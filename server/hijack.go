package server

import (
	"bufio"
	"bytes"
	"io"
	"net"
	"net/http"
	"time"

	"github.com/hangup-http/hangup/server/wire"
)

// Hijack takes the connection over, as http.Hijacker says. A head that was begun with
// WriteHeader is sent first; that of 101, or of a successful CONNECT, as the handler
// has made it, and any other one with the framing that it would have had. What the
// client has sent already is buffered in the reader.
func (w *response) Hijack() (net.Conn, *bufio.ReadWriter, error) {
	if w.hijacked != nil {
		return nil, nil, http.ErrHijacked
	}
	if !w.started && w.status != 0 && !w.switches() {
		if err := w.push(); err != nil {
			return nil, nil, err
		}
	}
	nc, received, err := w.x.Hijack()
	if err != nil {
		return nil, nil, err
	}
	w.hijacked = nc
	w.e.body.closed.Store(true)
	reader := bufio.NewReaderSize(io.MultiReader(bytes.NewReader(received), nc), max(bufferSize, len(received)))
	reader.Peek(len(received)) // so that Buffered tells how much is there; it is all in memory
	if w.switches() && !w.started {
		if _, err := nc.Write(w.switchingHead()); err != nil {
			nc.Close()
			return nil, nil, err
		}
	}
	return nc, bufio.NewReadWriter(reader, bufio.NewWriter(nc)), nil
}

// switches tells whether another protocol follows the head.
func (w *response) switches() bool {
	return w.status == http.StatusSwitchingProtocols || w.e.request.Method == http.MethodConnect && w.status/100 == 2
}

// switchingHead is a head whose connection options and framing are up to the handler.
func (w *response) switchingHead() []byte {
	head := wire.AppendStatus(nil, w.status)
	for _, f := range w.said.fields {
		head = wire.AppendField(head, f.Name, f.Value)
	}
	for _, options := range w.header["Connection"] {
		head = wire.AppendField(head, "Connection", options)
	}
	if _, dated := w.header["Date"]; !dated {
		head = wire.AppendField(head, "Date", time.Now().UTC().Format(http.TimeFormat))
	}
	return wire.AppendHeadEnd(head)
}

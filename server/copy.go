package server

import (
	"io"
	"sync"
)

const (
	copySize  = 32 << 10
	sniffSize = 512 // what http.DetectContentType looks at
)

var copyBuffers = sync.Pool{New: func() any { return new([copySize]byte) }}

// writerOnly hides ReadFrom from io.CopyBuffer.
type writerOnly struct{ io.Writer }

// ReadFrom is for io.Copy. A file of known length goes straight to a TCP socket, where
// the system can do that; all else through a small buffer.
func (w *response) ReadFrom(src io.Reader) (n int64, err error) {
	buf := copyBuffers.Get().(*[copySize]byte)
	defer copyBuffers.Put(buf)
	if !w.started { // the first octets tell that there are some, and of which type they are
		n, err = io.CopyBuffer(writerOnly{w}, io.LimitReader(src, sniffSize), buf[:])
		if err != nil || n < sniffSize {
			return n, err
		}
	}
	if w.length >= 0 && !w.isHead && w.err == nil {
		sent, err := w.sendFrom(src)
		n += sent
		if err != nil {
			return n, err
		}
	}
	rest, err := io.CopyBuffer(writerOnly{w}, src, buf[:])
	return n + rest, err
}

// sendFrom sends what needs not be copied.
func (w *response) sendFrom(src io.Reader) (int64, error) {
	if err := w.push(); err != nil {
		return 0, err
	}
	n, _, err := w.x.SendFrom(src)
	w.written += n
	w.accepted += n
	w.err = err
	return n, err
}

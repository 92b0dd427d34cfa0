package play

import (
	"crypto/rand"
	"encoding/hex"
	"strconv"
	"sync"
	"sync/atomic"
	"time"

	"github.com/hangup-http/hangup/corpus"
	"github.com/hangup-http/hangup/model"
	"github.com/hangup-http/hangup/model/trace"
)

// maxWrite is how many octets leave in one write and stand in one record.
const maxWrite = 64 << 10

var (
	processKey = sync.OnceValue(func() string {
		var random [6]byte
		_, _ = rand.Read(random[:]) // never fails
		return hex.EncodeToString(random[:])
	})
	plays atomic.Uint64
)

// newKey returns a key for Count that no other play has used, here or in another process.
func newKey() string { return processKey() + "-" + strconv.FormatUint(plays.Add(1), 10) }

// message is what a send step sends.
type message struct {
	data []byte
	uses []trace.Use
}

// expand fills in what only the target knows.
func (t Target) expand(pieces []corpus.Piece, key string) message {
	var m message
	for _, p := range pieces {
		switch {
		case p.Host:
			m.data = append(m.data, t.authority()...)
		case p.Handler != model.Unknown:
			m.uses = append(m.uses, trace.Use{Offset: len(m.data), Handler: p.Handler, Arg: p.Arg})
			m.data = append(m.data, t.Profile.Path(p.Handler, p.Arg, key)...)
		default:
			for range max(p.Repeat, 1) {
				m.data = append(m.data, p.Data...)
			}
		}
	}
	return m
}

// cut takes the first n octets off, with the handlers that they address.
func (m *message) cut(n int) message {
	n = min(n, len(m.data))
	first := message{data: m.data[:n:n]}
	for len(m.uses) > 0 && m.uses[0].Offset < n {
		first.uses, m.uses = append(first.uses, m.uses[0]), m.uses[1:]
	}
	for i := range m.uses {
		m.uses[i].Offset -= n
	}
	m.data = m.data[n:]
	return first
}

// demands returns how long a case wants to take by itself, in pauses and slow
// answers, and how many octets its responses may have by what it sends.
func demands(c corpus.Case) (own time.Duration, octets int) {
	for _, step := range c.Steps {
		own += step.Duration
		for _, p := range step.Pieces {
			switch p.Handler {
			case model.Slow:
				own += time.Duration(p.Arg) * time.Millisecond
			case model.Size:
				octets += p.Arg
			}
			octets += len(p.Data) * max(p.Repeat, 1)
		}
	}
	return own, octets
}

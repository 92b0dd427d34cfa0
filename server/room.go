package server

import (
	"sync"

	"github.com/hangup-http/hangup/server/conn"
	"github.com/hangup-http/hangup/server/wire"
)

// room is memory that a response needs until it has ended, and no handler sees.
type room struct {
	content []byte // collected
	octets  []byte // of the fields
	fields  []wire.Field
	names   []string
	answer  conn.Answer
}

var rooms = sync.Pool{New: func() any {
	return &room{content: make([]byte, 0, bufferSize), octets: make([]byte, 0, 512)}
}}

func (w *response) takeRoom() {
	if w.room == nil {
		w.room = rooms.Get().(*room)
	}
}

// largestRoom is how many octets of fields are not worth keeping.
const largestRoom = 16 << 10

func (r *room) giveBack() {
	if cap(r.octets) > largestRoom {
		return
	}
	clear(r.names)
	clear(r.fields)
	r.content, r.octets, r.fields, r.names, r.answer = r.content[:0], r.octets[:0], r.fields[:0], r.names[:0], conn.Answer{}
	rooms.Put(r)
}

// keep copies a string. What was copied before stays where it is.
func (r *room) keep(s string) []byte {
	at := len(r.octets)
	r.octets = append(r.octets, s...)
	return r.octets[at:len(r.octets):len(r.octets)]
}

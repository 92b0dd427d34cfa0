package conn

import (
	"github.com/hangup-http/hangup/model"
	"github.com/hangup-http/hangup/server/wire"
)

// Seams are where real bugs of other servers can be put in, one change each (see
// package faults). A nil member changes nothing. With Seams, steps that the table
// forbids are not followed but do not end the connection either.
type Seams struct {
	// Table replaces model.Standard.
	Table *model.Table
	// Head misreads a whole head before the machine hears of it.
	Head func(*wire.Head)
	// Answer changes the head of a response before it is written.
	Answer func(*AnswerHead)
	// Spell writes the head of a final response another way, or something in front of it.
	Spell func(head []byte, h AnswerHead) []byte
	// Chunk appends content to out as one or more chunks of another spelling.
	Chunk func(out, content []byte) []byte
	// Reset leaves something behind when an exchange ends and another may begin.
	Reset func(*Leftover)
	// Timer has another timer run than the right one, or none. With it, a connection is
	// not parked.
	Timer func(Running) (kind Timer, epoch uint64)
	// Erase resets the connection, instead of sending FIN, where input is left.
	Erase bool
}

// Running is what a faulty Timer goes by.
type Running struct {
	State     model.State
	Kind      Timer  // the one that should run,
	Epoch     uint64 // and since when
	Exchanges uint64 // that have ended
	Received  uint64 // how often octets have come
	Posted    bool   // the exchange before had content
}

// Leftover is what a faulty reset carries from one exchange into the next.
type Leftover struct {
	Length  int64  // the Content-Length of the request that was answered, 0 without
	Chunked bool   // its content came in chunks
	Content []byte // what its handler has read of the content
	Unread  []byte // what it has not read, as far as it was content
	Waiting []byte // what has come behind the request
	Nth     uint64 // how many exchanges came before this one
	Skip    int64  // set it to lose so many of the octets that follow
	Prepend []byte // set it to begin the content of the next request with these
}

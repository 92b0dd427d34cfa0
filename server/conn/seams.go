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
	// Reset leaves something behind when an exchange ends and another may begin.
	Reset func(*Leftover)
	// Erase resets the connection, instead of sending FIN, where input is left.
	Erase bool
}

// Leftover is what a faulty reset carries from one exchange into the next.
type Leftover struct {
	Length  int64  // the Content-Length of the request that was answered, 0 without
	Content []byte // what its handler has read of the content
	Skip    int64  // set it to lose so many of the octets that follow
	Prepend []byte // set it to begin the content of the next request with these
}

package lean

import (
	"crypto/rand"
	"encoding/hex"
	"strconv"
	"sync/atomic"
	"time"

	"github.com/hangup-http/hangup/fuzz/gen"
	"github.com/hangup-http/hangup/fuzz/play"
	"github.com/hangup-http/hangup/model"
	"github.com/hangup-http/hangup/model/trace"
)

// Config says how conversations are held. All fields but Table have to be set.
type Config struct {
	Target     play.Target
	Budgets    trace.Budgets
	Table      *model.Table  // to judge by; nil: model.Standard
	MaxReceive int           // octets that a target may send; then the conversation is cut short
	Limit      time.Duration // of one conversation on one connection, beyond its own pauses
	InFlight   int           // most conversations at once
}

// Job is a conversation to hold. Tag is for the caller.
type Job struct {
	Conversation gen.Conversation
	Tag          any
}

// Supply says whether there is a job.
type Supply uint8

// What a source of jobs can say.
const (
	Ready Supply = iota // here it is
	Later               // ask again in a moment
	Over                // there will be no more
)

// Result is a conversation that was held. It and all that it points to is used again when
// done has returned.
type Result struct {
	Job
	Trace  trace.Trace
	States []model.States // after each record
	Judge  *trace.Judge
	// Cut says why the conversation was cut short; then it proves nothing.
	Cut string
	// Err is not nil when a connection could not be opened; it wraps play.ErrUnreachable.
	Err error
	// Local are the addresses, host:port, of connections that were closed without a reset.
	Local []string
}

// names returns how the target calls what a conversation asks for.
func names(t play.Target, key *string) *gen.Names {
	host := t.Profile.Host
	if host == "" {
		host = t.Authority
	}
	return &gen.Names{
		Host: host,
		Path: func(h model.Handler, arg int) string { return t.Profile.Path(h, arg, *key) },
		Has:  func(h model.Handler) bool { return h == model.Answer || t.Profile.Has(h) },
	}
}

var (
	processKey = func() string {
		var random [6]byte
		_, _ = rand.Read(random[:]) // never fails
		return hex.EncodeToString(random[:])
	}()
	held atomic.Uint64
)

// newKey returns a key for the counting handler that no other conversation has used.
func newKey() string { return processKey + "-l" + strconv.FormatUint(held.Add(1), 10) }

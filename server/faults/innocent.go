package faults

import (
	"net/http"
	"time"

	"github.com/hangup-http/hangup/server"
)

// Innocent is a behaviour that looks odd and that the RFCs allow: who reports it
// has raised a false alarm.
type Innocent struct {
	Name    string   // what the server does, for example fin-five-seconds-late
	Summary string   // what a client sees, in one sentence
	Why     string   // what allows it, in one sentence
	Clauses []string // where that stands, for example RFC 9112, section 9.5
	URL     string   // a server that behaves so, or a discussion; may be empty
	// Warns are addresses of requirements of level SHOULD that the behaviour disregards:
	// to warn of them is right, and nothing more. Mostly there are none.
	Warns []string
	// Within is the budget for responses and closes that this server needs, where it is
	// more than usual: no clause says how soon they have to come. Mostly 0.
	Within time.Duration

	seams   server.Seams
	handler func(http.Handler) http.Handler
	tune    func(*server.Server)
}

// Apply gives the behaviour to a server that does not serve yet and has its handler.
func (i Innocent) Apply(s *server.Server) {
	Fault{seams: i.seams, handler: i.handler, tune: i.tune}.Apply(s)
}

// Innocents returns them in a stable order.
func Innocents() []Innocent {
	var all []Innocent
	for _, part := range [][]Innocent{
		persistenceInnocents,
		closeInnocents,
		patienceInnocents,
		expectInnocents,
		refusalInnocents,
		readingInnocents,
		statusInnocents,
		spellingInnocents,
		contentInnocents,
		segmentInnocents,
	} {
		all = append(all, part...)
	}
	return all
}

// LookupInnocent finds the innocent of that name.
func LookupInnocent(name string) (Innocent, bool) {
	for _, i := range Innocents() {
		if i.Name == name {
			return i, true
		}
	}
	return Innocent{}, false
}

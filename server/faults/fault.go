package faults

import (
	"net/http"

	"github.com/hangup-http/hangup/model"
	"github.com/hangup-http/hangup/server"
	"github.com/hangup-http/hangup/server/conn"
)

// Fault is one bug that a server can be given.
type Fault struct {
	Name      string   // project and what goes wrong, for example mongoose-answers-after-close
	Class     string   // of internal/catalogue: the kind of bug that it is
	Summary   string   // what a client sees, in one sentence
	Mechanism string   // what the server does wrong, in one sentence
	URL       string   // where the bug was reported or fixed
	Breaks    []string // addresses of the requirements that a finding may cite, any of them
	Opposite  string   // the name of a fault that a careless cure brings; empty when none is in the bank
	TLS       bool     // it shows over TLS only

	seams server.Seams
	// handler stands around the server's own, for what servers do wrong above the connection.
	handler func(http.Handler) http.Handler
	// tune changes limits and timeouts.
	tune func(*server.Server)
}

// Apply gives the fault to a server that does not serve yet and has its handler, in
// place of any other fault.
func (f Fault) Apply(s *server.Server) {
	seams := f.seams
	s.Seams = &seams
	if f.handler != nil {
		s.Handler = f.handler(s.Handler)
	}
	if f.tune != nil {
		f.tune(s)
	}
}

// All returns the faults in a stable order.
func All() []Fault {
	var all []Fault
	for _, part := range [][]Fault{
		closeFaults,
		optionFaults,
		bodyFaults,
		framingFaults,
		endFaults,
		verdictFaults,
		misreadFaults,
		orderFaults,
		lengthFaults,
		turnFaults,
		lifeFaults,
		headFaults,
		chunkFaults,
		tunnelFaults,
		continueFaults,
		spelledFaults,
	} {
		all = append(all, part...)
	}
	return all
}

// Lookup finds the fault of that name.
func Lookup(name string) (Fault, bool) {
	for _, f := range All() {
		if f.Name == name {
			return f, true
		}
	}
	return Fault{}, false
}

// rows returns seams with a table in which these rows stand before the standard ones.
func rows(first ...model.Rule) server.Seams {
	return server.Seams{Conn: conn.Seams{Table: model.NewTable(append(first, model.Rules()...))}}
}

// The sets of package model that these rows need.
const (
	idle       = model.States(1) << model.Idle
	reading    = model.States(1) << model.Reading
	responding = model.States(1) << model.Responding
	draining   = model.States(1) << model.Draining

	notLast    = uint64(1) << model.NotLast
	refused    = uint64(1) << model.Refused
	askedClose = uint64(1)<<model.RequestClose | 1<<model.RequestCloseOdd | 1<<model.CloseOverKeep

	framingLost = uint64(1)<<model.BadLength | 1<<model.CodingNotFinal | 1<<model.CodingParameters
)

func on(events ...model.Event) (set model.Events) {
	for _, e := range events {
		set |= 1 << e
	}
	return set
}

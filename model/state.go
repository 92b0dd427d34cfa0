package model

// State is where a connection is.
type State uint8

const (
	// Idle: no octet of a request is waiting for its end and no response is owed.
	// Followed by Reading, Draining or Closed.
	Idle State = iota
	// Reading: a request head, or the rest of a body whose response has already
	// been sent, is arriving. Followed by Idle, Responding, Draining or Closed.
	Reading
	// Responding: a request head is complete and its final response is owed or
	// on its way. Followed by Idle, Reading, Draining or Closed.
	Responding
	// Draining: the last response has been sent; nothing that arrives is
	// processed any more. Followed by Closed.
	Draining
	// Closed: both directions are gone.
	Closed
	numStates
)

var stateNames = [...]string{"idle", "reading", "responding", "draining", "closed"}

// String returns the name of the state in lower case.
func (s State) String() string { return stateNames[s] }

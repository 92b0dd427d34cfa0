package corpus

import (
	"time"

	"github.com/hangup-http/hangup/model"
)

// Case is a named, scripted conversation: what a client sends, when it pauses,
// half-closes or resets. It holds no verdict: the model judges what comes back.
type Case struct {
	Name  string          // path-like, begins with a letter, for example close/behind-close
	Why   []string        // the comment lines above the case, without '#'
	About []string        // addresses of the requirements that the case can show broken
	Needs []model.Handler // capabilities that the target must have; Answer is not listed
	From  []string        // URLs of the bugs it comes from
	Split Split
	Also  []Split // other ways in which it is played too, see Variants
	Steps []Step

	File string // where it was read, for messages
	Line int
}

// Split says how the octets of a case are cut into segments.
type Split uint8

const (
	Whole      Split = iota // one write for each send step
	EveryByte               // every octet in a write of its own
	Boundaries              // a pause behind every line, and between CR and LF of the empty one
)

// StepKind says what the client does.
type StepKind uint8

const (
	Send          StepKind = iota + 1 // write Pieces in one segment
	Pause                             // do nothing for Duration
	Await                             // until nothing is owed any more, or a budget is over
	AwaitStart                        // until the next response has begun
	AwaitClose                        // until the server has closed
	HalfClose                         // send FIN, read on
	Close                             // close both directions
	Reset                             // close with RST
	StopReading                       // leave what comes in the kernel's buffer
	ResumeReading                     //
	Connect                           // open the next connection (the first one is implied)
	ConnectBeside                     // the same, and leave this one open until the end of the case
)

// Step is one thing that the client does.
type Step struct {
	Kind     StepKind
	Comments []string      // the comment lines above the step, without '#'
	Pieces   []Piece       // Send
	Duration time.Duration // Pause
	Line     int
}

// Piece is a run of octets to send, or a placeholder that the target fills in.
// Parse keeps the lines of the file: an LF stands only at the end of a Data that
// is not repeated, and two literal pieces in a row come from two lines.
type Piece struct {
	Data    []byte        // literal octets; nil for a placeholder
	Repeat  int           // how often Data is sent, at least 2; 0 means once
	Host    bool          // placeholder {host}: the authority of the target
	Handler model.Handler // placeholder {answer}, {slow:300} ...: the path of that capability
	Arg     int           // argument of the placeholder
}

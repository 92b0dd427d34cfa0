package gen

import (
	"fmt"
	"slices"
	"strings"
)

// Kind says what an operation is. Which arguments it has stands behind each.
type Kind uint8

const (
	Request     Kind = iota // a request line and Host begin a head. A: method, B: target, C: version, Host and framing
	Garble                  // a request line that is none. A: which
	Field                   // a field line. A: name, B: value, C: spelling
	Flaw                    // a line of a head that is no field line. A: which
	End                     // the empty line ends the head
	Content                 // content, or a part of it. A: how, B and C: how much
	Blank                   // an empty line where a request may begin. A: which
	Octets                  // literal octets. A: how many of the next two
	Cut                     // a segment ends, A octets behind this point
	Pause                   // nothing is sent. A: how long
	Await                   // until nothing is owed. A: even to complete the request that is being written first
	HalfClose               // FIN, and the client reads on
	Reset                   // RST
	Close                   // the client closes both directions
	StopReading             // what comes is left in the socket
	Resume                  // and read again
	Connect                 // a new connection. A: odd to leave the one before open
	Again                   // the last request once more. A: how often, B: on the same connection, a new one, or one beside
	numKinds
)

// String returns the name of the constant.
func (k Kind) String() string { return kindNames[k%numKinds] }

var kindNames = [numKinds]string{
	"Request", "Garble", "Field", "Flaw", "End", "Content", "Blank", "Octets", "Cut", "Pause", "Await", "HalfClose",
	"Reset", "Close", "StopReading", "Resume", "Connect", "Again",
}

// Op is one operation. Arguments past the end of what they choose from count from its
// beginning again, so that every Op means something.
type Op struct {
	Kind    Kind
	A, B, C uint8
}

// OpSize is how many octets an operation has.
const OpSize = 4

// MaxOps is how many operations Decode reads at most.
const MaxOps = 256

// Conversation is what a client does, in this order. An operation that cannot be
// done where it stands, such as a field line outside a head, is left out.
type Conversation []Op

// Decode reads operations. Every sequence of octets is a conversation; an incomplete
// operation at the end is ignored, and so is what stands behind MaxOps.
func Decode(octets []byte) Conversation { return AppendDecoded(nil, octets) }

// AppendDecoded is Decode into a buffer.
func AppendDecoded(c Conversation, octets []byte) Conversation {
	for n := 0; len(octets) >= OpSize && n < MaxOps; n++ {
		c = append(c, Op{Kind(octets[0]) % numKinds, octets[1], octets[2], octets[3]})
		octets = octets[OpSize:]
	}
	return c
}

// Encode writes the operations so that Decode reads them again.
func (c Conversation) Encode() []byte {
	octets := make([]byte, 0, OpSize*len(c))
	for _, op := range c {
		octets = append(octets, byte(op.Kind), op.A, op.B, op.C)
	}
	return octets
}

// Parse reads a conversation as fmt prints it, for example [{Request 0 0 0} {End 0 0 0}].
func Parse(text string) (c Conversation, ok bool) {
	text, opened := strings.CutPrefix(text, "[")
	text, closed := strings.CutSuffix(text, "]")
	if !opened || !closed {
		return nil, false
	}
	for part := range strings.SplitSeq(text, "} ") {
		var name string
		var op Op
		part = strings.TrimPrefix(strings.TrimSuffix(part, "}"), "{")
		if n, err := fmt.Sscan(part, &name, &op.A, &op.B, &op.C); n != 4 || err != nil {
			return nil, false
		}
		kind := slices.Index(kindNames[:], name)
		if kind < 0 {
			return nil, false
		}
		op.Kind = Kind(kind)
		c = append(c, op)
	}
	return c, true
}

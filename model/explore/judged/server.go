package judged

import "github.com/hangup-http/hangup/model"

// world is a server that follows the machine, its handler, its client, both directions of
// the wire, and the determinised judge that reads what the client sees.
type world struct {
	machine model.Machine
	env     env
	set     uint32
	unread  [8]uint16 // what the client has sent and the server has not read: a segment's code, or wireFIN
	unseen  [6]output // what the server has sent and the client has not seen
	server  duty
}

// wireFIN is the client's FIN in world.unread.
const wireFIN = 0xffff

// duty is a set of things that the server or its handler is in the middle of.
type duty uint16

const (
	handling  duty = 1 << iota // the handler owes the response
	started                    // the response has begun
	endless                    // only the FIN will end it
	reads                      // the handler waits for the whole content
	broken                     // it was told that the content will not come
	interim                    // it has sent an interim response
	held                       // the machine knows that a request waits
	finDue                     // a half-close is due
	finSent                    //
	released                   // the socket is closed
	resetSeen                  // and the client's octets have met that
	limited                    // the server has ended persistence for a reason of its own
	pending                    // a timer has fired: the client waits until it has seen what comes of it
)

// output is what the server sends at once, packed: a kind, a status, and what the head says.
type output uint16

const (
	outInterim output = 1 + iota
	outHead
	outEnd
	outFIN
	outEndFIN // the end of a response that only the FIN delimits
	outReset

	outKind     output = 7
	outStatus          = 3 // shift, five bits
	outClose    output = 1 << 8
	outKeep     output = 1 << 9
	outCoded    output = 1 << 10
	outMeasured output = 1 << 11
	outBodyless output = 1 << 12
)

// inputs returns what the client's reader reports of the output.
func (o output) inputs() []model.Input {
	status := model.Status(o >> outStatus & 0x1f)
	switch o & outKind {
	case outInterim:
		return []model.Input{{Event: model.Interim, Status: status}}
	case outEnd:
		return events(model.AnswerEnds)
	case outFIN:
		return events(model.Closes)
	case outEndFIN:
		return events(model.AnswerEnds, model.Closes)
	case outReset:
		return events(model.Resets)
	}
	in := []model.Input{{Event: model.AnswerStarts, Status: status}}
	for _, f := range []struct {
		flag  output
		event model.Event
	}{
		{outCoded, model.AnswerHasCoding},
		{outMeasured, model.AnswerHasLength},
		{outClose, model.AnswerSaysClose},
		{outKeep, model.AnswerSaysKeepAlive},
		{outBodyless, model.AnswerIsBodyless},
	} {
		if o&f.flag != 0 {
			in = append(in, model.Input{Event: f.event})
		}
	}
	if o&(outCoded|outMeasured|outBodyless) == 0 {
		in = append(in, model.Input{Event: model.AnswerUndelimited})
	}
	return append(in, model.Input{Event: model.AnswerHeadEnds})
}

// emit puts an output on the wire; false when the wire is full.
func (w *world) emit(o output) bool {
	for i := range w.unseen {
		if w.unseen[i] == 0 {
			w.unseen[i] = o
			return true
		}
	}
	return false
}

func (w *world) see() output {
	o := w.unseen[0]
	copy(w.unseen[:], w.unseen[1:])
	w.unseen[len(w.unseen)-1] = 0
	return o
}

func (w *world) send(segment uint16) bool {
	for i := range w.unread {
		if w.unread[i] == 0 {
			w.unread[i] = segment
			return true
		}
	}
	return false
}

func (w *world) read() {
	copy(w.unread[:], w.unread[1:])
	w.unread[len(w.unread)-1] = 0
}

package judged

import (
	"fmt"

	"github.com/hangup-http/hangup/model"
)

// act is one move in a world, packed: its kind, and what it is about.
type act uint32

const (
	actHalfCloses act = (1 + iota) << 24
	actSends
	actSees
	actMeetsClosed
	actReadsFIN
	actLooksAhead
	actReads
	actServerFIN
	actEnds
	actReadsContent
	actInterim
	actAnswers
	actTimer
	actStalls
	actOperator
	actSilent
)

// of completes an act.
func (k act) of(about uint16, more uint8) act { return k | act(about)<<8 | act(more) }

func choice(b bool) uint8 {
	if b {
		return 1
	}
	return 0
}

// text describes an act for people.
func (x *refinement) text(m act) string {
	about, more := uint16(m>>8), uint8(m)
	switch m &^ 0xffffff {
	case actHalfCloses:
		return "the client half-closes"
	case actSends:
		return fmt.Sprintf("the client sends part %d of %q: %s", about&0xf+1, x.shapes[about>>4-1].Name, x.segmentText(about))
	case actSees:
		return "the client sees " + describeAll(output(about).inputs())
	case actMeetsClosed:
		return "what the client sent meets a closed socket"
	case actReadsFIN:
		return fmt.Sprintf("the server, %s, reads FIN", model.State(more))
	case actLooksAhead:
		return "the server sees that another request waits"
	case actReads:
		return fmt.Sprintf("the server, %s, reads %s", model.State(more), x.segmentText(about))
	case actServerFIN:
		return "the server half-closes"
	case actEnds:
		return "the response ends"
	case actReadsContent:
		return "the handler asks for the content"
	case actInterim:
		return "the handler sends an interim response"
	case actAnswers:
		return fmt.Sprintf("the handler answers %s%s%s", model.Status(about), when(more&1 != 0, ", says close, and streams"), when(more&2 != 0, "; the rest of the content is long"))
	case actTimer:
		return fmt.Sprintf("the timer fires while %s", model.State(more))
	case actStalls:
		return "the handler does not answer in time"
	case actOperator:
		return model.Event(about).String()
	}
	return "nothing comes any more"
}

func (x *refinement) segmentText(code uint16) string {
	return describeAll(x.shapes[code>>4-1].Segments[code&0xf])
}

func when(b bool, text string) string {
	if b {
		return text
	}
	return ""
}

// describeAll returns inputs as text.
func describeAll(inputs []model.Input) string {
	text := ""
	for i, in := range inputs {
		if i > 0 {
			text += " "
		}
		text += describe(in)
	}
	return text
}

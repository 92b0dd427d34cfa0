package conn

import (
	"github.com/hangup-http/hangup/model"
	"github.com/hangup-http/hangup/server/wire"
)

// routes are the steps of most exchanges, which the machine takes at once.
type routes struct {
	request *model.Route // a request with nothing to say about the connection, and without content
	answer  *model.Route // from the head to the end of a response that says nothing either
}

func newRoutes() *routes {
	return &routes{
		request: model.NewRoute(model.Input{Event: model.Begins}, model.Input{Event: model.HeadEnds}),
		answer: model.NewRoute(model.Input{Event: model.AnswerHasLength}, model.Input{Event: model.AnswerHeadEnds},
			model.Input{Event: model.AnswerEnds}),
	}
}

// travel takes the inputs of a route. False, and nothing has happened, where they have
// to be taken one by one, because that is what somebody wants to see, for instance.
func (c *Conn) travel(r *model.Route) bool {
	if c.follow != nil {
		return false
	}
	do, ok := c.machine.Follow(r)
	if ok {
		c.do(do)
	}
	return ok
}

// isPlain tells that a head has nothing to say but what is asked for.
func (c *Conn) isPlain(h *wire.Head) bool {
	return h.Flaw == wire.NoFlaw && h.Minor > 0 && !h.SaysClose && !h.SaysKeepAlive && !h.ExpectsContinue &&
		h.Framing == wire.BodyNone && !c.x.isConnect && c.cfg.MaxRequests == 0
}

// answerStarts tells the machine that a final response starts.
func (c *Conn) answerStarts(status int) {
	c.step(model.Input{Event: model.AnswerStarts, Status: model.StatusOf(status)})
}

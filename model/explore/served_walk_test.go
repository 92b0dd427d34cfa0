package explore_test

import (
	"errors"
	"math/rand/v2"
	"testing"

	"github.com/hangup-http/hangup/model"
	"github.com/hangup-http/hangup/model/explore"
	"github.com/hangup-http/hangup/server/conn"
)

// walks are so many for each policy and scope.
const walks = 400

// walked lets clients and handlers do what they like to connections that run by a table, and
// has the closed system of the standard table follow.
func walked(connTable *model.Table, policy model.Policy, scope explore.Scope) difference {
	random := rand.New(rand.NewPCG(9112, uint64(policy)))
	for range walks {
		if how := played(func() { newRig(random, model.Standard, connTable, policy, scope).walk(60) }); how != "" {
			return how
		}
	}
	return ""
}

// TestTheExploredSystemIsTheServer: whatever clients, handlers, timers and operators do to a
// connection of package conn, the closed system has a move for each step of its machine, by
// the same row, and both agree about the state, FIN, the handler, and a timer that runs.
func TestTheExploredSystemIsTheServer(t *testing.T) {
	full, _ := explore.LookupScope("full")
	for _, policy := range []model.Policy{
		0, model.DefaultPolicy, model.DefaultPolicy | model.OneExchange, model.DefaultPolicy &^ model.Say408,
		model.DefaultPolicy &^ model.CloseAfterError, model.DefaultPolicy &^ (model.CloseUnread | model.HonourKeepAlive10),
	} {
		if how := walked(model.Standard, policy, full); how != "" {
			t.Errorf("policy %b: %s", policy, how)
		}
	}
}

// TestAnotherServerIsToldFromTheSystem: the walks would notice.
func TestAnotherServerIsToldFromTheSystem(t *testing.T) {
	full, _ := explore.LookupScope("full")
	for _, d := range explore.Defects() {
		if how := walked(d.Table(model.Standard), model.DefaultPolicy, full); how == "" {
			t.Errorf("%s: no walk tells this server from the system without the defect", d.Name)
		}
	}
}

// walk does so many things.
func (r *rig) walk(n int) {
	for range n {
		if r.conn.State() == model.Closed {
			return
		}
		switch r.random.IntN(20) {
		case 0:
			r.timer()
		case 1:
			r.rare()
		case 2, 3, 4, 5, 6, 7:
			r.handle()
		case 8, 9, 10:
			if r.conn.Todo() == conn.FinishFIN {
				r.conn.FINSent()
			}
		default:
			r.send()
		}
		r.settle()
	}
}

func (r *rig) timer() {
	if kind, _ := r.conn.Timer(); kind != conn.NoTimer && r.random.IntN(3) == 0 {
		r.conn.TimerFires()
		r.pull()
	}
}

func (r *rig) rare() {
	switch r.random.IntN(12) {
	case 0:
		r.conn.Abort()
	case 1:
		r.conn.Shutdown()
	case 2:
		if r.busy && r.started || r.conn.Todo() == conn.FinishFIN {
			r.conn.ClientStalls()
		}
	case 3, 4, 5:
		r.conn.HalfClose()
		r.rest, r.finished = nil, true
	}
}

// send sends the next segment of a request, or begins one.
func (r *rig) send() {
	switch {
	case r.finished:
	case len(r.rest) > 0:
		r.conn.Receive([]byte(r.rest[0]))
		r.rest = r.rest[1:]
		r.settle()
		r.pull()
	case r.conn.State() == model.Idle && r.random.IntN(10) == 0 && r.empty < 3:
		r.conn.Receive([]byte("\r\n"))
		r.empty++
	case r.conn.State() != model.Responding || r.waits == 0:
		r.empty, r.waits = 0, 1
		r.draw()
	}
	if r.conn.State() == model.Idle {
		r.waits = 0
	}
}

// pull lets the handler take the content that is there.
func (r *rig) pull() {
	var buf [64]byte
	for r.busy && r.reading {
		if n, err := r.conn.ReadBody(buf[:]); n == 0 || err != nil {
			return
		}
	}
}

// handle is what a handler does next.
func (r *rig) handle() {
	switch {
	case !r.busy:
	case r.started && r.random.IntN(10) == 0:
		r.conn.GiveUp()
		r.busy = false
	case r.started && r.random.IntN(3) > 0:
		r.ends()
	case r.random.IntN(3) == 0:
		r.reading = true
		r.conn.ReadBody(nil)
		r.settle()
		r.pull()
	case !r.started && r.random.IntN(5) == 0:
		r.conn.Interim(103, nil)
	case !r.started:
		r.answer(answers[r.random.IntN(len(answers))])
	}
}

func (r *rig) ends() {
	r.conn.WriteContent([]byte("ok"))
	r.conn.EndAnswer()
	r.busy = false
}

// answers are what handlers say.
var answers = []conn.Answer{
	{Status: 200, Length: 2},
	{Status: 200, Length: 2, Close: true},
	{Status: 200, Length: -1},
	{Status: 204, Length: -1},
	{Status: 304, Length: -1},
	{Status: 404, Length: 2},
	{Status: 500, Length: 2, Close: true},
}

func (r *rig) answer(a conn.Answer) {
	if err := r.conn.StartAnswer(&a); err != nil && !errors.Is(err, conn.ErrGone) {
		r.fail("starting the answer: %v", err)
	}
	r.started = true
}

// draw begins a request, well-formed or not, and cuts the rest of it into segments.
func (r *rig) draw() {
	for err := errors.New("none yet"); err != nil; {
		length := 4
		if r.random.IntN(3) == 0 {
			length = 2 * unreadBody
		}
		r.request, err = newRequest(r.drawHead(), r.random.IntN(3) == 0, length)
	}
	r.conn.Receive([]byte(r.request.first()))
	r.rest = r.request.segments(r.random)
}

// headStages are lines of which a head may have one each.
var headStages = [][]model.Event{
	{model.IsHTTP10},
	{model.SaysClose, model.SaysCloseOddly, model.SaysCloseAndKeepAlive, model.SaysKeepAlive, model.SaysKeepAlive},
	{model.HasBothLengths, model.HasCodingIn10},
	{model.HasBody},
	{model.Expects},
}

func (r *rig) drawHead() (head []model.Input) {
	for _, stage := range headStages {
		if r.random.IntN(3) == 0 {
			head = append(head, model.Input{Event: stage[r.random.IntN(len(stage))]})
		}
	}
	if r.random.IntN(3) == 0 {
		head = append(head, model.Input{Event: model.Has, Trait: expressible[r.random.IntN(len(expressible))]})
	}
	return head
}

package explore

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/hangup-http/hangup/model"
)

// ErrInside: a conversation in which the client does nothing cannot be replayed.
var ErrInside = errors.New("the client does nothing in this conversation: it is about timers or the operator alone")

// Script writes what the client does as a case that can be replayed: name is that of the
// case, about the requirement that it shows. What only the inside of a server decides
// (a handler that stalls, a timer, a limit) stands in it as a comment.
func (c *Conversation) Script(name, about string, why ...string) (string, error) {
	w := &scribe{steps: append(slices.Clone(c.Stem), c.Cycle...)}
	for i := range w.steps {
		w.write(i)
	}
	if !w.acted {
		return "", ErrInside
	}
	w.owed = w.owed || len(w.notes) > 0
	w.await()
	var b strings.Builder
	for _, line := range why {
		fmt.Fprintf(&b, "# %s\n", line)
	}
	fmt.Fprintf(&b, "case %s\nabout %s\n", name, about)
	if len(w.needs) > 0 {
		fmt.Fprintf(&b, "needs %s\n", strings.Join(w.needs, " "))
	}
	return b.String() + "\n" + w.b.String(), nil
}

// scribe writes the steps of a script.
type scribe struct {
	steps  []Step
	b      strings.Builder
	needs  []string
	acted  bool // the client has done something
	octets bool // the last thing it did was to send
	owed   bool // and the server has answered since
	notes  []string
	waits  bool // the request that begins next is written already: it waited
}

func (w *scribe) write(i int) {
	m := &w.steps[i].Move
	switch {
	case m.Actor == Client:
		w.client(i)
	case m.Actor == Clock || m.Actor == Operator:
		w.notes = append(w.notes, m.Actor.String()+": "+m.Name)
	case m.Input.Event == model.AnswerEnds || m.Input.Event == model.Interim:
		w.owed = true
	}
}

func (w *scribe) client(i int) {
	switch m := &w.steps[i].Move; m.Input.Event {
	case model.EmptyLine:
		w.send(`>> "\r\n"`)
	case model.Begins:
		w.begin(i)
	case model.BodyBegins:
		w.send(`>> "` + content(w.body(i)) + `"`)
	case model.Malformed:
		if w.steps[i].From.Client() == Between {
			w.send(`>> "\x01\x02 cannot be read\r\n\r\n"`)
		}
	case model.HalfCloses:
		w.act("half-close")
	case model.Aborts:
		w.act("reset")
	}
}

// begin writes a request where its octets are sent first: a server may hold them back, and
// take them up again later.
func (w *scribe) begin(i int) {
	held := func(k int) bool { return w.steps[k].Rule != nil && w.steps[k].Rule.Do&model.Hold != 0 }
	if !held(i) {
		if !w.waits {
			w.request(i)
		}
		w.waits = false
		return
	}
	for k := i + 1; k < len(w.steps) && !w.waits; k++ {
		switch e := w.steps[k].Move.Input.Event; {
		case e == model.Malformed && w.steps[k].From.Client() == Between:
			return // written there
		case e == model.Begins && !held(k):
			w.request(k)
			w.waits = true
		}
	}
	if !w.waits {
		w.send(`>> "G"`)
		w.waits = true
	}
}

// act writes a step that is no octets.
func (w *scribe) act(step string) {
	w.await()
	w.note()
	w.b.WriteString(step + "\n")
	w.acted, w.octets = true, false
}

// await waits for what the server has sent by now.
func (w *scribe) await() {
	if w.owed {
		w.note()
		w.b.WriteString("await\n")
		w.owed, w.octets = false, false
	}
}

func (w *scribe) send(line string) {
	w.await()
	if len(w.notes) > 0 && w.octets {
		w.note()
		w.b.WriteString("flush\n") // a comment stands between segments
	}
	w.note()
	w.b.WriteString(line + "\n")
	w.acted, w.octets = true, true
}

// note writes what was noted, above a step.
func (w *scribe) note() {
	for _, text := range w.notes {
		w.b.WriteString("# " + text + "\n")
	}
	w.notes = nil
}

// request is a head, as far as the client sends it.
type request struct {
	old, complete, body, chunked, readable bool
	options                                model.Event
	lengths                                model.Event
	expects                                model.Event
	trait                                  model.Trait
	handler                                model.Handler
	closing                                bool
}

// head reads the moves that make the head which begins at step i.
func (w *scribe) head(i int) request {
	r := request{readable: true}
	for _, s := range w.steps[i+1:] {
		if s.Move.Actor != Client {
			r.closing = r.closing || r.complete && s.Move.Then.Set&WantsClose != 0
			if r.complete && s.Move.Input.Event == model.AnswerEnds {
				break
			}
			continue
		}
		if r.complete && !(r.body && s.Move.Input.Event == model.ChunksEnd) {
			continue
		}
		switch e := s.Move.Input.Event; e {
		case model.IsHTTP10:
			r.old = true
		case model.SaysClose, model.SaysCloseOddly, model.SaysCloseAndKeepAlive, model.SaysKeepAlive:
			r.options = e
		case model.HasBothLengths, model.HasCodingIn10:
			r.lengths = e
		case model.HasBody:
			r.body = true
		case model.Expects, model.ExpectsOddly:
			r.expects = e
		case model.Has:
			r.trait = s.Move.Input.Trait
		case model.Addresses:
			r.handler = s.Move.Input.Handler
		case model.ChunksEnd:
			r.chunked = true
		case model.HeadEnds:
			r.complete = true
		case model.Malformed:
			r.readable = false
			return r
		case model.HalfCloses, model.Aborts:
			return r
		}
	}
	return r
}

// body tells whether the content that begins at step i is chunked.
func (w *scribe) body(i int) (chunked, spoiled bool) {
	for k := i; k >= 0; k-- {
		if w.steps[k].Move.Input.Event == model.Begins {
			r := w.head(k)
			chunked = r.chunked || r.lengths == model.HasBothLengths || r.trait == model.Chunked
			break
		}
	}
	for _, s := range w.steps[i:] {
		switch s.Move.Input.Event {
		case model.BodyEnds:
			return chunked, false
		case model.Malformed:
			return true, true
		}
	}
	return chunked, false
}

func content(chunked, spoiled bool) string {
	switch {
	case spoiled:
		return `5\r\nhello\r\nno size\r\n`
	case chunked:
		return `5\r\nhello\r\n0\r\n\r\n`
	}
	return "hello"
}

// request writes the head that begins at step i.
func (w *scribe) request(i int) {
	r := w.head(i)
	if !r.readable {
		w.send(`>> "GET / cannot be read HTTP/1.1\r\n\r\n"`)
		return
	}
	method, target := "GET", "{answer}"
	switch {
	case r.closing:
		target = "{close}"
		w.need("close")
	case r.handler == model.Read:
		method, target = "POST", "{read}"
		w.need("read")
	case r.body:
		method, target = "POST", "{ignore}"
		w.need("ignore")
	}
	version := "HTTP/1.1"
	if r.old {
		version = "HTTP/1.0"
	}
	w.send("> " + method + " " + target + " " + version)
	if !r.complete {
		return
	}
	for _, f := range r.fields() {
		w.send("> " + f)
	}
	w.send(">")
}

func (w *scribe) need(capability string) {
	if !slices.Contains(w.needs, capability) {
		w.needs = append(w.needs, capability)
	}
}

// fields are the field lines of the head.
func (r *request) fields() []string {
	fields := []string{"Host: {host}"}
	fields = append(fields, optionLines[r.options]...)
	switch {
	case r.lengths == model.HasBothLengths:
		fields = append(fields, "Content-Length: 5", "Transfer-Encoding: chunked")
	case r.lengths == model.HasCodingIn10, r.body && (r.chunked || r.trait == model.Chunked):
		fields = append(fields, "Transfer-Encoding: chunked")
	case r.body:
		fields = append(fields, "Content-Length: 5")
	}
	switch r.expects {
	case model.Expects:
		fields = append(fields, "Expect: 100-continue")
	case model.ExpectsOddly:
		fields = append(fields, "Expect: 100-Continue")
	}
	return append(fields, traitLines[r.trait]...)
}

var optionLines = map[model.Event][]string{
	model.SaysClose:             {"Connection: close"},
	model.SaysCloseOddly:        {"Connection: x, Close"},
	model.SaysCloseAndKeepAlive: {"Connection: keep-alive, close"},
	model.SaysKeepAlive:         {"Connection: keep-alive"},
}

// traitLines make a head remarkable. Traits of the request-line are left to a comment.
var traitLines = map[model.Trait][]string{
	model.BadHost:          {"Host: {host}"},
	model.SpaceBeforeColon: {"X : y"},
	model.BadLength:        {"Content-Length: 5x"},
	model.CodingNotFinal:   {"Transfer-Encoding: gzip"},
	model.UnknownCoding:    {"Transfer-Encoding: x, chunked"},
	model.CodingParameters: {"Transfer-Encoding: chunked;q=1"},
	model.Upgrades:         {"Upgrade: x"},
}

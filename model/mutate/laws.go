package mutate

import (
	"fmt"

	"github.com/hangup-http/hangup/model"
)

// Law is something that holds in each cell of the table, whichever row is followed there.
// Laws say what a connection is, without citing a clause: they would hold for every
// protocol with one response for each request and a close in two stages.
type Law struct {
	Name string
	Says string
	// broken returns what is wrong in a cell, or "".
	broken func(*site) string
}

// Laws returns the laws of single cells, in the order in which they are asked.
func Laws() []Law {
	var all []Law
	for _, part := range [][]Law{tableLaws, markLaws, actionLaws, memoryLaws, lifeLaws} {
		all = append(all, part...)
	}
	return all
}

// tableLaws: it is a table.
var tableLaws = []Law{
	{"total", "every state and event has a row for every combination of facts, whatever the policy", func(s *site) string {
		for _, r := range s.rows {
			if !isChoice(r) && r.When == (model.When{}) {
				return ""
			}
		}
		if s.left(0, len(s.rows), everything(), nil) {
			return "some facts have no row"
		}
		return ""
	}},
	{"closed for good", "nothing but a new connection leads out of closed, and nothing is done there", func(s *site) string {
		if s.state != model.Closed || s.on(model.Connects, model.StopsReading, model.ResumesReading) {
			return ""
		}
		return s.find("something happens on a connection that is gone", func(r *model.Rule) bool {
			return s.to(r) != model.Closed || r.Do != 0 || r.Set|r.Clear != 0 || r.Last != model.NotLast
		})
	}},
	{"anew", "a new connection is idle, and remembers of the one before only how it ended", func(s *site) string {
		if s.event != model.Connects {
			return ""
		}
		return s.find("not a new connection", func(r *model.Rule) bool {
			return s.to(r) != model.Idle || r.Clear|across != ^model.Facts(0) || r.Clear&across != 0 || r.Set != 0 || r.Last != 0
		})
	}},
}

// across is what a case remembers from one connection to the next.
const across = model.SaidOnce | model.SaidTwice | model.HushedOnce | model.HushedTwice | model.AfterClose | model.AfterIncomplete

// markLaws: what a mark may stand on.
var markLaws = []Law{
	{"level", "a mark cites a requirement of its level: violation and late a MUST, warning a SHOULD", func(s *site) string {
		for _, r := range s.rows {
			q, known := model.Lookup(r.Cites)
			switch {
			case r.Mark == model.Conforms:
			case !known:
				return fmt.Sprintf("%s without a requirement", r.Mark)
			case r.Mark >= model.Late && q.Level != model.Must, r.Mark == model.Warning && q.Level != model.Should:
				return fmt.Sprintf("%s of a %s", r.Mark, q.Level)
			}
		}
		return ""
	}},
	{"client's right", "what the client does, and what happens inside the server, breaks no requirement", func(s *site) string {
		if fromServer>>s.event&1 != 0 && onlyDriven>>s.event&1 == 0 {
			return ""
		}
		for _, r := range s.rows {
			if r.Mark > model.Note || r.Mark == model.Note && !r.Also {
				return "the client is blamed"
			}
		}
		return ""
	}},
	{"late", "only what is overdue, or what the client has waited for, is late; and nothing overdue is worse", func(s *site) string {
		for _, r := range s.rows {
			if s.event == model.Overdue && r.Mark != model.Late && r.Mark != model.Conforms {
				return "overdue, and neither late nor allowed"
			}
			if s.event != model.Overdue && r.Mark == model.Late && r.When.All&model.Waited == 0 {
				return "late, but nothing is overdue"
			}
		}
		return ""
	}},
	{"time stands still", "silence, rest and lateness change no state", func(s *site) string {
		if !s.on(model.Silent, model.Rests, model.Overdue, model.StopsReading, model.ResumesReading) {
			return ""
		}
		return s.find("time alone changes the state", func(r *model.Rule) bool { return s.to(r) != s.state || r.Do != 0 })
	}},
}

// actionLaws: what is done fits where it leads.
var actionLaws = []Law{
	{"dispatch", "a handler runs for a request whose head is complete and good, and then a response is owed", func(s *site) string {
		return s.find("a handler runs out of place", func(r *model.Rule) bool {
			return r.Do&model.Dispatch != 0 && (s.event != model.HeadEnds || !s.enters(r, model.Responding) || r.When.All&model.Refusing != 0)
		})
	}},
	{"head", "the end of a head runs the handler or refuses, not both", func(s *site) string {
		if s.state != model.Reading || s.event != model.HeadEnds {
			return ""
		}
		return s.find("the request is neither run nor refused", func(r *model.Rule) bool {
			refused := r.When.All&model.Refusing != 0
			return refused != (r.Do == model.Refuse) || refused == (r.Do == model.Dispatch) || s.to(r) != model.Responding
		})
	}},
	{"refuse", "a refusal is remembered, and is owed like any response", func(s *site) string {
		return s.find("a refusal that is not remembered or not sent", func(r *model.Rule) bool {
			return r.Do&model.Refuse != 0 && ((r.Set|r.When.All)&model.Refusing == 0 || s.to(r) != model.Responding)
		})
	}},
	{"no refusal forgotten", "where the server begins to refuse a request that has no response, it does so", func(s *site) string {
		if s.event == model.AnswerStarts || s.event == model.Has {
			return ""
		}
		return s.findDriven("it never refuses", func(r *model.Rule) bool { return r.Set&model.Refusing != 0 && r.Do&model.Refuse == 0 })
	}},
	{"continue", "100 is sent once, while it is owed and no final response has begun", func(s *site) string {
		return s.find("100 out of place", func(r *model.Rule) bool {
			sends, owed := r.Do&model.Send100 != 0, r.When.All&model.Owe100 != 0 && r.When.Not&model.Begun != 0
			cleared := r.Clear&model.Owe100 != 0 && r.Set&model.Sent100 != 0
			return sends && !(owed && cleared && s.to(r) == model.Responding) || s.event == model.HandlerReads && owed && !sends
		})
	}},
	{"next", "what was held is taken up exactly when the connection becomes idle again", func(s *site) string {
		return s.findDriven("what was held stays held, or is taken up too early", func(r *model.Rule) bool {
			return (r.Do&model.Next != 0) != s.enters(r, model.Idle)
		})
	}},
	{"hold", "what is held changes nothing and is kept while something is read or answered", func(s *site) string {
		return s.find("held out of place", func(r *model.Rule) bool {
			busy := s.state == model.Reading || s.state == model.Responding
			return r.Do&model.Hold != 0 && (!busy || r.Do != model.Hold || s.to(r) != s.state || r.Set&^model.Held != 0 || r.Clear != 0)
		})
	}},
	{"order", "what comes behind a request that is being answered is held until it is", func(s *site) string {
		body := model.When{Not: model.Body}
		if s.state != model.Responding || !s.on(model.Begins, model.Malformed, model.EmptyLine) {
			return ""
		}
		open, _ := everything().meet(&body)
		return s.findAmong(open, s.judge, "it overtakes", func(r *model.Rule) bool { return r.When.All&model.Lost == 0 && r.Do&model.Hold == 0 })
	}},
	{"discard", "behind the last response everything the client sends is thrown away, and changes nothing but what is still to come", func(s *site) string {
		if s.state != model.Draining || !s.on(octets...) {
			return ""
		}
		return s.find("it is not thrown away", func(r *model.Rule) bool {
			return r.Do != model.Discard || s.to(r) != s.state || r.Set != 0 || r.Clear&^model.Body != 0 || r.Last != model.NotLast
		})
	}},
	{"first stage", "a server that stops answering sends FIN first, and reads on; once", func(s *site) string {
		return s.findDriven("no first stage of the close, or a second", func(r *model.Rule) bool {
			return (r.Do&model.FinishFIN != 0) != (s.enters(r, model.Draining) && s.event != model.Closes)
		})
	}},
	{"second stage", "both directions are released exactly when the connection becomes closed", func(s *site) string {
		return s.findDriven("released, but not closed; or the other way", func(r *model.Rule) bool {
			return (r.Do&model.Release != 0) != s.enters(r, model.Closed)
		})
	}},
}

// octets are the events of what a client sends.
var octets = func() (all []model.Event) {
	for e := model.EmptyLine; e <= model.Malformed; e++ {
		all = append(all, e)
	}
	return all
}()

// memoryLaws: what is remembered, and how long.
var memoryLaws = []Law{
	{"for good", "what happened to a connection is not forgotten as long as it lasts", func(s *site) string {
		if s.event == model.Connects {
			return ""
		}
		lasting := model.Served | model.PeerFIN | model.FINSent | model.Lost | model.CutShort | model.AfterClose | model.AfterIncomplete | lastMask
		return s.find("forgotten", func(r *model.Rule) bool { return r.Clear&lasting != 0 })
	}},
	{"client's FIN", "the client's FIN is remembered", func(s *site) string {
		if s.event != model.HalfCloses || s.state == model.Closed {
			return ""
		}
		return s.find("it is not", func(r *model.Rule) bool { return r.Set&model.PeerFIN == 0 })
	}},
	{"server's FIN", "the server's FIN is remembered, and it answers nothing more", func(s *site) string {
		if s.event != model.Closes || s.state == model.Closed {
			return ""
		}
		return s.find("it is not, or it does", func(r *model.Rule) bool {
			return r.Set&model.FINSent == 0 || s.to(r) != model.Draining && s.to(r) != model.Closed
		})
	}},
	{"both FINs", "when both sides have sent FIN, the connection is closed", func(s *site) string {
		other := map[model.Event]model.Facts{model.HalfCloses: model.FINSent, model.Closes: model.PeerFIN}[s.event]
		if other == 0 || s.state != model.Draining {
			return ""
		}
		after, _ := everything().meet(&model.When{All: other, Not: model.Lost})
		before, _ := everything().meet(&model.When{Not: other | model.Lost})
		if what := s.findAmong(after, nil, "it is not", func(r *model.Rule) bool { return s.to(r) != model.Closed }); what != "" {
			return what
		}
		return s.findAmong(before, nil, "it is too early", func(r *model.Rule) bool { return s.to(r) == model.Closed })
	}},
	{"begun", "a response that has begun is remembered until it has ended", func(s *site) string {
		switch {
		case s.event == model.AnswerStarts && s.state == model.Responding:
			return s.find("it is not", func(r *model.Rule) bool { return r.Set&model.Begun == 0 || s.to(r) != s.state })
		case s.event == model.AnswerEnds && s.state == model.Responding:
			return s.find("it is not, or longer", func(r *model.Rule) bool {
				return s.to(r) == model.Responding || r.Set&model.Served == 0 || (r.Clear&model.Begun != 0) == (s.to(r) == model.Reading)
			})
		}
		return s.find("forgotten too early", func(r *model.Rule) bool {
			return r.Clear&model.Begun != 0 && !s.enters(r, model.Reading) && s.event != model.Connects
		})
	}},
	{"stateless", "a new request begins with nothing that was said of the one before it", func(s *site) string {
		return s.find("something is left of the request before", func(r *model.Rule) bool {
			return s.event == model.Begins && s.enters(r, model.Reading) && (r.Clear|connection != ^model.Facts(0) || r.Clear&connection != 0)
		})
	}},
	{"body", "content is still to come from the head that says so to its end, and only then", func(s *site) string {
		return s.find("announced, or missing, out of place", func(r *model.Rule) bool {
			announced := s.state == model.Reading && s.event == model.HasBody
			ended := s.event == model.BodyEnds && s.state != model.Idle && s.state != model.Closed
			broken := s.event == model.Malformed && r.Clear&model.Body != 0 || s.event == model.Begins && s.state == model.Idle
			return (r.Set&model.Body != 0) != announced || announced != (r.Set&model.HadBody != 0) ||
				!broken && s.event != model.Connects && (r.Clear&model.Body != 0) != (ended && !(s.state == model.Reading && r.Do&model.Hold != 0))
		})
	}},
	{"last is close", "a response that says close ends the connection", func(s *site) string {
		return s.find("it does not", func(r *model.Rule) bool { return r.Set&model.Announced != 0 && r.Last == model.NotLast })
	}},
}

// connection is what is not said of one request.
var connection = func() (all model.Facts) {
	all = model.Served | model.PeerFIN | model.FINSent | model.Held | model.CutShort | model.BodyBefore | model.ReadBefore |
		model.BodylessBefore | model.Lost | model.ReadingOff | model.FINBehind | model.Unread | model.ServedMore | across | lastMask | traitMask
	return all | ^(flags | lastMask | traitMask | statusMask)
}()

// lifeLaws: how a connection lives.
var lifeLaws = []Law{
	{"reason", "a server stops answering for a reason, and not without one", func(s *site) string {
		none := everything()
		none.last = 1 << model.NotLast
		if s.event == model.Closes || onlyJudged>>s.event&1 != 0 || s.event == model.AnswerStarts {
			return ""
		}
		return s.findAmong(none, s.machine, "the connection ends without a reason", func(r *model.Rule) bool {
			return s.enters(r, model.Draining) && r.Last == model.NotLast
		})
	}},
	{"last", "behind the last exchange there is no other", func(s *site) string {
		known := everything()
		known.last &^= 1 << model.NotLast
		if s.event == model.Connects || s.state == model.Closed {
			return ""
		}
		return s.findAmong(known, s.machine, "the connection goes on", func(r *model.Rule) bool {
			return !r.Also && (s.enters(r, model.Idle) && r.Do&model.Next != 0 || s.state == model.Idle && s.enters(r, model.Reading))
		})
	}},
	{"one way", "a state is followed only by those that its comment names", func(s *site) string {
		follow := map[model.State][]model.State{
			model.Idle:       {model.Reading, model.Draining, model.Closed},
			model.Reading:    {model.Idle, model.Responding, model.Draining, model.Closed},
			model.Responding: {model.Idle, model.Reading, model.Draining, model.Closed},
			model.Draining:   {model.Closed},
			model.Closed:     {},
		}[s.state]
		if s.event == model.Connects || s.event == model.AnswerStarts {
			return ""
		}
		return s.find("it goes astray", func(r *model.Rule) bool {
			for _, to := range follow {
				if s.to(r) == to {
					return false
				}
			}
			return s.to(r) != s.state
		})
	}},
	{"gone", "a client that has gone ends everything", func(s *site) string {
		if !s.on(model.Aborts, model.ClosesIncompletely) {
			return ""
		}
		return s.find("it does not", func(r *model.Rule) bool { return s.to(r) != model.Closed })
	}},
	{"reset", "a reset ends everything", func(s *site) string {
		if s.event != model.Resets {
			return ""
		}
		return s.find("it does not", func(r *model.Rule) bool { return s.to(r) != model.Closed })
	}},
	{"patience", "no timer leaves a connection as it was, but while a handler works", func(s *site) string {
		if s.event != model.TimerFires || s.state == model.Closed {
			return ""
		}
		return s.find("it waits for ever", func(r *model.Rule) bool {
			idle := s.state != model.Responding || r.When.All&model.Body != 0
			return idle && (s.to(r) == s.state && r.Do&model.Refuse == 0 || s.state != model.Draining && r.Last == model.NotLast) ||
				s.state == model.Draining && s.to(r) != model.Closed
		})
	}},
	{"stall", "a handler that stalls is replaced, or its broken response is the end", func(s *site) string {
		if s.event != model.HandlerStalls || s.state != model.Responding {
			return ""
		}
		return s.find("the client waits for ever", func(r *model.Rule) bool {
			if r.When.All&model.Begun != 0 {
				return s.to(r) != model.Closed
			}
			return r.Do&model.Refuse == 0 || r.Last == model.NotLast || r.Clear&model.Owe100 == 0
		})
	}},
	{"shutdown", "a server that is to stop has its last exchange, or none", func(s *site) string {
		if s.event != model.ShutsDown || s.state == model.Draining || s.state == model.Closed {
			return ""
		}
		return s.find("it goes on", func(r *model.Rule) bool {
			return r.Last == model.NotLast || (s.state == model.Idle) != (s.to(r) == model.Draining) || s.state != model.Idle && s.to(r) != s.state
		})
	}},
}

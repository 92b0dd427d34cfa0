package explore

import (
	"context"

	"github.com/hangup-http/hangup/model"
)

// Fate is something that has to happen in the end: as long as it has not, a
// configuration is in one of Region; and there is no way to stay there for ever
// on which server, handler and clock are weakly fair.
type Fate struct {
	Name   string
	Says   string
	Cites  string
	Region Guard
	// Still are actors that make no more moves; who else could keep the connection
	// there for ever is left out.
	Still []Actor
}

// Fates returns what has to happen in the end.
func Fates() []Fate { return append([]Fate(nil), fates...) }

var fates = []Fate{
	{
		Name: "closed-after-the-last", Cites: "9112/9.6/staged-close",
		Says:   "Once the last exchange is known, whatever the client does, the connection is closed.",
		Region: Guard{States: open, Facts: model.When{Last: isLast}},
	},
	{
		Name: "closed-when-the-client-stops", Cites: "9112/9.5/graceful-timeout",
		Says:   "A connection whose client does nothing more is closed.",
		Region: Guard{States: open}, Still: []Actor{Client, Operator},
	},
	{
		Name: "every-request-is-answered", Cites: "9112/9.2/one-response",
		Says:   "A request that was run or refused gets its response, or the connection ends.",
		Region: Guard{Handler: busy},
	},
}

// fair actors make a move that stays open at some time.
var fair = []Actor{Server, Handler, Clock}

// fate looks for a strongly connected component of the region in which some run
// can stay for ever though the fair actors are fair: for each of them, a configuration in
// which it has no move open, or a move of it inside. Such a run exists in a
// component if and only if it exists in the graph (Tarjan 1972; Emerson and Lei 1987 for the
// condition), so nothing is missed and nothing is invented.
type fateSearch struct {
	*search
	fate   *Fate
	still  [numActors]bool
	index  []uint32 // by slot: 0 new, else its number; a mark when its component is complete
	stack  []uint32
	calls  []call
	count  uint32
	broken uint32 // components that break the fate
}

// call is a configuration that the search is in, with the way it came.
type call struct {
	slot  uint32
	low   uint32
	move  int
	loops bool // some move leads back to it at once
}

// Marks of configurations whose component is complete: done, or bad and its number.
const (
	done = 1 << 31
	bad  = 1<<31 | 1<<30
)

// find returns the configurations of a component that breaks the fate: of the one that is
// reached first, or of any if that is enough; nil when none does.
func (s *search) find(ctx context.Context, f *Fate, anyone bool) ([]Config, error) {
	x := &fateSearch{search: s, fate: f, index: make([]uint32, len(s.seen.slots))}
	for _, a := range f.Still {
		x.still[a] = true
	}
	for slot := range uint32(len(s.seen.slots)) {
		if slot&0xffff == 0 && ctx.Err() != nil {
			return nil, ctx.Err()
		}
		if c, ok := s.seen.at(slot); ok && x.index[slot] == 0 && f.Region.holds(c) {
			if x.from(slot); anyone && x.broken > 0 {
				return x.component(bad), nil
			}
		}
	}
	if x.broken == 0 {
		return nil, nil
	}
	nearest := uint32(bad)
	s.wayTo(func(c Config) bool {
		nearest = x.index[s.seen.slot(c)]
		return nearest&bad == bad
	})
	return x.component(nearest), nil
}

// component returns the configurations with that mark.
func (x *fateSearch) component(mark uint32) (all []Config) {
	for slot, n := range x.index {
		if n == mark {
			c, _ := x.seen.at(uint32(slot))
			all = append(all, c)
		}
	}
	return all
}

// from is Tarjan's algorithm, with its recursion in calls.
func (x *fateSearch) from(root uint32) {
	x.enter(root)
	for len(x.calls) > 0 {
		at := &x.calls[len(x.calls)-1]
		c, _ := x.seen.at(at.slot)
		if next, ok := x.successor(c, at); ok {
			slot := x.seen.slot(next)
			switch n := x.index[slot]; {
			case n == 0:
				x.enter(slot)
			case n < done:
				at.low = min(at.low, n)
			}
			continue
		}
		x.calls = x.calls[:len(x.calls)-1]
		if len(x.calls) > 0 {
			above := &x.calls[len(x.calls)-1]
			above.low = min(above.low, at.low)
		}
		if at.low == x.index[at.slot] {
			x.leave(at)
		}
	}
}

func (x *fateSearch) enter(slot uint32) {
	x.count++
	x.index[slot] = x.count
	x.stack = append(x.stack, slot)
	x.calls = append(x.calls, call{slot: slot, low: x.count})
}

// leave takes a complete component off the stack, and marks it.
func (x *fateSearch) leave(root *call) {
	first := len(x.stack) - 1
	for x.stack[first] != root.slot {
		first--
	}
	members := x.stack[first:]
	x.stack = x.stack[:first]
	mark := uint32(done)
	if (len(members) > 1 || root.loops) && x.canStay(members) {
		mark = bad + x.broken
		x.broken++
	}
	for _, slot := range members {
		x.index[slot] = mark
	}
}

// canStay tells whether a fair run can stay in a component whose members are still on the stack.
func (x *fateSearch) canStay(members []uint32) bool {
	lowest := x.index[members[0]]
	var idle, moved [numActors]bool
	stays := false
	for _, slot := range members {
		c, _ := x.seen.at(slot)
		var able [numActors]bool
		x.each(c, func(m *Move, next Config) {
			able[m.Actor] = true
			if n := x.index[x.seen.slot(next)]; n < done && n >= lowest && x.fate.Region.holds(next) {
				moved[m.Actor], stays = true, true
			}
		})
		for _, a := range fair {
			idle[a] = idle[a] || !able[a]
		}
	}
	if !stays {
		return false
	}
	for _, a := range fair {
		if !idle[a] && !moved[a] {
			return false
		}
	}
	return true
}

// each visits the moves that are open to actors that still move.
func (x *fateSearch) each(c Config, visit func(*Move, Config)) {
	for _, m := range x.sys.enabled(c) {
		if x.still[m.move.Actor] || !m.open(c) {
			continue
		}
		if next, rule := x.sys.step(c, m); rule != nil && rule.Mark != model.Violation {
			visit(m.move, next)
		}
	}
}

// successor returns the next configuration of the region, beginning at the move that is counted in at.
func (x *fateSearch) successor(c Config, at *call) (Config, bool) {
	moves := x.sys.enabled(c)
	for at.move < len(moves) {
		m := moves[at.move]
		at.move++
		if x.still[m.move.Actor] || !m.open(c) {
			continue
		}
		next, e := x.sys.along(c, m)
		if e == nil || e.forbids {
			continue
		}
		if next == c {
			at.loops = true
			continue
		}
		if x.fate.Region.holds(next) {
			return next, true
		}
	}
	return 0, false
}

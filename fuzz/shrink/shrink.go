package shrink

import (
	"slices"

	"github.com/hangup-http/hangup/fuzz/gen"
)

// Conversation returns the smallest conversation it finds on the way down from c that
// still shows what same asks for. It calls same many times, with conversations that it may
// keep; each must mean the same whenever it is asked. When c itself does not show it, c is returned.
func Conversation(c gen.Conversation, same func(gen.Conversation) bool) gen.Conversation {
	return Bounded(c, -1, same)
}

// Bounded is Conversation with at most so many calls of same; a negative number stands
// for as many as it takes.
func Bounded(c gen.Conversation, tries int, same func(gen.Conversation) bool) gen.Conversation {
	s := &shrinker{tries: tries, same: same}
	return s.shrink(c)
}

func (s *shrinker) shrink(c gen.Conversation) gen.Conversation {
	s.best = slices.Clone(c)
	if !s.ask(s.best) {
		return c
	}
	for before := -1; before != s.found && s.tries != 0; {
		before = s.found
		for _, pass := range passes {
			pass(s)
		}
	}
	return s.best
}

// passes are tried in this order until none finds anything more.
var passes = []func(*shrinker){
	(*shrinker).connections,
	(*shrinker).exchanges,
	(*shrinker).halves,
	dropping(gen.Again, gen.HalfClose, gen.Reset, gen.Close, gen.StopReading, gen.Resume, gen.Await, gen.Blank, gen.Garble, gen.Content),
	dropping(gen.Field, gen.Flaw),
	(*shrinker).ends,
	(*shrinker).plainer,
	dropping(gen.Octets, gen.Cut, gen.Pause, gen.End, gen.Request, gen.Connect),
}

type shrinker struct {
	best  gen.Conversation
	tries int
	found int // how often something smaller was found
	same  func(gen.Conversation) bool
}

func (s *shrinker) ask(c gen.Conversation) bool {
	if s.tries == 0 {
		return false
	}
	s.tries--
	return s.same(c)
}

// try takes a smaller conversation if it shows the same.
func (s *shrinker) try(c gen.Conversation) bool {
	if len(c) == 0 || !s.ask(c) {
		return false
	}
	s.best = c
	s.found++
	return true
}

// without leaves out the operations from one to another.
func (s *shrinker) without(from, to int) gen.Conversation {
	return slices.Delete(slices.Clone(s.best), from, to)
}

// connections leaves out whole connections, the last first.
func (s *shrinker) connections() {
	s.groups(func(k gen.Kind) bool { return k == gen.Connect })
}

// exchanges leaves out requests with all that belongs to them.
func (s *shrinker) exchanges() {
	s.groups(func(k gen.Kind) bool { return k == gen.Connect || k == gen.Request || k == gen.Garble })
}

// groups leaves out what stands between two operations that begin something.
func (s *shrinker) groups(begins func(gen.Kind) bool) {
	for end := len(s.best); end > 0; {
		from := end - 1
		for from > 0 && !begins(s.best[from].Kind) {
			from--
		}
		s.try(s.without(from, end))
		end = from
	}
}

// halves leaves out ever smaller parts, whatever they mean.
func (s *shrinker) halves() {
	for size := len(s.best) / 2; size > 1; size /= 2 {
		for at := 0; at+size <= len(s.best); {
			if !s.try(s.without(at, at+size)) {
				at += size
			}
		}
	}
}

// dropping leaves out single operations of some kinds, one kind after the other.
func dropping(kinds ...gen.Kind) func(*shrinker) {
	return func(s *shrinker) {
		for _, k := range kinds {
			for at := len(s.best) - 1; at >= 0; at-- {
				if at < len(s.best) && s.best[at].Kind == k {
					s.try(s.without(at, at+1))
				}
			}
		}
	}
}

// ends has a head end by itself and not by the request behind it.
func (s *shrinker) ends() {
	for at, op := range s.best {
		if op.Kind == gen.Request || op.Kind == gen.Garble {
			c := slices.Clone(s.best)
			c[at] = gen.Op{Kind: gen.End}
			s.try(c)
		}
	}
}

// arguments of an operation, those that change least first.
var arguments = []func(*gen.Op) *uint8{
	func(o *gen.Op) *uint8 { return &o.C }, func(o *gen.Op) *uint8 { return &o.B }, func(o *gen.Op) *uint8 { return &o.A },
}

// plainer takes each argument towards 0, which is the plainest of each choice.
func (s *shrinker) plainer() {
	for at := range s.best {
		for _, argument := range arguments {
			s.lower(at, argument)
		}
	}
}

// lower tries 0, then halves what is left, then single steps.
func (s *shrinker) lower(at int, argument func(*gen.Op) *uint8) {
	for _, next := range []func(uint8) uint8{
		func(uint8) uint8 { return 0 }, func(v uint8) uint8 { return v / 2 }, func(v uint8) uint8 { return v - 1 },
	} {
		for {
			c := slices.Clone(s.best)
			v := argument(&c[at])
			if *v == 0 {
				return
			}
			*v = next(*v)
			if !s.try(c) {
				break
			}
		}
	}
}

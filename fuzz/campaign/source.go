package campaign

import (
	"hash/fnv"
	"math/rand/v2"
	"sync"

	"github.com/hangup-http/hangup/corpus"
	"github.com/hangup-http/hangup/fuzz/core"
	"github.com/hangup-http/hangup/fuzz/gen"
	"github.com/hangup-http/hangup/model"
	"github.com/hangup-http/hangup/server/conn"
)

// Source makes the conversations of a campaign: the cases that ship with Hangup first, then
// swarms of the alphabet at random, and more and more what is bred from conversations that
// showed something new. It is safe for concurrent use.
//
// What it returns as number n depends on the seed, on n, and on what Learn was told before.
// Without Learn, the same seed gives the same conversations: then new is what leads the
// model into a step (state, event, rule) that no conversation before has taken, which is seen
// by playing some of them on the core of Hangup's own server, in this process.
type Source struct {
	seed uint64

	mu      sync.Mutex
	next    uint64
	seeds   []gen.Conversation
	model   *pool // by the steps of the model
	server  *pool // by what the server did
	places  *pool // by where its code was reached, if it tells
	rules   map[int]bool
	student *core.Player
	steps   []feature // of the conversation that is being studied
	script  gen.Script
}

// NewSource returns a source that begins with number first.
func NewSource(seed, first uint64) *Source { return newSource(seed, first, Shard{}) }

// newSource returns the source of a shard, which has its part of the cases only. seed is its own.
func newSource(seed, first uint64, shard Shard) *Source {
	s := &Source{seed: seed, next: first, model: newPool(), server: newPool(), places: newPool(), rules: map[int]bool{}}
	s.student = core.New(core.Server{Config: conn.Config{Policy: model.DefaultPolicy, Followed: s.follow}})
	cases, _ := corpus.Embedded() // they are tested there
	for i, c := range cases {
		if conversation, _, ok := gen.FromCase(c); ok && shard.takes(i) {
			tame(conversation, 1)
			s.seeds = append(s.seeds, conversation)
		}
	}
	return s
}

// Planned is a conversation with its number in the campaign.
type Planned struct {
	Number       uint64
	Conversation gen.Conversation
}

// Next returns the next conversation.
func (s *Source) Next() Planned {
	s.mu.Lock()
	defer s.mu.Unlock()
	n := s.next
	s.next++
	r := rand.New(rand.NewPCG(s.seed, n))
	c := s.plan(n, r)
	if n < studied || n%studySome == 0 {
		s.study(r, c)
	}
	return Planned{n, c}
}

const (
	studied   = 4096 // so many conversations are all played on the model,
	studySome = 16   // and of those behind them one in so many
	longPause = 64   // one in so many conversations may pause for seconds, once
)

// plan makes a conversation: half are bred as soon as there is something to breed from.
func (s *Source) plan(n uint64, r *rand.Rand) gen.Conversation {
	if n < uint64(len(s.seeds)) {
		return s.seeds[n]
	}
	m := mutator{r, gen.Everything()}
	from := s.model
	if len(s.server.entries) > 0 && r.IntN(4) > 0 {
		from = s.server
	}
	if len(s.places.entries) > 0 && r.IntN(2) > 0 {
		from = s.places
	}
	c, ok := from.pick(r)
	if !ok || r.IntN(2) == 0 {
		c = gen.Build(m.choose, m.alphabet.Swarm(m.choose))
	} else {
		other, _ := from.pick(r)
		c = m.mutate(c, other)
	}
	long := 0
	if r.IntN(longPause) == 0 {
		long = 1
	}
	tame(c, long)
	return c
}

// shortPauses are how many of the generator's pauses take less than a second.
const shortPauses = 4

// tame takes the seconds out of pauses, but for the first few. A conversation that pauses holds a connection
// for nothing, and what a server does after a minute is the business of few of them.
func tame(c gen.Conversation, long int) {
	for i := range c {
		switch {
		case c[i].Kind != gen.Pause:
		case int(c[i].A)%gen.Pauses < shortPauses:
		case long > 0:
			long--
		default:
			c[i].A %= shortPauses
		}
	}
}

// study notes which steps of the model a conversation takes, and breeds from those that take a new one.
func (s *Source) study(r *rand.Rand, c gen.Conversation) {
	s.steps = s.steps[:0]
	c.Render(&s.script, gen.Plain())
	s.student.Judge(&s.script)
	if fresh := s.model.count(s.steps); len(fresh) > 0 {
		s.model.add(r, c, fresh)
	}
}

func (s *Source) follow(from model.State, in model.Input, rule *model.Rule) {
	if rule != nil {
		s.steps = append(s.steps, feature(uint64(from)<<40|uint64(in.Event)<<32|uint64(rule.ID)))
	}
}

// Reach tells which places of a server's code, not reached before, a conversation has led to. More are made of it.
func (s *Source) Reach(c gen.Conversation, places []feature) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if fresh := s.places.count(places); len(fresh) > 0 {
		h := fnv.New64a()
		h.Write(c.Encode())
		s.places.add(rand.New(rand.NewPCG(s.seed, h.Sum64())), c, fresh)
	}
}

// Learn tells what a server did in a conversation, and returns the features of it that
// are new. With breed, more conversations are made of one that showed something new.
func (s *Source) Learn(c gen.Conversation, seen []feature, breed bool) (fresh []feature) {
	s.mu.Lock()
	defer s.mu.Unlock()
	fresh = s.server.count(seen)
	if len(fresh) > 0 && breed {
		h := fnv.New64a()
		h.Write(c.Encode())
		s.server.add(rand.New(rand.NewPCG(s.seed, h.Sum64())), c, fresh)
	}
	return fresh
}

// recall counts features that earlier campaigns have seen.
func (s *Source) recall(seen []feature) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.server.count(seen)
}

// skip goes on with number first.
func (s *Source) skip(first uint64) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.next = first
}

// Position is the number of the next conversation.
func (s *Source) Position() uint64 {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.next
}

// adopt breeds from a conversation that showed something new in another campaign: the features, as far as is known.
func (s *Source) adopt(c gen.Conversation, shown []feature) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(c) > 0 {
		s.server.add(rand.New(rand.NewPCG(s.seed, uint64(len(s.server.entries)))), c, shown)
	}
}

package model

// Judge reads what a client saw of a server and follows every configuration that
// a conformant server could be in: the table as a nondeterministic automaton. It
// tests ioco conformance (Tretmans): the outputs after each trace, silence
// included, must be among those that the table allows.
//
// What the client does is queued, because a server may read it whenever it likes.
// Each configuration knows how much of the queue its server has consumed. An output
// is matched against every configuration; rules with a Mark make a continuation
// costlier, and a Violation ends it. The cheapest configuration that is left explains
// the trace. When none is left, the rule that ended the one that knew best names the
// broken requirement.
//
// A Judge is not safe for concurrent use.
type Judge struct {
	table   *Table
	queue   []queued
	configs []config
	next    []config // memory of the configurations behind the next observation
	marks   []marked
	broken  bool
	blame   int32  // index+1 into marks of the violation
	blamed  config // of the configurations that the last observation ended, the one that knew best
	ended   *Rule  // what ended it; nil when none was ended

	// Memory for a short trace.
	someInputs [24]queued
	some, more [12]config
	someMarks  [6]marked
}

// queued is something that the client has done, and the caller's position of it.
type queued struct {
	Input
	at int
}

// config is one configuration that a conformant server could be in.
type config struct {
	facts  Facts
	cost   uint64 // of the marks so far; see costOf
	next   int32  // the first input of the queue that is not consumed
	marks  int32  // index+1 into Judge.marks of the last mark
	served uint16 // final responses that have ended
	state  State
	spread bool // what it reaches by consuming that input is among the configurations
	stuck  bool // and that is nothing: the input waits
}

// marked is a mark that a configuration has collected.
type marked struct {
	Deviation
	before int32 // index+1 of the mark before it
}

// Deviation is a rule with a mark that the explanation of a trace needs.
type Deviation struct {
	Rule  *Rule
	Event Event
	State State // where the server had to be
	At    int   // the caller's position of the event that it was marked on
}

// NewJudge returns a judge of one connection that was just opened.
func NewJudge(t *Table) *Judge {
	j := &Judge{table: t.ready()}
	j.queue, j.configs, j.next, j.marks = j.someInputs[:0], j.some[:1], j.more[:0], j.someMarks[:0]
	return j
}

// Client queues what the client has done, at the caller's position at.
func (j *Judge) Client(in Input, at int) {
	if !j.broken {
		j.queue = append(j.queue, queued{in, at})
	}
}

// Observe takes what came from the server, or what time did. At is the caller's
// position of it, handed back in deviations.
func (j *Judge) Observe(in Input, at int) {
	if j.broken {
		return
	}
	j.close()
	quiet := in.Event == Silent || in.Event == Overdue || in.Event == Rests
	next := j.next[:0]
	j.ended = nil
	for i := range j.configs {
		c := &j.configs[i]
		if quiet && !j.quiescent(c) {
			continue
		}
		next = j.observe(next, c, in, at)
	}
	if len(next) == 0 {
		j.die(in.Event, at)
		return
	}
	j.configs, j.next = next, j.configs
}

// observe adds to next what c may become by the input, or remembers why it is ended.
func (j *Judge) observe(next []config, c *config, in Input, at int) []config {
	facts := j.seen(c)
	if speaks>>in.Event&1 != 0 {
		facts = facts.Told(in)
	}
	rows := j.table.cells[c.state][in.Event&eventMask].rows(facts)
	for i := range rows {
		r := &rows[i]
		if facts&r.mask != r.want || c.served < r.served {
			continue
		}
		if r.mark == Violation {
			if j.ended == nil || j.knowsBetter(c, &j.blamed) {
				j.blamed, j.ended = *c, r.rule
			}
		} else {
			n := *c
			j.follow(&n, facts, r, in.Event, at)
			next, _ = put(next, &n)
		}
		if r.by == 0 {
			break
		}
	}
	return next
}

// Connect tells that the client has left this connection and opened another one.
func (j *Judge) Connect(at int) {
	if j.broken {
		return
	}
	j.close()
	next := j.next[:0]
	for i := range j.configs {
		if !j.quiescent(&j.configs[i]) {
			continue
		}
		c := j.configs[i]
		for _, e := range []Event{Aborts, Connects} {
			if c.state == Closed && e == Aborts { // the client's queue may have said so
				continue
			}
			j.follow(&c, c.facts, j.table.cells[c.state][e].pick(c.facts, 0, c.served), e, at)
		}
		c.next, c.served = int32(len(j.queue)), 0
		next, _ = put(next, &c)
	}
	j.configs, j.next = next, j.configs
}

// follow turns c into the configuration behind a row.
func (j *Judge) follow(c *config, facts Facts, r *row, e Event, at int) {
	from := c.state
	if r.state != Stay {
		c.state = r.state
	}
	c.facts = r.apply(facts) &^ (Unread | Held | FINBehind | ServedMore) // they are seen anew each time
	c.spread, c.stuck = false, false
	if e == AnswerEnds {
		c.served = min(c.served+1, 1<<15)
	}
	if r.mark != Conforms {
		j.marks = append(j.marks, marked{Deviation{Rule: r.rule, Event: e, State: from, At: at}, c.marks})
		c.marks, c.cost = int32(len(j.marks)), c.cost+costOf(r.mark)
	}
}

// costOf orders explanations: one mark of a worse kind outweighs 65,535 of a better one.
func costOf(v Verdict) uint64 {
	switch v {
	case Note:
		return 1
	case Inconclusive:
		return 1 << 16
	case Warning:
		return 1 << 32
	case Late:
		return 1 << 48
	}
	return 0
}

// add is put for callers that do not ask where.
func add(set []config, c config) []config {
	set, _ = put(set, &c)
	return set
}

// put keeps, of equal configurations, the cheapest. It tells where c stands now; -1
// where a cheaper one did already.
func put(set []config, c *config) ([]config, int) {
	for i := range set {
		old := &set[i]
		if old.facts == c.facts && old.next == c.next && old.state == c.state && old.served == c.served {
			if c.cost < old.cost {
				*old = *c
				return set, i
			}
			return set, -1
		}
	}
	return append(set, *c), len(set)
}

// close adds every configuration that is reached by consuming more of the queue.
func (j *Judge) close() {
	for i := 0; i < len(j.configs); i++ {
		if c := &j.configs[i]; !c.spread && int(c.next) < len(j.queue) {
			i = min(i, j.consume(i)-1)
		}
	}
}

// consume adds each configuration behind the next input of the queue to that at i.
// It returns the lowest position that changed.
func (j *Judge) consume(i int) (lowest int) {
	lowest = len(j.configs)
	c := j.configs[i]
	in := &j.queue[c.next]
	facts := c.facts
	if speaks>>in.Event&1 != 0 {
		facts = facts.Told(in.Input)
	}
	c.spread, c.stuck = true, true
	rows := j.table.cells[c.state][in.Event&eventMask].rows(facts)
	for k := range rows {
		r := &rows[k]
		if facts&r.mask != r.want || c.served < r.served {
			continue
		}
		if !r.hold && r.mark != Violation {
			c.stuck = false
			n := c
			n.next++
			j.follow(&n, facts, r, in.Event, in.at)
			set, at := put(j.configs, &n)
			j.configs = set
			if at >= 0 {
				lowest = min(lowest, at)
			}
		}
		if r.by == 0 {
			break
		}
	}
	j.configs[i].spread, j.configs[i].stuck = true, c.stuck
	return lowest
}

// quiescent tells that a server in this configuration has nothing left to consume.
// It holds after close.
func (j *Judge) quiescent(c *config) bool { return int(c.next) == len(j.queue) || c.stuck }

// seen returns the facts, completed with what only the queue knows.
func (j *Judge) seen(c *config) Facts {
	f := c.facts
	if c.served > 1 {
		f |= ServedMore
	}
	if int(c.next) == len(j.queue) {
		return f
	}
	if j.queue[len(j.queue)-1].Event == HalfCloses {
		f |= FINBehind
	}
	if c.stuck {
		return f | Held
	}
	return f | Unread
}

// die records the violation. Of the configurations that ended here, those know best
// that had read all they could; among them the cheapest one is believed, and of
// several the one that had consumed most.
func (j *Judge) die(e Event, at int) {
	if j.ended == nil {
		panic("model: no configuration was followed on " + e.String() + ", and none ended: the table has a gap")
	}
	j.broken = true
	d := Deviation{Rule: j.ended, Event: e, State: j.blamed.state, At: at}
	j.marks = append(j.marks, marked{d, j.blamed.marks})
	j.blame = int32(len(j.marks))
}

func (j *Judge) knowsBetter(a, b *config) bool {
	if qa, qb := j.quiescent(a), j.quiescent(b); qa != qb {
		return qa
	}
	if a.cost != b.cost {
		return a.cost < b.cost
	}
	// A server that never persists is the weakest explanation: it needs nothing from the conversation.
	if pa, pb := a.facts.Last() == NoPersistence, b.facts.Last() == NoPersistence; pa != pb {
		return pb
	}
	return a.next > b.next
}

// Broken tells that no configuration is left: a requirement of level MUST is broken.
func (j *Judge) Broken() bool { return j.broken }

// Owed returns the address of the requirement by which every conformant server
// still has to send something; false when one of them may stay silent.
func (j *Judge) Owed() (address string, owed bool) {
	if j.broken {
		return "", false
	}
	j.close()
	most := int32(-1)
	for i := range j.configs {
		c := &j.configs[i]
		if !j.quiescent(c) {
			continue
		}
		r := j.table.Pick(c.state, Silent, c.facts, 0, c.served)
		if r.Mark < Inconclusive {
			return "", false
		}
		if c.next > most {
			most, address = c.next, r.Cites
		}
	}
	return address, most >= 0
}

// States returns the states that a conformant server may have reached, having
// consumed what it could, by the cheapest explanations. After a violation: the state that the blamed one was in.
func (j *Judge) States() States {
	if j.broken {
		return 1 << j.blamed.state
	}
	j.close()
	var in States
	least := j.cheapest().cost
	for i := range j.configs {
		if c := &j.configs[i]; c.cost == least && j.quiescent(c) {
			in |= 1 << c.state
		}
	}
	return in
}

// Verdict returns the judgement so far, with the deviations of the cheapest
// explanation in the order in which they happened.
func (j *Judge) Verdict() (Verdict, []Deviation) {
	last := j.blame
	if !j.broken {
		j.close()
		last = j.cheapest().marks
	}
	var found []Deviation
	verdict := Conforms
	for ; last > 0; last = j.marks[last-1].before {
		d := j.marks[last-1].Deviation
		if n := len(found); n > 0 && found[n-1].Rule == d.Rule {
			found = found[:n-1] // the same again: its first time tells
		}
		found = append(found, d)
		verdict = max(verdict, d.Rule.Mark)
	}
	for i, k := 0, len(found)-1; i < k; i, k = i+1, k-1 {
		found[i], found[k] = found[k], found[i]
	}
	return verdict, found
}

// cheapest returns the quiescent configuration with the least cost.
func (j *Judge) cheapest() config {
	best, found := config{}, false
	for i := range j.configs {
		if c := &j.configs[i]; j.quiescent(c) && (!found || c.cost < best.cost) {
			best, found = *c, true
		}
	}
	return best
}

// Expected returns, after a violation, what the table allowed instead: the events
// that would have been followed, answers with the statuses that were welcome. Where
// everything would have been a warning at least, that is what is left.
func (j *Judge) Expected() (events []Event, statuses []Status) {
	if !j.broken {
		return nil, nil
	}
	events, statuses = j.allowed(Warning)
	if len(events)+len(statuses) == 0 {
		events, statuses = j.allowed(Violation)
	}
	return events, statuses
}

// allowed returns what would have been marked with less.
func (j *Judge) allowed(less Verdict) (events []Event, statuses []Status) {
	allowed := func(in Input) bool {
		facts := j.seen(&j.blamed).Told(in)
		ok := false
		j.table.each(j.blamed.state, in.Event, facts, j.blamed.served, func(r *Rule) { ok = ok || r.Mark < less })
		return ok
	}
	for _, e := range []Event{Interim, Closes, Silent} {
		if allowed(Input{Event: e, Status: S100}) {
			events = append(events, e)
		}
	}
	for s := S2xx; s < numStatuses; s++ {
		if allowed(Input{Event: AnswerStarts, Status: s}) {
			statuses = append(statuses, s)
		}
	}
	if len(statuses) > 0 {
		events = append(events, AnswerStarts)
	}
	return events, statuses
}

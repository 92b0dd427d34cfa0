package model

// Canon writes judges in canonical form. A judge is a nondeterministic automaton: it
// holds a set of configurations. Two judges whose forms are equal hold the same set, and
// so behave alike, whatever each of them has seen before: this is what makes the subset
// construction of the judge, and its exploration, possible.
//
// The form is a sequence of words that holds no position of a caller and nothing of the
// past that no longer matters:
//
//   - Of the client's queue, the inputs that every configuration has consumed are
//     dropped: no configuration goes back.
//   - The final responses that have ended are counted up to the highest number that a
//     row of the table asks for: more make no difference to any row.
//   - Of the marks, only their costs are kept. A cost is a vector: how many marks of each
//     kind, compared from the worst kind down. What all configurations have in common
//     is replaced by one mark of the worst kind among it. Adding a vector to all changes
//     no comparison between them; and a verdict is the worst kind of mark in the least cost,
//     which the one mark keeps.
//   - Configurations are sorted. Where two of equal cost could be blamed alike, or could
//     explain a trace alike, the order decides which one is named; never the verdict.
//   - Of a judge that has found a violation, the blamed configuration and the rule are left.
//
// So two judges with equal forms give equal verdicts, are broken by the same inputs, and
// agree on what is owed and which states are possible, now and after every sequence of
// inputs; provided that a trace has fewer than 65,536 marks of one kind.
//
// A Canon keeps scratch memory; it is not safe for concurrent use.
type Canon struct {
	table   *Table
	served  uint16 // the highest number of responses that matters: to ServedMore, or to a row
	configs []config
}

// NewCanon returns the canonical form for judges by this table.
func NewCanon(t *Table) *Canon {
	c := &Canon{table: t.ready(), served: 2}
	for i := range t.rules {
		c.served = max(c.served, t.rules[i].When.Served)
	}
	return c
}

// Layout of the first word; the inputs of the queue follow, one word each, then the
// configurations, three words each.
const (
	queueShift  = 16 // above the number of configurations
	eventShift  = 32 // of the violation
	ruleShift   = 40 // ID of its rule, plus one
	shortMask   = 1<<16 - 1
	stateBits   = 3
	spreadShift = 48 // in the second word of a configuration, above next and served
	stuckShift  = 49
)

// stateBits and the flags of Facts share a word: this does not compile when they no longer fit.
const _ = uint(64 - numFlagBits - stateBits)

// Append appends the canonical form of the judge to dst.
func (c *Canon) Append(dst []uint64, j *Judge) []uint64 {
	c.gather(j)
	first := c.configs[0].next
	for i := range c.configs {
		first = min(first, c.configs[i].next)
	}
	queue := j.queue[first:]
	head := uint64(len(queue))<<queueShift | uint64(len(c.configs))
	if j.broken {
		d := &j.marks[j.blame-1].Deviation
		head |= uint64(d.Event)<<eventShift | uint64(d.Rule.ID+1)<<ruleShift
	}
	dst = append(dst, head)
	for i := range queue {
		dst = append(dst, packInput(queue[i].Input))
	}
	for i := range c.configs {
		k := &c.configs[i]
		dst = append(dst, uint64(k.facts)<<stateBits|uint64(k.state),
			uint64(k.next-first)|uint64(k.served)<<32|bit(k.spread)<<spreadShift|bit(k.stuck)<<stuckShift, k.cost)
	}
	return dst
}

// gather collects the configurations, their costs made canonical, in canonical order.
func (c *Canon) gather(j *Judge) {
	c.configs = c.configs[:0]
	if j.broken {
		k := j.blamed
		k.cost = 0
		c.configs = append(c.configs, k)
		return
	}
	j.close()
	common := ^uint64(0)
	for i := range j.configs {
		k := j.configs[i]
		k.served = min(k.served, c.served)
		c.configs = add(c.configs, k)
		common = lanewiseMin(common, k.cost)
	}
	floor := costOf(verdictOf(common))
	for i := range c.configs {
		c.configs[i].cost = c.configs[i].cost - common + floor
	}
	c.sort()
}

// sort puts the few configurations into their order, by insertion.
func (c *Canon) sort() {
	for i := 1; i < len(c.configs); i++ {
		k, at := c.configs[i], i
		for ; at > 0 && precedes(&k, &c.configs[at-1]); at-- {
			c.configs[at] = c.configs[at-1]
		}
		c.configs[at] = k
	}
}

// precedes orders configurations that differ.
func precedes(a, b *config) bool {
	switch {
	case a.next != b.next:
		return a.next < b.next
	case a.state != b.state:
		return a.state < b.state
	case a.facts != b.facts:
		return a.facts < b.facts
	}
	return a.served < b.served
}

// Restore makes j a judge with this form. It has no deviations from before, but for a
// violation; [Judge.Standing] knows what they amounted to.
func (c *Canon) Restore(j *Judge, form []uint64) {
	head := form[0]
	queue, configs := form[1:1+head>>queueShift&shortMask], form[1+head>>queueShift&shortMask:]
	j.table, j.broken, j.blame, j.ended = c.table, false, 0, nil
	j.queue, j.configs, j.marks = j.queue[:0], j.configs[:0], j.marks[:0]
	for _, w := range queue {
		j.queue = append(j.queue, queued{Input: unpackInput(w)})
	}
	for i := 0; i < int(head&shortMask); i++ {
		a, b := configs[3*i], configs[3*i+1]
		j.configs = append(j.configs, config{
			state: State(a & (1<<stateBits - 1)), facts: Facts(a >> stateBits), next: int32(b & shortMask), served: uint16(b >> 32),
			spread: b>>spreadShift&1 != 0, stuck: b>>stuckShift&1 != 0, cost: configs[3*i+2],
		})
	}
	if id := head >> ruleShift; id != 0 {
		j.broken, j.blamed, j.blame = true, j.configs[0], 1
		d := Deviation{Rule: &c.table.rules[id-1], Event: Event(head >> eventShift & 0xff), State: j.blamed.state}
		j.marks = append(j.marks, marked{Deviation: d})
	}
}

// Standing returns the judgement so far without its reasons: the same verdict as
// Verdict, also of a judge that was restored.
func (j *Judge) Standing() Verdict {
	if j.broken {
		return Violation
	}
	j.close()
	return verdictOf(j.cheapest().cost)
}

// Configurations returns how many configurations a conformant server could be in.
func (j *Judge) Configurations() int {
	if j.broken {
		return 0
	}
	j.close()
	return len(j.configs)
}

// verdictOf returns the worst kind of mark in a cost.
func verdictOf(cost uint64) Verdict {
	for _, v := range [...]Verdict{Late, Warning, Inconclusive} {
		if cost >= costOf(v) {
			return v
		}
	}
	if cost > 0 {
		return Note
	}
	return Conforms
}

// lanewiseMin returns the least number of marks of each kind.
func lanewiseMin(a, b uint64) (least uint64) {
	for lane := uint64(shortMask); lane != 0; lane <<= 16 {
		least |= min(a&lane, b&lane)
	}
	return least
}

func packInput(in Input) uint64 {
	return uint64(in.Event) | uint64(in.Trait)<<8 | uint64(in.Handler)<<16 | uint64(in.Status)<<24 | bit(in.Safe)<<32
}

func unpackInput(w uint64) Input {
	return Input{Event: Event(w & 0xff), Trait: Trait(w >> 8 & 0xff), Handler: Handler(w >> 16 & 0xff), Status: Status(w >> 24 & 0xff), Safe: w>>32&1 != 0}
}

func bit(b bool) uint64 {
	if b {
		return 1
	}
	return 0
}

// Followed calls visit for each row that the judge follows, in some configuration, when
// it observes the input, or by which a configuration ends there.
func (j *Judge) Followed(in Input, visit func(*Rule)) {
	if j.broken {
		return
	}
	j.close()
	quiet := in.Event == Silent || in.Event == Overdue || in.Event == Rests
	for i := range j.configs {
		c := &j.configs[i]
		if !quiet || j.quiescent(c) {
			j.table.each(c.state, in.Event, j.seen(c).Told(in), c.served, visit)
		}
	}
}

// Consumed calls visit for each row that some configuration follows, or stops at, when it
// consumes what the client has done and is not consumed by all of them.
func (j *Judge) Consumed(visit func(*Rule)) {
	if j.broken {
		return
	}
	j.close()
	for i := range j.configs {
		if c := &j.configs[i]; int(c.next) < len(j.queue) {
			in := j.queue[c.next].Input
			j.table.each(c.state, in.Event, c.facts.Told(in), c.served, visit)
		}
	}
}

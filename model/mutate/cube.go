package mutate

import "github.com/hangup-http/hangup/model"

// cube is a set of facts: some flags are known, the others are free, and each packed field
// has a set of values.
type cube struct {
	ones, zeros model.Facts
	last        uint64
	trait       uint64
	status      uint64
	least, most uint32 // final responses that have ended
}

// everything is the cube of all facts.
func everything() cube {
	return cube{last: 1<<numReasons - 1, trait: 1<<numTraits - 1, status: 1<<numStatuses - 1, most: 1 << 16}
}

func (c cube) empty() bool {
	return c.ones&c.zeros != 0 || c.last == 0 || c.trait == 0 || c.status == 0 || c.least > c.most
}

// meet returns the part of c in which a condition holds; false when there is none.
func (c cube) meet(w *model.When) (cube, bool) {
	c.ones |= w.All
	c.zeros |= w.Not
	c.last, c.trait, c.status = within(c.last, w.Last), within(c.trait, w.Trait), within(c.status, w.Status)
	c.least = max(c.least, uint32(w.Served))
	return c, !c.empty()
}

// and returns what two cubes share; false when that is nothing.
func (c cube) and(d cube) (cube, bool) {
	c.ones |= d.ones
	c.zeros |= d.zeros
	c.last, c.trait, c.status = c.last&d.last, c.trait&d.trait, c.status&d.status
	c.least, c.most = max(c.least, d.least), min(c.most, d.most)
	return c, !c.empty()
}

func within(values, set uint64) uint64 {
	if set == 0 {
		return values
	}
	return values & set
}

// minus calls visit for cubes that share nothing and are, together, the part of c in which
// a condition does not hold.
func (c cube) minus(w *model.When, visit func(cube)) {
	if _, some := c.meet(w); !some {
		visit(c)
		return
	}
	rest := func(without cube) {
		if !without.empty() {
			visit(without)
		}
	}
	for _, field := range []struct {
		values *uint64
		set    uint64
	}{{&c.trait, w.Trait}, {&c.status, w.Status}, {&c.last, w.Last}} {
		if field.set != 0 {
			all := *field.values
			*field.values = all &^ field.set
			rest(c)
			*field.values = all & field.set
		}
	}
	for _, f := range each(w.All &^ c.ones) {
		without := c
		without.zeros |= f
		rest(without)
		c.ones |= f
	}
	for _, f := range each(w.Not &^ c.zeros) {
		without := c
		without.ones |= f
		rest(without)
		c.zeros |= f
	}
	if uint32(w.Served) > c.least {
		c.most = uint32(w.Served) - 1
		rest(c)
	}
}

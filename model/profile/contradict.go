package profile

import (
	"github.com/hangup-http/hangup/model"
)

// contradictions looks for demands of a profile that no server can meet, or that would
// never be noticed. It runs once all is read, that of extended profiles included.
func (l *loader) contradictions(p *Profile) error {
	for _, c := range model.Choices() {
		d, settled := p.Decisions[c.Policy]
		if !settled {
			continue
		}
		at, cites := p.settled[c.Name], d.Cites
		if cites == "" {
			cites = c.Cites
		}
		if level, changed := p.Levels[cites]; changed && level.Level == Off {
			return at.Fail("%s is %s, and its requirement %s is off at %s: nothing would be recorded; remove one of the two",
				c.Name, d.verb(), cites, p.settled[cites])
		}
	}
	if !p.requires(model.OneExchange) {
		return nil
	}
	one := p.settled["one-exchange"]
	if p.requires(model.HonourKeepAlive10) {
		return one.Fail("one-exchange and keep-alive-1.0 are both required (%s): a connection that ends with its first response does not persist; require one of them", p.settled["keep-alive-1.0"])
	}
	const persistence = "9112/9.3/persistence"
	if q, _ := p.Lookup(persistence); q.Level == model.Must {
		return one.Fail("one-exchange is required, and %s, which forbids it, is a MUST at %s: remove one of the two", persistence, p.settled[persistence])
	}
	return nil
}

func (p *Profile) requires(choice model.Policy) bool {
	d, settled := p.Decisions[choice]
	return settled && d.Require
}

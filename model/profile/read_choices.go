package profile

import (
	"strings"

	"go.yaml.in/yaml/v4"

	"github.com/hangup-http/hangup/model"
)

// policies reads which choices are no longer free:
//
//	policies:
//	  accept-bare-lf: forbid
//	  close-idle: {value: require, cites: acme/idle/closes, level: SHOULD}
func (l *loader) policies(p *Profile, n *yaml.Node) error {
	var names []string
	for _, c := range model.Choices() {
		names = append(names, c.Name)
	}
	return l.Entries(n, "policies", func(key, value *yaml.Node) error {
		c, ok := model.LookupChoice(key.Value)
		if !ok {
			return l.Fail(key, "unknown policy %q: %s", key.Value, suggest(key.Value, names))
		}
		d, free, err := l.decision(p, value)
		if err != nil {
			return err
		}
		if free {
			delete(p.Decisions, c.Policy)
			delete(p.settled, c.Name)
			return nil
		}
		old, settled := p.Decisions[c.Policy]
		if settled && old.Require != d.Require {
			return l.Fail(key, "%s is %s here and %s at %s, which this profile extends: write allow to leave the choice open, or extend another profile",
				c.Name, d.verb(), old.verb(), p.settled[c.Name])
		}
		if d.Require && onlySilence(c.Policy) && d.Cites == "" {
			return l.Fail(value, "nothing but silence shows that a server does not follow %s: write {value: require, cites: ADDRESS} with one of the profile's own requirements, and give that a budget", c.Name)
		}
		p.Decisions[c.Policy], p.settled[c.Name] = d, l.Place(key)
		return nil
	})
}

var values = []string{"require", "forbid", "allow"}

// decision reads what is settled of one choice; free leaves it open.
func (l *loader) decision(p *Profile, n *yaml.Node) (d Decision, free bool, err error) {
	d = Decision{Level: model.Must, By: l.short}
	value := n
	if n.Kind == yaml.MappingNode {
		value = nil
		levelled := false
		err = l.Entries(n, "the policy", func(key, v *yaml.Node) (err error) {
			switch key.Value {
			case "value":
				value = v
			case "level":
				levelled = true
				d.Level, err = l.level(v, false)
			case "cites":
				d.Cites, err = l.address(p, v)
			default:
				return l.Fail(key, "unknown key %q: %s", key.Value, suggest(key.Value, []string{"value", "level", "cites"}))
			}
			return err
		})
		if err == nil && value == nil {
			err = l.Fail(n, "the policy needs a value: require, forbid or allow")
		}
		if q, ok := p.Lookup(d.Cites); ok && !levelled {
			d.Level = q.Level
		}
	}
	if err != nil {
		return d, false, err
	}
	word, err := named(l, value, "value", func(word string) (string, bool) {
		return word, word == "require" || word == "forbid" || word == "allow"
	}, values)
	d.Require = word == "require"
	return d, word == "allow", err
}

// levels reads how strongly requirements bind:
//
//	levels:
//	  9112/9.6/announce-close: MUST
//	  9112/9.3/persistence: off
func (l *loader) levels(p *Profile, n *yaml.Node) error {
	return l.Entries(n, "levels", func(key, value *yaml.Node) error {
		address, err := l.address(p, key)
		if err != nil {
			return err
		}
		level, err := l.level(value, true)
		if err != nil {
			return err
		}
		p.Levels[address], p.settled[address] = Change{Level: level, By: l.short}, l.Place(key)
		return nil
	})
}

// level reads MUST, SHOULD, MAY or, where that makes sense, off.
func (l *loader) level(n *yaml.Node, off bool) (model.Level, error) {
	levels := map[string]model.Level{"MUST": model.Must, "SHOULD": model.Should, "MAY": model.May}
	names := []string{"MUST", "SHOULD", "MAY"}
	if off {
		levels["off"], names = Off, append(names, "off")
	}
	return named(l, n, "level", func(word string) (level model.Level, ok bool) {
		if word == "false" { // off is a word of YAML 1.1 for it
			word = "off"
		}
		level, ok = levels[word]
		return level, ok
	}, names)
}

// address reads the address of a requirement of the RFCs or of the profile.
func (l *loader) address(p *Profile, n *yaml.Node) (string, error) {
	word, err := l.Text(n, "each requirement", "its address")
	if err != nil {
		return "", err
	}
	if _, ok := p.Lookup(word); !ok {
		return "", l.Fail(n, "no requirement has the address %q: %s", word, suggestAddress(word, p))
	}
	return word, nil
}

// budgets reads how long is waited, by kind or by requirement:
//
//	budgets:
//	  answer: 500ms
//	  9112/9.6/close-after-request-close: 3s
func (l *loader) budgets(p *Profile, n *yaml.Node) error {
	kinds := []string{"answer", "interim", "close", "patience", "settle"}
	return l.Entries(n, "budgets", func(key, value *yaml.Node) error {
		d, err := l.duration(value, key.Value)
		if err != nil {
			return err
		}
		switch key.Value {
		case "answer":
			p.Budgets.Answer = d
		case "interim":
			p.Budgets.Interim = d
		case "close":
			p.Budgets.Close = d
		case "patience":
			p.Budgets.Patience = d
		case "settle":
			p.Budgets.Settle = d
		default:
			if !strings.Contains(key.Value, "/") {
				return l.Fail(key, "unknown budget %q: %s (a requirement gets its own by its address)", key.Value, suggest(key.Value, kinds))
			}
			address, err := l.address(p, key)
			if err != nil {
				return err
			}
			return l.budgetOf(p, key, address, value)
		}
		return nil
	})
}

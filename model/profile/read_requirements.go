package profile

import (
	"regexp"
	"strconv"
	"strings"
	"time"

	"go.yaml.in/yaml/v4"

	"github.com/hangup-http/hangup/model"
)

// ownAddress has a name first, so that it can be taken for no clause of an RFC.
var ownAddress = regexp.MustCompile(`^[a-z][a-z0-9-]*(/[a-z0-9][a-z0-9.-]*){2,}$`)

// reserved is the first part of the addresses in profiles that ship.
const reserved = "hangup/"

// requirements reads those of the profile's own:
//
//	requirements:
//	  - address: acme/keepalive/max-100
//	    level: MUST
//	    rule: A connection serves at most 100 requests.
//	    sign: the 101st request is answered
//	    never:
//	      - in: [responding]
//	        on: [AnswerStarts]
//	        when: {served: 100}
func (l *loader) requirements(p *Profile, n *yaml.Node) error {
	return l.List(n, "requirements", func(item *yaml.Node) error {
		own := Requirement{By: l.short}
		own.Basis = model.Described
		at := map[string]*yaml.Node{}
		err := l.Entries(item, "a requirement", func(key, value *yaml.Node) (err error) {
			at[key.Value] = value
			switch key.Value {
			case "address":
				own.Address, err = l.newAddress(p, value)
			case "level":
				own.Level, err = l.level(value, false)
			case "rule":
				own.Rule, err = l.Text(value, "rule", "a sentence: what a server does or never does")
			case "sign":
				own.Sign, err = l.Text(value, "sign", "a phrase: how it shows that a server breaks the rule")
			case "budget":
				own.Patience, err = l.duration(value, "budget")
			case "never":
				own.Never, err = l.nevers(value)
			default:
				return l.Fail(key, "unknown key %q: %s", key.Value,
					suggest(key.Value, []string{"address", "level", "rule", "sign", "budget", "never"}))
			}
			return err
		})
		if err != nil {
			return err
		}
		for _, need := range []struct{ key, what string }{
			{"address", "an address of its own, for example acme/keepalive/max-100"},
			{"level", "a level: MUST, SHOULD or MAY"},
			{"rule", "a rule: one sentence"},
		} {
			if at[need.key] == nil {
				return l.Fail(item, "the requirement needs %s", need.what)
			}
		}
		if own.Sign == "" {
			own.Sign = "it does otherwise"
		}
		if err := l.silence(&own, at["budget"], at["level"]); err != nil {
			return err
		}
		p.Requirements = append(p.Requirements, own)
		p.settled[own.Address] = l.Place(at["address"])
		return nil
	})
}

// silence checks what a requirement says of it.
func (l *loader) silence(own *Requirement, budget, level *yaml.Node) error {
	for _, n := range own.Never {
		if n.On>>model.Silent&1 == 0 {
			continue
		}
		own.Budget = model.BudgetAnswer
		if own.Level == model.May {
			return l.Fail(level, "a MAY is noted when it comes, and nobody waits for what may be left out: write SHOULD or MUST, or leave Silent out")
		}
	}
	if budget != nil && own.Budget == model.NoBudget && len(own.Never) > 0 {
		return l.Fail(budget, "a budget is how long silence may last, and no never of %s is on Silent: remove one, or add the other", own.Address)
	}
	return nil
}

// newAddress reads the address of a requirement that does not exist yet.
func (l *loader) newAddress(p *Profile, n *yaml.Node) (string, error) {
	word, err := l.Text(n, "address", "a name of its own, for example acme/keepalive/max-100")
	switch {
	case err != nil:
		return "", err
	case !l.shipped && !ownAddress.MatchString(word):
		return "", l.Fail(n, "%q is no address for a requirement of your own: write a name, a subject and a slug in lower case, for example acme/keepalive/max-100 (a number in front is an RFC's)", word)
	case !l.shipped && strings.HasPrefix(word, reserved):
		return "", l.Fail(n, "addresses that begin with %s are those of profiles that ship: begin with a name of your own", reserved)
	}
	if _, taken := p.Lookup(word); taken {
		where := "by " + p.settled[word].String()
		if _, standard := model.Lookup(word); standard {
			where = "by the RFCs' own"
		}
		return "", l.Fail(n, "the address %s is taken %s: choose another, or change its level under levels", word, where)
	}
	return word, nil
}

// nevers reads what may never happen.
func (l *loader) nevers(n *yaml.Node) (all []Never, err error) {
	err = l.List(n, "never", func(item *yaml.Node) error {
		one := Never{}
		var on *yaml.Node
		err := l.Entries(item, "never", func(key, value *yaml.Node) (err error) {
			switch key.Value {
			case "in":
				one.In, err = l.states(value)
			case "on":
				on = value
				one.On, err = l.events(value)
			case "when":
				one.When, err = l.when(value)
			case "why":
				one.Why, err = l.Text(value, "why", "a phrase: what happened")
			default:
				return l.Fail(key, "unknown key %q: %s", key.Value, suggest(key.Value, []string{"in", "on", "when", "why"}))
			}
			return err
		})
		switch {
		case err != nil:
			return err
		case on == nil || one.On == 0:
			return l.Fail(item, "each never says on which events: on: [AnswerStarts]")
		case one.In == 0:
			one.In = idle | reading | responding | draining
		}
		all = append(all, one)
		return nil
	})
	return all, err
}

func (l *loader) states(n *yaml.Node) (set model.States, err error) {
	err = l.List(n, "in", func(item *yaml.Node) error {
		s, err := named(l, item, "state", model.ParseState, stringsOf(model.AllStates()))
		if err == nil && s == model.Closed {
			return l.Fail(item, "nothing is heard of a closed connection: name another state")
		}
		set |= 1 << s
		return err
	})
	return set, err
}

func (l *loader) events(n *yaml.Node) (set model.Events, err error) {
	var names []string
	for _, e := range model.AllEvents() {
		if heard>>e&1 != 0 {
			names = append(names, e.String())
		}
	}
	err = l.List(n, "on", func(item *yaml.Node) error {
		e, err := named(l, item, "event", model.ParseEvent, names)
		if err == nil && heard>>e&1 == 0 {
			return l.Fail(item, "%s is nothing that a server shows, so that it can not be forbidden: name what it sends (AnswerStarts ... Resets), or Silent", e)
		}
		set |= 1 << e
		return err
	})
	return set, err
}

// maxServed is as far as responses are counted.
const maxServed = 1<<15 - 1

func (l *loader) when(n *yaml.Node) (w model.When, err error) {
	err = l.Entries(n, "when", func(key, value *yaml.Node) (err error) {
		switch key.Value {
		case "all":
			w.All, err = l.flags(value)
		case "not":
			w.Not, err = l.flags(value)
		case "last":
			w.Last, err = l.set(value, "reason", func(word string) (uint64, bool) { v, ok := model.ParseReason(word); return 1 << v, ok }, stringsOf(model.AllReasons()))
		case "trait":
			w.Trait, err = l.set(value, "trait", func(word string) (uint64, bool) { v, ok := model.ParseTrait(word); return 1 << v, ok }, stringsOf(model.AllTraits()))
		case "status":
			w.Status, err = l.set(value, "status", func(word string) (uint64, bool) { v, ok := model.ParseStatus(word); return 1 << v, ok }, stringsOf(model.AllStatuses()))
		case "served":
			w.Served, err = l.served(value)
		default:
			return l.Fail(key, "unknown key %q: %s", key.Value, suggest(key.Value, []string{"all", "not", "last", "trait", "status", "served"}))
		}
		return err
	})
	if both := w.All & w.Not; err == nil && both != 0 {
		return w, l.Fail(n, "this can never hold: %s is in all and in not; remove one", both.Names()[0])
	}
	return w, err
}

func (l *loader) flags(n *yaml.Node) (set model.Facts, err error) {
	var names []string
	for _, f := range model.Flags() {
		names = append(names, f.Names()...)
	}
	err = l.List(n, "flags", func(item *yaml.Node) error {
		f, err := named(l, item, "flag", model.ParseFlag, names)
		set |= f
		return err
	})
	return set, err
}

func (l *loader) set(n *yaml.Node, what string, parse func(string) (uint64, bool), names []string) (set uint64, err error) {
	err = l.List(n, what, func(item *yaml.Node) error {
		bit, err := named(l, item, what, parse, names)
		set |= bit
		return err
	})
	return set, err
}

func (l *loader) served(n *yaml.Node) (uint16, error) {
	number, err := strconv.Atoi(n.Value)
	if err != nil || n.Kind != yaml.ScalarNode || number < 1 || number > maxServed {
		return 0, l.Fail(n, "served is how many responses at least have ended on the connection: write a number from 1 to %d", maxServed)
	}
	return uint16(number), nil
}

// budgetOf gives one requirement a budget.
func (l *loader) budgetOf(p *Profile, key *yaml.Node, address string, value *yaml.Node) error {
	d, err := l.duration(value, address)
	if err != nil {
		return err
	}
	if p.Budgets.Own == nil {
		p.Budgets.Own = map[string]time.Duration{}
	}
	p.Budgets.Own[address] = d
	return nil
}

func stringsOf[E interface{ String() string }](all []E) []string {
	names := make([]string, len(all))
	for i, e := range all {
		names[i] = e.String()
	}
	return names
}

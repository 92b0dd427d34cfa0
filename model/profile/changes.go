package profile

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/hangup-http/hangup/model"
)

// Changes tells in lines what the profile changes, and who says so.
func (p Profile) Changes() []string {
	var lines []string
	say := func(format string, args ...any) { lines = append(lines, fmt.Sprintf(format, args...)) }
	for _, c := range model.Choices() {
		if d, settled := p.Decisions[c.Policy]; settled {
			say("policy %s: a server %s%s (%s, by %s)%s", c.Name, d.does(), c.Rule, d.Level, d.By, unseen(c.Policy, d))
		}
	}
	for _, address := range slices.Sorted(maps.Keys(p.Levels)) {
		change := p.Levels[address]
		to := "off"
		if change.Level != Off {
			to = change.Level.String()
		}
		say("level %s: %s (by %s)%s", address, to, change.By, p.weakened(address, change.Level))
	}
	for _, b := range []struct {
		name string
		d    time.Duration
	}{
		{"answer", p.Budgets.Answer},
		{"interim", p.Budgets.Interim},
		{"close", p.Budgets.Close},
		{"patience", p.Budgets.Patience},
		{"settle", p.Budgets.Settle},
	} {
		if b.d != 0 {
			say("budget %s: %v", b.name, b.d)
		}
	}
	for _, address := range slices.Sorted(maps.Keys(p.Budgets.Own)) {
		say("budget %s: %v", address, p.Budgets.Own[address])
	}
	for _, q := range p.Requirements {
		say("requirement %s (%s, by %s): %s", q.Address, q.Level, q.By, q.Rule)
	}
	return lines
}

// unseen warns of a decision that can show nowhere.
func unseen(choice model.Policy, d Decision) string {
	if Seen(choice, d.Require) {
		return ""
	}
	return "; nothing that comes over the network shows it"
}

// weakened tells when a profile asks for less than the RFCs.
func (p Profile) weakened(address string, to model.Level) string {
	q, standard := model.Lookup(address)
	if !standard || to >= q.Level {
		return ""
	}
	return "; " + strings.TrimSpace("less than the "+q.Level.String()+" of "+q.Clause())
}

package promela

import (
	"fmt"
	"strings"

	"github.com/hangup-http/hangup/model"
	"github.com/hangup-http/hangup/model/explore"
)

// Laws that are no guard have these names.
const (
	lawOfTable   = "server-keeps-the-table"
	lawOfDeadEnd = "no-dead-end"
)

// lawName is a law's name as Promela can have it.
func lawName(law string) string {
	return "law_" + identifier(law)
}

// breach says that a law is broken here: an assertion about a variable that has the law's name and is
// never true, so that the verifier's message names the law.
func breach(law string) string { return "broken(" + lawName(law) + ")" }

// breaches prints the laws about steps that this row may break on this move: where the guard
// holds before the step, an action of the row is wrong.
func breaches(m *explore.Move, r *model.Rule) (then []string) {
	for _, law := range explore.Laws() {
		if law.Do&r.Do == 0 || law.Except>>m.Input.Event&1 != 0 {
			continue
		}
		then = append(then, fmt.Sprintf("if :: %s -> %s :: else fi", strings.Join(guard(&law.Before), " && "), breach(law.Name)))
	}
	return then
}

// watch prints the laws about configurations as options of the loop: each opens only where its law is
// broken, and changes nothing.
func watch(t *text, moves []explore.Move) {
	t.line("#ifndef BARE")
	for _, law := range explore.Laws() {
		switch {
		case law.Name == lawOfTable || law.Do != 0:
			continue
		case law.Name == lawOfDeadEnd:
			t.line(":: d_step { state != %s && !(%s) -> %s }", stateName(model.Closed), anyOpen(moves), breach(law.Name))
		default:
			t.line(":: d_step { %s -> %s }", strings.Join(guard(&law.Never), " && "), breach(law.Name))
		}
	}
	t.line("#endif")
}

// anyOpen says that the server, a handler or the clock can make a move.
func anyOpen(moves []explore.Move) string {
	var open []string
	for i := range moves {
		if fair(moves[i].Actor) {
			open = append(open, fmt.Sprintf("open_%d", i))
		}
	}
	return strings.Join(open, " || ")
}

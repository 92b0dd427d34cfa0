package entries

import (
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"strings"

	"github.com/hangup-http/hangup/fuzz/core"
	"github.com/hangup-http/hangup/fuzz/gen"
	"github.com/hangup-http/hangup/model"
	"github.com/hangup-http/hangup/server/conn"
)

// Step is a rule that the machine of the server has followed, and in which state.
type Step struct {
	State model.State
	Event model.Event
	Rule  int // its number in the table
}

// Steps plays a conversation on the core of the server and returns what its machine followed.
func Steps(c gen.Conversation) map[Step]bool {
	steps := map[Step]bool{}
	p := core.New(core.Server{Config: conn.Config{
		Policy: model.DefaultPolicy,
		Followed: func(from model.State, in model.Input, r *model.Rule) {
			if r != nil {
				steps[Step{from, in.Event, r.ID}] = true
			}
		},
	}})
	var s gen.Script
	c.Render(&s, gen.Plain())
	p.Judge(&s)
	return steps
}

// About returns the requirements that the rules cite which a conversation makes the
// server follow, sorted: what a case made of it is about.
func About(c gen.Conversation) (addresses []string) {
	rules := model.Rules()
	for step := range Steps(c) {
		if cites := rules[step.Rule].Cites; cites != "" && !slices.Contains(addresses, cites) {
			addresses = append(addresses, cites)
		}
	}
	slices.Sort(addresses)
	return addresses
}

// Minimise returns entries that between them follow all that all of them follow: each
// time the one that adds most, the shorter of two that add the same. The order is that of all.
func Minimise(all []Entry) (few []Entry) {
	left := make([]map[Step]bool, len(all))
	for i, e := range all {
		left[i] = Steps(e.Conversation)
	}
	var chosen []int
	for {
		best := -1
		for i := range all {
			if best < 0 || len(left[i]) > len(left[best]) ||
				len(left[i]) == len(left[best]) && len(all[i].Conversation) < len(all[best].Conversation) {
				best = i
			}
		}
		if best < 0 || len(left[best]) == 0 {
			break
		}
		chosen = append(chosen, best)
		for step := range left[best] {
			for i := range left {
				if i != best {
					delete(left[i], step)
				}
			}
		}
		left[best] = nil
	}
	slices.Sort(chosen)
	for _, i := range chosen {
		few = append(few, all[i])
	}
	return few
}

// Name says what a conversation is made of, and ends in a digest of it: the same
// conversation always has the same name, and others have others.
func Name(c gen.Conversation) string {
	var words []string
	for _, op := range c {
		word := strings.ToLower(op.Kind.String())
		if op.Kind != gen.End && !slices.Contains(words, word) && len(words) < maxWords {
			words = append(words, word)
		}
	}
	sum := sha256.Sum256(c.Encode())
	return strings.Join(append(words, hex.EncodeToString(sum[:4])), "-")
}

const maxWords = 5

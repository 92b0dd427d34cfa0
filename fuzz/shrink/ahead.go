package shrink

import (
	"context"

	"github.com/hangup-http/hangup/fuzz/gen"
)

// Ahead is Bounded for who has to wait for each answer, as a client of a real server has: it asks up to so
// many questions at once, and so calls same concurrently. The result is that of Bounded, where equal
// questions have equal answers. Of the questions, half are those that come if each answer is no, and half those that come if
// each is yes: the one is likely while parts are left out, the other while what is left is made plain.
//
// The context that same gets ends when its answer is not needed any more. All calls have returned when Ahead returns.
func Ahead(ctx context.Context, c gen.Conversation, tries, atOnce int, same func(context.Context, gen.Conversation) bool) gen.Conversation {
	a := &ahead{tries: tries, atOnce: max(atOnce, 2), same: same, answers: map[string]bool{}, asked: map[string]func(){}, came: make(chan answer)}
	for {
		needed := map[string]gen.Conversation{}
		best := a.guess(c, false, a.atOnce/2, needed)
		if len(needed) == 0 {
			a.stopAllBut(needed)
			for len(a.asked) > 0 {
				a.wait()
			}
			return best
		}
		a.guess(c, true, a.atOnce, needed)
		a.stopAllBut(needed)
		a.ask(ctx, needed)
		a.wait()
	}
}

// ahead remembers answers between runs of the shrinker, each of which comes as far as they lead.
type ahead struct {
	tries, atOnce int
	same          func(context.Context, gen.Conversation) bool
	answers       map[string]bool
	asked         map[string]func() // what was asked and has no answer yet, with what stops asking
	came          chan answer
}

type answer struct {
	key          string
	yes, stopped bool
}

// guess shrinks by the answers there are, guesses those that are missing, and adds them to those that are needed until
// there are so many. The result is worth something when none was missing.
func (a *ahead) guess(c gen.Conversation, guessed bool, most int, needed map[string]gen.Conversation) gen.Conversation {
	var s *shrinker
	s = &shrinker{tries: a.tries, same: func(c gen.Conversation) bool {
		key := string(c.Encode())
		if yes, known := a.answers[key]; known {
			return yes
		}
		if len(needed) < most {
			needed[key] = c
		} else {
			s.tries = 0
		}
		return guessed
	}}
	return s.shrink(c)
}

func (a *ahead) stopAllBut(needed map[string]gen.Conversation) {
	for key, stop := range a.asked {
		if _, ok := needed[key]; !ok {
			stop()
		}
	}
}

// ask puts those questions that are not being asked.
func (a *ahead) ask(ctx context.Context, needed map[string]gen.Conversation) {
	for key, c := range needed {
		if a.asked[key] != nil {
			continue
		}
		asking, stop := context.WithCancel(ctx)
		a.asked[key] = stop
		go func() {
			defer stop()
			yes := a.same(asking, c)
			a.came <- answer{key, yes, asking.Err() != nil && ctx.Err() == nil}
		}()
	}
}

// wait takes the next answer, and what has come beside it.
func (a *ahead) wait() {
	for came := <-a.came; ; {
		delete(a.asked, came.key)
		if !came.stopped {
			a.answers[came.key] = came.yes
		}
		select {
		case came = <-a.came:
		default:
			return
		}
	}
}

package fuzz

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/sync/errgroup"

	"github.com/hangup-http/hangup/corpus"
	"github.com/hangup-http/hangup/fuzz/gen"
	"github.com/hangup-http/hangup/fuzz/play"
	"github.com/hangup-http/hangup/fuzz/shrink"
	"github.com/hangup-http/hangup/internal/report"
	"github.com/hangup-http/hangup/model"
	"github.com/hangup-http/hangup/model/trace"
)

// shrinkTries bounds how often a server that is slow to answer is asked while a
// conversation is made smaller.
const shrinkTries = 400

// Checker checks one conversation after the other on one target.
type Checker struct {
	*Settings
	player *Player
	target Target
}

// NewChecker opens the target for a test.
func NewChecker(tb testing.TB, target Target, options ...Option) *Checker {
	tb.Helper()
	return &Checker{Settings: NewSettings(options...), player: target.Open(tb), target: target}
}

// Case plays a case and returns the worst of what must not be; the zero Kept where all is well.
func (c *Checker) Case(t *testing.T, made corpus.Case) (shrink.Kept, play.Played) {
	t.Helper()
	played := c.player.Play(t, made)
	return c.worstOf(played.Report), played
}

func (c *Checker) worstOf(r trace.Report) shrink.Kept {
	var unknown trace.Report
	for _, f := range r.Findings {
		if f.Verdict >= c.worst && !c.known[f.Requirement.Address] {
			unknown.Findings = append(unknown.Findings, f)
		}
	}
	return shrink.Signature(unknown)
}

// Conversation plays a conversation and returns what must not be, with the smallest
// conversation that shows it; the zero Kept where all is well.
func (c *Checker) Conversation(t *testing.T, conversation gen.Conversation) (shrink.Kept, gen.Conversation) {
	t.Helper()
	kept := c.ask(t, conversation, c.player.glance)
	if kept == (shrink.Kept{}) {
		return kept, nil
	}
	if !c.player.Bubbled() && c.ask(t, conversation, c.player.Play).Address != kept.Address {
		return shrink.Kept{}, nil // with more patience all was well
	}
	small := shrink.Bounded(conversation, shrinkTries, func(smaller gen.Conversation) bool {
		return c.ask(t, smaller, c.player.glance) == kept
	})
	if !c.player.Bubbled() && c.ask(t, small, c.player.Play).Address != kept.Address {
		small = conversation
	}
	return kept, small
}

func (c *Checker) ask(t *testing.T, conversation gen.Conversation, play func(*testing.T, corpus.Case) play.Played) shrink.Kept {
	t.Helper()
	made := c.made("fuzz/asked", conversation)
	if len(made.Steps) == 0 {
		return shrink.Kept{}
	}
	return c.worstOf(play(t, made).Report)
}

// atOnce is how many conversations are held side by side with a server in real time, where most
// of the time is spent waiting.
const atOnce = 32

// Suspects returns those of the conversations that show something, as Conversation has to
// confirm. In real time they are held side by side.
func (c *Checker) Suspects(t *testing.T, all []gen.Conversation) (suspects []gen.Conversation) {
	t.Helper()
	if c.player.Bubbled() {
		return all
	}
	shows := make([]bool, len(all))
	var group errgroup.Group
	group.SetLimit(atOnce)
	for i, conversation := range all {
		made := c.made("fuzz/asked", conversation)
		if len(made.Steps) == 0 {
			continue
		}
		group.Go(func() error {
			played, err := c.player.quick.Play(t.Context(), made)
			shows[i] = c.worstOf(played.Report) != (shrink.Kept{})
			return err
		})
	}
	if err := group.Wait(); err != nil {
		t.Fatalf("%v", err)
	}
	for i, conversation := range all {
		if shows[i] {
			suspects = append(suspects, conversation)
		}
	}
	return suspects
}

// Cases plays cases, side by side in real time, and fails the test once for each
// requirement that one of them shows broken.
func (c *Checker) Cases(t *testing.T, cases []corpus.Case) {
	t.Helper()
	if c.player.Bubbled() {
		for _, made := range cases {
			if kept, played := c.Case(t, made); kept != (shrink.Kept{}) {
				c.ReportCase(t, made, played)
				c.known[kept.Address] = true
			}
		}
		return
	}
	runner := play.Runner{Player: c.player.player, Connections: atOnce, Confirm: 1}
	run, err := runner.Run(t.Context(), cases)
	if err != nil {
		t.Fatalf("%v", err)
	}
	for i, r := range run.Results {
		kept := c.worstOfResult(r)
		if kept == "" {
			continue
		}
		t.Errorf("%s%s", c.conversation(r), c.files(t, cases[i]))
		c.known[kept] = true
	}
}

// worstOfResult returns the address of what must not be.
func (c *Checker) worstOfResult(r report.Result) string {
	for _, f := range r.Findings {
		if f.Verdict >= c.worst && !c.known[f.Requirement.Address] {
			return f.Requirement.Address
		}
	}
	return ""
}

// made makes a case that needs only what the target has.
func (c *Checker) made(name string, conversation gen.Conversation) corpus.Case {
	return conversation.CaseFor(name, func(h model.Handler) bool { return h == model.Answer || c.target.profile.Has(h) })
}

// Report fails the test with a shrunk conversation, and writes it to the test's folder of
// artifacts as a case file and as a test to paste.
func (c *Checker) Report(t *testing.T, kept shrink.Kept, small gen.Conversation, again string) {
	t.Helper()
	made := c.made("fuzz/"+slug(kept.Address), small)
	made.About = []string{kept.Address}
	made.Why = []string{fmt.Sprintf("%s: %s (in state %v).", kept.Verdict, kept.Why, kept.State)}
	_, played := c.Case(t, made)
	t.Errorf("%s%s\n%s\n%s", c.told(made, played), c.files(t, made), again, shrink.GoTest(made, c.target.name))
}

// ReportCase fails the test with a case and what came of it.
func (c *Checker) ReportCase(t *testing.T, made corpus.Case, played play.Played) {
	t.Helper()
	t.Errorf("%s%s", c.told(made, played), c.files(t, made))
}

// told is the whole conversation with what was judged.
func (c *Checker) told(made corpus.Case, played play.Played) string {
	return c.conversation(played.Result(made))
}

func (c *Checker) conversation(r report.Result) string {
	var out strings.Builder
	if err := report.Conversations(&out, &report.Run{Target: c.target.name, Results: []report.Result{r}}, false); err != nil {
		return err.Error()
	}
	return out.String()
}

// files writes the case for hangup replay.
func (c *Checker) files(t *testing.T, made corpus.Case) string {
	t.Helper()
	name := filepath.Join(t.ArtifactDir(), slug(made.Name)+".case")
	if err := os.WriteFile(name, corpus.Print([]corpus.Case{made}), 0o644); err != nil {
		return fmt.Sprintf("the case could not be written: %v", err)
	}
	return "written to " + name + "; play it with: hangup replay FILE URL"
}

func slug(name string) string {
	return strings.NewReplacer("/", "-", ".", "-").Replace(strings.ToLower(name))
}

package explore

import (
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/hangup-http/hangup/model"
)

// Print writes the result for people: counts, and each property with its verdict; what
// is broken with the conversation that breaks it.
func (r *Result) Print(w io.Writer) error {
	p := &printer{w: w}
	p.f("scope           %s\n", r.Scope)
	p.f("policy          %s\n", policyNames(r.Policy))
	p.f("configurations  %d%s\n", r.Configurations, incomplete(r.Complete))
	p.f("transitions     %d\n", r.Transitions)
	p.f("depth           %d\n", r.Depth)
	p.f("time            %s, %s on %s\n", r.Took.Round(time.Millisecond), rate(r.Configurations, r.Took), count(r.Workers, "worker"))
	p.f("memory          %.1f octets for each configuration\n", r.Memory)
	for _, kind := range []Kind{Always, Sometimes, Eventually} {
		p.f("\n%s\n", kind)
		for i := range r.Properties {
			if r.Properties[i].Kind == kind {
				p.property(&r.Properties[i])
			}
		}
	}
	return p.err
}

// Print writes the conversation, one line for each move.
func (c *Conversation) Print(w io.Writer) error {
	p := &printer{w: w}
	p.conversation(c)
	return p.err
}

type printer struct {
	w   io.Writer
	err error
}

func (p *printer) f(format string, args ...any) {
	if p.err == nil {
		_, p.err = fmt.Fprintf(p.w, format, args...)
	}
}

func (p *printer) property(q *Property) {
	verdict := "holds "
	if !q.Holds {
		verdict = "BROKEN"
	}
	p.f("  %s  %s: %s", verdict, q.Name, q.Says)
	if q.Cites != "" {
		p.f(" [%s]", q.Cites)
	}
	p.f("\n")
	if q.Why != "" {
		p.f("          %s\n", q.Why)
	}
	if q.Breach != nil {
		p.conversation(q.Breach)
	}
}

func (p *printer) conversation(c *Conversation) {
	for i := range c.Stem {
		p.step(i+1, &c.Stem[i])
	}
	if len(c.Cycle) > 0 {
		p.f("          and then for ever:\n")
	}
	for i := range c.Cycle {
		p.step(len(c.Stem)+i+1, &c.Cycle[i])
	}
}

func (p *printer) step(n int, s *Step) {
	p.f("    %3d  %-8s %s (%s)\n", n, s.Move.Actor, s.Move.Name, inputText(s.Move.Input))
	p.f("                  %s -> %s%s\n", s.From.State(), s.To.State(), changes(s.From.Facts(), s.To.Facts()))
	switch {
	case s.Rule == nil:
		p.f("                  no rule\n")
	case s.Rule.Cites != "":
		p.f("                  %s [%s]\n", s.Rule.Why, s.Rule.Cites)
	default:
		p.f("                  %s\n", s.Rule.Why)
	}
}

func inputText(in model.Input) string {
	switch in.Event {
	case model.Has:
		return in.Event.String() + " " + in.Trait.String()
	case model.Addresses:
		return in.Event.String() + " " + in.Handler.String()
	case model.Interim, model.AnswerStarts:
		return in.Event.String() + " " + in.Status.String()
	}
	return in.Event.String()
}

// changes tells how facts differ: flags that came with +, flags that went with -.
func changes(from, to model.Facts) string {
	var b strings.Builder
	for _, name := range (to &^ from).Names() {
		b.WriteString(" +" + name)
	}
	for _, name := range (from &^ to).Names() {
		b.WriteString(" -" + name)
	}
	if from.Last() != to.Last() {
		b.WriteString(" last: " + to.Last().String())
	}
	return b.String()
}

func policyNames(p model.Policy) string {
	var names []string
	for _, c := range model.Choices() {
		if p&c.Policy != 0 {
			names = append(names, c.Name)
		}
	}
	if len(names) == 0 {
		return "none"
	}
	return strings.Join(names, ", ")
}

func incomplete(complete bool) string {
	if complete {
		return ""
	}
	return " (cut short: what holds was not looked at everywhere)"
}

func rate(n int64, d time.Duration) string {
	return fmt.Sprintf("%.2f million configurations a second", float64(n)/max(d.Seconds(), 1e-9)/1e6)
}

func count(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return fmt.Sprintf("%d %ss", n, what)
}

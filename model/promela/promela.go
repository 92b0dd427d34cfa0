package promela

import (
	"fmt"
	"io"

	"github.com/hangup-http/hangup/model"
	"github.com/hangup-http/hangup/model/explore"
)

// program is a table with a policy, being printed.
type program struct {
	rules   []model.Rule
	policy  model.Policy
	forgets bool // a move takes back what its input has said
}

// Print prints a machine, with these rows and this policy, in the closed environment of the scope. It is an error when
// a row cannot be expressed.
func Print(w io.Writer, rules []model.Rule, policy model.Policy, scope explore.Scope) error {
	p := &program{rules: rules, policy: policy}
	moves := scope.Moves()
	if err := known(moves); err != nil {
		return fmt.Errorf("printing the model in Promela: %w", err)
	}
	var steps text
	for i := range moves {
		if err := p.move(&steps, i, &moves[i]); err != nil {
			return fmt.Errorf("printing the model in Promela: %w", err)
		}
		steps.blank()
	}
	var t text
	header(&t, scope)
	vocabulary(&t)
	p.variables(&t, moves)
	t.Write(steps.Bytes())
	processes(&t, moves)
	if err := formulas(&t); err != nil {
		return fmt.Errorf("printing the model in Promela: %w", err)
	}
	t.line("#endif")
	if _, err := w.Write(t.Bytes()); err != nil {
		return fmt.Errorf("writing the model in Promela: %w", err)
	}
	return nil
}

func header(t *text, scope explore.Scope) {
	t.line("/*")
	t.line(" * When does an HTTP/1.1 server hang up? The connection state machine of hangup in a closed world: %s.", scope.Name)
	t.line(" * %s.", scope.About)
	t.line(" *")
	t.line(" * One configuration of hangup's explorer is one state of this program. For invariants and counting:")
	t.line(" *     spin -o2 -a model.pml && gcc -O2 -DSAFETY -DNOREDUCE -o pan pan.c && ./pan -c0 -m1000000")
	t.line(" * For the formulas at its end, one at a time, under weak fairness:")
	t.line(" *     spin -o2 -DLIVENESS -a model.pml && gcc -O2 -DNOREDUCE -DNFAIR=8 -o pan pan.c && ./pan -a -f -m1000000 -N NAME")
	t.line(" */")
	t.blank()
}

// vocabulary prints the constants.
func vocabulary(t *text) {
	constants(t, model.AllStates(), stateName)
	constants(t, model.AllReasons(), reasonName)
	constants(t, model.AllTraits(), traitName)
	constants(t, model.AllStatuses(), statusName)
	constants(t, clientPhases, clientName)
	constants(t, handlerPhases, handlerPhaseName)
	t.blank()
}

// variables prints the configuration: the machine's state and facts, then the world.
func (p *program) variables(t *text, moves []explore.Move) {
	t.line("unsigned state : %d, last : %d, trait : %d, status : %d;", bitsFor(len(model.AllStates())), bitsFor(len(model.AllReasons())),
		bitsFor(len(model.AllTraits())), bitsFor(len(model.AllStatuses())))
	flags := flagsOf(machineFlags)
	for _, name := range flags {
		t.line("bit %s;", name)
	}
	t.line("unsigned client : %d, handler : %d;", bitsFor(len(clientPhases)), bitsFor(len(handlerPhases)))
	world := worldFlags(^explore.Flag(0))
	for _, name := range world {
		t.line("bit %s;", name)
	}
	if p.forgets {
		for _, e := range []model.Event{model.Has, model.Addresses} {
			for _, name := range remembered[e] {
				t.line("hidden byte was_%s;", name)
			}
		}
	}
	t.blank()
	t.line("#ifdef LIVENESS")
	t.line("bit stopped; /* client and operator have stopped for good */")
	t.line("#define going !stopped")
	t.line("#else")
	t.line("#define going true")
	t.line("#endif")
	t.blank()
	t.line("/* Laws, by variables that are never true: broken(law) is an assertion that fails and names it. */")
	t.line("#ifdef BARE")
	t.line("#define broken(law) skip")
	t.line("#else")
	for _, law := range explore.Laws() {
		t.line("hidden byte %s;", lawName(law.Name))
	}
	t.line("#define broken(law) assert(law)")
	t.line("#endif")
	t.blank()
	t.block("inline closed() {", func() {
		for _, name := range append([]string{"last", "trait", "status", "handler"}, append(flags, world...)...) {
			t.line("%s = 0;", name)
		}
		t.line("client = %s; state = %s", clientName(explore.Gone), stateName(model.Closed))
	}, "}")
	t.blank()
}

// fair tells whether the actor makes a move when it can for ever; the client and the operator may stop.
func fair(a explore.Actor) bool {
	return a == explore.Server || a == explore.Handler || a == explore.Clock
}

// processes prints who makes the moves: one process for everybody where fairness does not matter. It leaves
// the other case open for the formulas.
func processes(t *text, moves []explore.Move) {
	t.line("#ifndef LIVENESS")
	t.block("active proctype everybody() { end: do", func() {
		for i := range moves {
			t.line(":: move_%d()", i)
		}
		watch(t, moves)
	}, "od }")
	t.line("#else")
	for _, actor := range actors {
		if fair(actor) {
			t.block(fmt.Sprintf("active proctype %s_acts() { end: do", actor), func() { options(t, moves, actor) }, "od }")
		}
	}
	t.blank()
	t.line("/* The others may do nothing, for ever, and may stop for good. */")
	t.block("active proctype others_act() { end: do", func() {
		for _, actor := range actors {
			if !fair(actor) {
				options(t, moves, actor)
			}
		}
		t.line(":: d_step { !stopped -> stopped = 1 }")
		t.line(":: d_step { state <= %s -> skip }", stateName(model.Closed))
	}, "od }")
	t.blank()
}

// options prints the moves of one actor.
func options(t *text, moves []explore.Move, actor explore.Actor) {
	for i := range moves {
		if moves[i].Actor == actor {
			t.line(":: move_%d()", i)
		}
	}
}

package promela

import (
	"fmt"
	"strings"

	"github.com/hangup-http/hangup/model"
	"github.com/hangup-http/hangup/model/explore"
)

// In Promela a flag is a variable of its own, one bit wide, with the flag's name; a state, a
// reason, a trait and a status are constants, with the kind before the name.

// machineFlags are those that a machine needs; the others are remembered by judges only.
const machineFlags = model.Facts(1)<<model.MachineBits - 1

// flagsOf returns the names of the flags in f that a machine needs.
func flagsOf(f model.Facts) []string { return (f & machineFlags).Names() }

func stateName(s model.State) string   { return "state_" + s.String() }
func reasonName(r model.Reason) string { return "last_" + r.String() }
func traitName(t model.Trait) string   { return "trait_" + t.String() }
func statusName(s model.Status) string { return "status_" + s.String() }

// constants prints one definition for each value of an enumeration.
func constants[E any](t *text, all []E, name func(E) string) {
	for i, v := range all {
		t.line("#define %s %d", name(v), i)
	}
}

// among says that the variable has one of the values whose bits are in the set.
func among[E ~uint8](variable string, set uint64, all []E, name func(E) string) string {
	var alternatives []string
	for _, v := range all {
		if set>>v&1 != 0 {
			alternatives = append(alternatives, fmt.Sprintf("%s == %s", variable, name(v)))
		}
	}
	if len(alternatives) == 0 {
		return "false"
	}
	if len(alternatives) == 1 {
		return alternatives[0]
	}
	return "(" + strings.Join(alternatives, " || ") + ")"
}

// bitsFor returns how many bits the numbers below n need.
func bitsFor(n int) int {
	bits := 1
	for 1<<bits < n {
		bits++
	}
	return bits
}

// The world around the machine, and who acts in it.
var (
	clientPhases  = upTo(explore.Gone)
	handlerPhases = upTo(explore.Content)
	actors        = upTo(explore.Operator)
)

// upTo lists the values of an enumeration whose last one is given.
func upTo[E ~uint8](last E) (all []E) {
	for v := E(0); v <= last; v++ {
		all = append(all, v)
	}
	return all
}

func clientName(c explore.ClientPhase) string        { return "client_" + identifier(c) }
func handlerPhaseName(h explore.HandlerPhase) string { return "handler_" + identifier(h) }

// known returns an error if a flag of the world is used that has no name here: it would be lost in print.
func known(moves []explore.Move) error {
	var all explore.Flag
	for _, n := range worldFlagNames {
		all |= n.flag
	}
	guards, used := []explore.Guard{}, explore.Flag(0)
	for i := range moves {
		guards = append(guards, moves[i].When)
		used |= moves[i].Then.Set | moves[i].Then.Clear
	}
	for _, law := range explore.Laws() {
		guards = append(guards, law.Never, law.Before)
	}
	for _, fate := range explore.Fates() {
		guards = append(guards, fate.Region)
	}
	for _, g := range guards {
		used |= g.All | g.Not
	}
	if used&^all != 0 {
		return fmt.Errorf("the world has a flag (bits %b) without a name in Promela", used&^all)
	}
	return nil
}

// identifier is the name of a value, or its number, as a part of a Promela name.
func identifier(v any) string {
	return strings.NewReplacer(" ", "_", "-", "_", ".", "_").Replace(fmt.Sprint(v))
}

// worldFlagNames are the names of the world's flags.
var worldFlagNames = []struct {
	flag explore.Flag
	name string
}{
	{explore.OwesFIN, "OwesFIN"},
	{explore.Owes100, "Owes100"},
	{explore.WantsClose, "WantsClose"},
	{explore.HasContent, "HasContent"},
	{explore.WasLast, "WasLast"},
}

func worldFlags(f explore.Flag) (names []string) {
	for _, n := range worldFlagNames {
		if f&n.flag != 0 {
			names = append(names, n.name)
		}
	}
	return names
}

// oneOf says that the variable has one of these values.
func oneOf[E ~uint8](variable string, values []E, name func(E) string) string {
	var set uint64
	all := make([]E, 0, len(values))
	for _, v := range values {
		set |= 1 << v
		all = append(all, v)
	}
	return among(variable, set, all, name)
}

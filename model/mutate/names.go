package mutate

import (
	"math/bits"
	"strings"

	"github.com/hangup-http/hangup/model"
)

// flags is every flag there is.
var flags = func() (all model.Facts) {
	for _, f := range model.Flags() {
		all |= f
	}
	return all
}()

// Where the packed fields are.
var (
	statusMask = model.Facts(0).Told(model.Input{Event: model.Interim, Status: 0x1f})
	traitMask  = model.Facts(0).Told(model.Input{Event: model.Has, Trait: 0x3f}) &^ model.TraitHere
	lastMask   = func() model.Facts {
		_, f := (&model.Rule{Last: 0x1f}).Apply(model.Idle, 0)
		return f
	}()
)

var actionNames = []string{"Dispatch", "Refuse", "Send100", "Next", "Discard", "Hold", "FinishFIN", "Release"}

// How many values the types of package model have.
var (
	numStates   = len(model.AllStates())
	numEvents   = len(model.AllEvents())
	numReasons  = len(model.AllReasons())
	numTraits   = len(model.AllTraits())
	numStatuses = len(model.AllStatuses())
)

func each(f model.Facts) (single []model.Facts) {
	for ; f != 0; f &= f - 1 {
		single = append(single, f&-f)
	}
	return single
}

// members lists the set bits.
func members(set uint64) (all []int) {
	for ; set != 0; set &= set - 1 {
		all = append(all, bits.TrailingZeros64(set))
	}
	return all
}

func flagName(f model.Facts) string { return strings.Join(f.Names(), "|") }

func actionName(a model.Action) string {
	var names []string
	for _, bit := range members(uint64(a)) {
		names = append(names, actionNames[bit])
	}
	return strings.Join(names, "|")
}

func stateName(s model.State) string {
	if s == model.Stay {
		return "stay"
	}
	return s.String()
}

func setName(set uint64, name func(int) string) string {
	var names []string
	for _, v := range members(set) {
		names = append(names, name(v))
	}
	return strings.Join(names, "|")
}

func stateOf(v int) string  { return model.State(v).String() }
func eventOf(v int) string  { return model.Event(v).String() }
func reasonOf(v int) string { return model.Reason(v).String() }
func traitOf(v int) string  { return model.Trait(v).String() }
func statusOf(v int) string { return model.Status(v).String() }

// choiceName names one policy as profiles do.
func choiceName(p model.Policy) string {
	for _, c := range model.Choices() {
		if c.Policy == p {
			return c.Name
		}
	}
	return "unnamed choice"
}

package marks_test

import (
	"fmt"

	"github.com/hangup-http/hangup/model"
	"github.com/hangup-http/hangup/model/marks"
)

// In a fuzz target, mark what the machine follows.
func Example() {
	machine := model.NewMachine(model.Standard, model.DefaultPolicy)
	for _, e := range []model.Event{model.Begins, model.SaysClose, model.HeadEnds} {
		in := model.Input{Event: e}
		marks.Followed(machine.State(), in, machine.Step(in))
	}
	fmt.Println(machine.State())
	// Output: responding
}

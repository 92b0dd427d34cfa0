package marks

import "github.com/hangup-http/hangup/model"

//go:generate go run ./gen

// Followed marks the rule that a step has followed, or that forbids the step. It has
// the form of a hook, so that it can be one; where the step starts and what it is
// about are not looked at. A nil rule is no mark. Rules have to come from
// [model.Standard], by whose rows the marks are numbered: rows of another table are
// mistaken for those in their place.
func Followed(_ model.State, _ model.Input, r *model.Rule) {
	if r != nil {
		Hit(r.ID)
	}
}

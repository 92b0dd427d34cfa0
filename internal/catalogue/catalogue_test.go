package catalogue_test

import (
	"fmt"
	"slices"
	"testing"

	"github.com/hangup-http/hangup/internal/catalogue"
	"github.com/hangup-http/hangup/model"
	"github.com/hangup-http/hangup/model/profile"
)

// Example: which requirements catch Mongoose's bug.
func Example() {
	for _, c := range catalogue.Classes() {
		if c.Name == "answers-after-close" {
			fmt.Println(c.What)
			fmt.Println(c.Requirements)
		}
	}
	// Output:
	// requests behind one with close are answered, or the connection stays open
	// [9112/9.6/no-processing-after-close 9112/9.6/close-after-request-close]
}

func TestEveryClassIsCaughtOrExplained(t *testing.T) {
	classes := catalogue.Classes()
	if len(classes) != 63 {
		t.Errorf("%d classes were collected, here are %d", 63, len(classes))
	}
	if !slices.IsSortedFunc(classes, func(a, b catalogue.Class) int {
		if a.Name < b.Name {
			return -1
		}
		return 1
	}) {
		t.Error("the classes are not sorted by name, or one stands twice")
	}
	for _, c := range classes {
		if c.What == "" || c.Bugs == 0 {
			t.Errorf("%s: what goes wrong, and how often, is missing", c.Name)
		}
		if len(c.Requirements) == 0 && c.Reason == "" {
			t.Errorf("%s: neither a requirement catches it nor is there a reason", c.Name)
		}
		for _, address := range c.Requirements {
			if _, ok := model.Lookup(address); !ok {
				t.Errorf("%s: no requirement has the address %s", c.Name, address)
			}
		}
	}
}

func TestEveryClauseHasARequirement(t *testing.T) {
	seen := map[string]bool{}
	for _, c := range catalogue.Clauses() {
		if seen[c.ID] {
			t.Errorf("%s stands twice", c.ID)
		}
		seen[c.ID] = true
		if _, ok := model.Lookup(c.Address); ok != (c.Profile == "") {
			t.Errorf("%s: is %s a requirement of the standard table? %v; profile %q", c.ID, c.Address, ok, c.Profile)
		}
		if p, _ := profile.Shipped(c.Profile); c.Profile != "" {
			if _, ok := p.Lookup(c.Address); !ok {
				t.Errorf("%s: the profile %q has no requirement %s", c.ID, c.Profile, c.Address)
			}
		}
		if !slices.Contains(catalogue.IDs(c.Address), c.ID) {
			t.Errorf("IDs(%s) lacks %s", c.Address, c.ID)
		}
	}
	for prefix, count := range map[string]int{"P": 15, "F": 17, "K": 7, "C": 30, "E": 10, "U": 7} {
		for n := 1; n <= count; n++ {
			if id := fmt.Sprintf("%s%d", prefix, n); !seen[id] {
				t.Errorf("%s is missing", id)
			}
		}
	}
}

func TestEveryRequirementIsCited(t *testing.T) {
	cited := map[string]bool{}
	for _, r := range model.Rules() {
		cited[r.Cites] = true
	}
	for _, q := range model.Requirements() {
		if !cited[q.Address] {
			t.Errorf("no row of the table cites %s", q.Address)
		}
	}
}

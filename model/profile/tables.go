package profile

import (
	"slices"
	"strings"
	"sync"

	"github.com/hangup-http/hangup/model"
)

// Tables is the tables of one profile, each made once. It is safe for concurrent use.
type Tables struct {
	profile Profile

	mu   sync.Mutex
	made map[string]*model.Table
}

// Tables returns the tables to judge conversations by.
func (p Profile) Tables() *Tables { return &Tables{profile: p, made: map[string]*model.Table{}} }

// About is Table for conversations about these addresses.
func (t *Tables) About(about ...string) *model.Table {
	var matters []string // to the table; the standard's own addresses do not
	for _, a := range about {
		if !judged(a, []string{""}) {
			matters = append(matters, a)
		}
	}
	slices.Sort(matters)
	key := strings.Join(matters, " ")
	if len(about) > 0 && key == "" {
		key = "none" // which is not the same as all
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	table := t.made[key]
	if table == nil {
		table = t.profile.Table(about...)
		t.made[key] = table
	}
	return table
}

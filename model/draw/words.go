package draw

import (
	"math/bits"
	"strconv"
	"strings"

	"github.com/hangup-http/hangup/model"
)

// inWords lists the members of a set. More than three in a row become a range, and
// a set of nearly all becomes what is missing behind the word but.
func inWords[E interface {
	~uint8
	String() string
}](set uint64, all []E, but string) string {
	whole := uint64(1)<<len(all) - 1
	if set&whole == whole {
		return strings.TrimSuffix(but, " but ")
	}
	if missing := whole &^ set; len(all)-bits.OnesCount64(missing) > 8 && bits.OnesCount64(missing) <= 4 {
		return but + strings.Join(members(missing, all), ", ")
	}
	var parts []string
	for i := 0; i < len(all); i++ {
		if set>>all[i]&1 == 0 {
			continue
		}
		end := i
		for end+1 < len(all) && set>>all[end+1]&1 != 0 {
			end++
		}
		if end-i < 3 {
			end = i
			parts = append(parts, all[i].String())
			continue
		}
		parts = append(parts, all[i].String()+" … "+all[end].String())
		i = end
	}
	return strings.Join(parts, ", ")
}

// conditionInWords says what a condition asks.
func conditionInWords(w *model.When) string {
	var parts []string
	if names := w.All.Names(); len(names) > 0 {
		parts = append(parts, strings.Join(names, ", "))
	}
	if names := w.Not.Names(); len(names) > 0 {
		parts = append(parts, "not "+strings.Join(names, ", not "))
	}
	if w.Last != 0 {
		parts = append(parts, "last: "+alternatives(inWords(w.Last, model.AllReasons(), "any but ")))
	}
	if w.Trait != 0 {
		parts = append(parts, "trait: "+alternatives(inWords(w.Trait, model.AllTraits(), "any but ")))
	}
	if w.Status != 0 {
		parts = append(parts, "status: "+alternatives(inWords(w.Status, model.AllStatuses(), "any but ")))
	}
	if w.Served != 0 {
		parts = append(parts, "served at least "+strconv.Itoa(int(w.Served)))
	}
	return strings.Join(parts, "; ")
}

func alternatives(list string) string { return strings.ReplaceAll(list, ", ", " or ") }

// changesInWords says what a row does to the facts, of those in all.
func changesInWords(r *model.Rule, all model.Facts) string {
	var parts []string
	if names := r.Set.Names(); len(names) > 0 {
		parts = append(parts, "+"+strings.Join(names, " +"))
	}
	if names := r.Clear.Names(); len(names) > 8 {
		parts = append(parts, clearedInWords(r.Clear, all))
	} else if len(names) > 0 {
		parts = append(parts, "−"+strings.Join(names, " −"))
	}
	if r.Last != model.NotLast {
		parts = append(parts, "last: "+r.Last.String())
	}
	return strings.Join(parts, " ")
}

// clearedInWords shortens a long list: of what is cleared, or of what is kept.
func clearedInWords(cleared, all model.Facts) string {
	if kept := (all &^ cleared).Names(); len(kept) < len(cleared.Names()) {
		return "−all but " + strings.Join(kept, ", ")
	}
	return "−" + strings.Join(cleared.Names(), " −")
}

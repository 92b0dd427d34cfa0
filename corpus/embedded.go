package corpus

import (
	"embed"
	"fmt"
	"io/fs"
	"slices"
	"strings"
	"sync"
)

//go:embed cases/*.case
var files embed.FS

// Embedded returns the cases that ship with hangup, sorted by name. The slice is
// a copy; what the cases point to is shared and must not be changed.
func Embedded() ([]Case, error) {
	cases, err := embedded()
	return slices.Clone(cases), err
}

var embedded = sync.OnceValues(func() ([]Case, error) {
	names, err := fs.Glob(files, "cases/*.case")
	if err != nil {
		return nil, fmt.Errorf("listing the embedded cases: %w", err)
	}
	var all []Case
	for _, name := range names {
		src, err := files.ReadFile(name)
		if err != nil {
			return nil, fmt.Errorf("reading embedded cases: %w", err)
		}
		cases, err := Parse(name, src)
		if err != nil {
			return nil, fmt.Errorf("parsing embedded cases: %w", err)
		}
		all = append(all, Variants(cases)...)
	}
	slices.SortFunc(all, func(a, b Case) int { return strings.Compare(a.Name, b.Name) })
	for i := range all[:max(len(all)-1, 0)] {
		if a, b := all[i], all[i+1]; a.Name == b.Name {
			return nil, &Error{File: b.File, Line: b.Line, Column: 6, Msg: fmt.Sprintf("the name %s is taken by %s:%d: choose another", b.Name, a.File, a.Line)}
		}
	}
	return all, nil
})

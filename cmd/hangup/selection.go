package main

import (
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/hangup-http/hangup/corpus"
	"github.com/hangup-http/hangup/fuzz/play"
	"github.com/hangup-http/hangup/model/profile"
)

// knownCases returns the cases that a name finds: those that ship with hangup, and
// those that belong to the profile.
func knownCases(p profile.Profile) ([]corpus.Case, error) {
	all, err := play.Cases(p)
	if err != nil {
		return nil, usage("correct the line; docs/case-format.md shows the format", "%w", err)
	}
	return all, nil
}

// isKnown tells whether the name of a case finds it.
func isKnown(c corpus.Case, p profile.Profile) bool {
	cases, err := knownCases(p)
	return err == nil && slices.ContainsFunc(cases, func(e corpus.Case) bool {
		return e.Name == c.Name && e.File == c.File
	})
}

// allCases returns the known cases and those of the files and folders named. A file
// that belongs to the profile may be named again.
func allCases(paths []string, p profile.Profile) ([]corpus.Case, error) {
	all, err := knownCases(p)
	if err != nil {
		return nil, err
	}
	origin := map[string]corpus.Case{}
	for _, c := range all {
		origin[c.Name] = c
	}
	for _, path := range paths {
		cases, err := readCases(path, p)
		if err != nil {
			return nil, err
		}
		for _, c := range cases {
			first, taken := origin[c.Name]
			if taken && first.File == c.File && first.Line == c.Line {
				continue
			}
			if taken {
				return nil, usage("rename one of the two", "%s:%d: the name %s is taken by %s:%d", c.File, c.Line, c.Name, first.File, first.Line)
			}
			origin[c.Name] = c
			all = append(all, c)
		}
	}
	return all, nil
}

// readCases reads one case file, or every *.case file below a folder.
func readCases(path string, p profile.Profile) ([]corpus.Case, error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, usage("name a .case file, or a folder with such files", "reading cases: %w", err)
	}
	if !info.IsDir() {
		return readCaseFile(path, p)
	}
	var all []corpus.Case
	err = filepath.WalkDir(path, func(file string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() || filepath.Ext(file) != ".case" {
			return err
		}
		cases, err := readCaseFile(file, p)
		all = append(all, cases...)
		return err
	})
	if err == nil && len(all) == 0 {
		err = usage("name a folder with .case files", "no case in folder %s", path)
	}
	return all, err
}

func readCaseFile(file string, p profile.Profile) ([]corpus.Case, error) {
	src, err := os.ReadFile(file)
	if err != nil {
		return nil, usage("", "reading cases: %w", err)
	}
	cases, err := corpus.Parse(file, src, ownRequirements(p)...)
	if err != nil {
		return nil, usage("correct the line; docs/case-format.md shows the format", "%w", err)
	}
	return corpus.Variants(cases), nil
}

// selectCases keeps the cases that at least one pattern selects, in their order.
// Without patterns all are kept. A pattern that selects nothing is a mistake.
func selectCases(all []corpus.Case, patterns []string) ([]corpus.Case, error) {
	if len(patterns) == 0 {
		return all, nil
	}
	chosen := make([]bool, len(all))
	for _, pattern := range patterns {
		found := false
		for i, c := range all {
			if corpus.Match(c, pattern) {
				chosen[i], found = true, true
			}
		}
		if !found {
			return nil, usage("hangup cases, or hangup requirements", "nothing is selected by %q", pattern)
		}
	}
	var kept []corpus.Case
	for i, c := range all {
		if chosen[i] {
			kept = append(kept, c)
		}
	}
	return kept, nil
}

// findCase finds what replay was asked for: a known case by name, all cases
// of a file, or, as file:name, one of them.
func findCase(argument string, p profile.Profile) ([]corpus.Case, error) {
	all, err := knownCases(p)
	if err != nil {
		return nil, err
	}
	for _, c := range all {
		if c.Name == argument {
			return []corpus.Case{c}, nil
		}
	}
	file, name := argument, ""
	if before, after, ok := strings.Cut(argument, ".case:"); ok {
		file, name = before+".case", after
	}
	if filepath.Ext(file) != ".case" {
		return nil, usage("hangup cases", "there is no case %q, and it is no .case file", argument)
	}
	cases, err := readCases(file, p)
	if err != nil || name == "" {
		return cases, err
	}
	for _, c := range cases {
		if c.Name == name {
			return []corpus.Case{c}, nil
		}
	}
	return nil, usage("hangup replay "+file, "there is no case %q in %s", name, file)
}

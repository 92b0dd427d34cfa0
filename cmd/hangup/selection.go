package main

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/hangup-http/hangup/corpus"
)

func embeddedCases() ([]corpus.Case, error) {
	cases, err := corpus.Embedded()
	if err != nil {
		return nil, fmt.Errorf("the cases that ship with hangup: %w", err)
	}
	return cases, nil
}

// isEmbedded tells whether a case ships with hangup, so that its name finds it.
func isEmbedded(c corpus.Case) bool {
	cases, err := corpus.Embedded()
	return err == nil && slices.ContainsFunc(cases, func(e corpus.Case) bool {
		return e.Name == c.Name && e.File == c.File
	})
}

// allCases returns the embedded cases and those of the files and folders named.
func allCases(paths []string) ([]corpus.Case, error) {
	all, err := embeddedCases()
	if err != nil {
		return nil, err
	}
	origin := map[string]corpus.Case{}
	for _, c := range all {
		origin[c.Name] = c
	}
	for _, path := range paths {
		cases, err := readCases(path)
		if err != nil {
			return nil, err
		}
		for _, c := range cases {
			if first, taken := origin[c.Name]; taken {
				return nil, usage("rename one of the two", "%s:%d: the name %s is taken by %s:%d", c.File, c.Line, c.Name, first.File, first.Line)
			}
			origin[c.Name] = c
			all = append(all, c)
		}
	}
	return all, nil
}

// readCases reads one case file, or every *.case file below a folder.
func readCases(path string) ([]corpus.Case, error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, usage("name a .case file, or a folder with such files", "reading cases: %w", err)
	}
	if !info.IsDir() {
		return readCaseFile(path)
	}
	var all []corpus.Case
	err = filepath.WalkDir(path, func(file string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() || filepath.Ext(file) != ".case" {
			return err
		}
		cases, err := readCaseFile(file)
		all = append(all, cases...)
		return err
	})
	if err == nil && len(all) == 0 {
		err = usage("name a folder with .case files", "no case in folder %s", path)
	}
	return all, err
}

func readCaseFile(file string) ([]corpus.Case, error) {
	src, err := os.ReadFile(file)
	if err != nil {
		return nil, usage("", "reading cases: %w", err)
	}
	cases, err := corpus.Parse(file, src)
	if err != nil {
		return nil, usage("correct the line; docs/case-format.md shows the format", "%w", err)
	}
	return cases, nil
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

// findCase finds what replay was asked for: an embedded case by name, all cases
// of a file, or, as file:name, one of them.
func findCase(argument string) ([]corpus.Case, error) {
	all, err := embeddedCases()
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
	cases, err := readCases(file)
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

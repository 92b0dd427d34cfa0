package recipe

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/hangup-http/hangup/internal/strictyaml"
)

// File is all that one file of targets says.
type File struct {
	Name    string   // as it was given to Load
	Folder  string   // absolute; paths in the file are relative to it
	Site    []string // absolute paths of what is copied into the site
	Targets []Target // in their order
}

// Target is one server: where it is, or how it is started.
type Target struct {
	Name     string
	URL      string            // where it is dialled; may hold placeholders
	Start    []string          // program and arguments, with placeholders; empty: somebody else has started it
	Env      map[string]string // added to the environment of the program; values may hold placeholders
	Port     int               // for {PORT}; 0: one that is free
	Profile  string            // name of a shipped profile, or an absolute path; empty: that of the RFCs
	Expected string            // absolute path of its expected violations; empty: none are listed
	Needs    []string          // programs, files and Debian packages; see Missing
	Ready    time.Duration     // how long it may take until it accepts a connection
	Stop     string            // name of the signal that ends it, such as TERM
	Grace    time.Duration     // how long it may take to end
}

// Place is what the placeholders of a target stand for.
type Place struct {
	Port int    // {PORT}: the port to listen on, at 127.0.0.1
	Dir  string // {DIR}: an empty folder of its own
	Site string // {SITE}: the folder that MakeSite has filled
}

var placeholder = regexp.MustCompile(`\{[A-Z]+\}`)

// placeholders are those that a place fills in.
var placeholders = []string{"{PORT}", "{DIR}", "{SITE}", "{NAME}"}

// unknownPlaceholder returns the first that nothing is filled in for, or "".
func unknownPlaceholder(text string) string {
	for _, found := range placeholder.FindAllString(text, -1) {
		if !slices.Contains(placeholders, found) {
			return found
		}
	}
	return ""
}

// At returns the target with its placeholders filled in, and PORT, DIR and SITE in Env.
func (t Target) At(place Place) Target {
	port := strconv.Itoa(place.Port)
	fill := strings.NewReplacer("{PORT}", port, "{DIR}", place.Dir, "{SITE}", place.Site, "{NAME}", t.Name).Replace
	t.URL = fill(t.URL)
	t.Start = slices.Clone(t.Start)
	for i, word := range t.Start {
		t.Start[i] = fill(word)
	}
	env := map[string]string{"PORT": port, "DIR": place.Dir, "SITE": place.Site}
	for name, value := range t.Env {
		env[name] = fill(value)
	}
	t.Env = env
	return t
}

// Select returns the targets of these names, in the order of the file; without names,
// all. The error names one that does not exist.
func (f *File) Select(names []string) ([]Target, error) {
	if len(names) == 0 {
		return f.Targets, nil
	}
	known := make([]string, len(f.Targets))
	for i, t := range f.Targets {
		known[i] = t.Name
	}
	for _, name := range names {
		if !slices.Contains(known, name) {
			return nil, fmt.Errorf("%s has no target %q: %s", f.Name, name, strictyaml.Suggest(name, known))
		}
	}
	var chosen []Target
	for _, t := range f.Targets {
		if slices.Contains(names, t.Name) {
			chosen = append(chosen, t)
		}
	}
	return chosen, nil
}

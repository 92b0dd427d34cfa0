package nightly

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"time"

	"go.yaml.in/yaml/v4"

	"github.com/hangup-http/hangup/fuzz/store"
	"github.com/hangup-http/hangup/internal/recipe"
	"github.com/hangup-http/hangup/internal/strictyaml"
	"github.com/hangup-http/hangup/server/faults"
)

// Config is what a night is about.
type Config struct {
	File    string // as it was named
	History string // folder of all that is remembered
	Budget  Budget
	Native  Native
	Servers []Server
	Canary  Canary
}

// Budget is shared in equal parts by all targets and servers: one of the two is set.
type Budget struct {
	Executions uint64
	Duration   time.Duration // turned into counts by the rates of earlier nights, or of a short first run
}

// Native says which fuzz targets there are.
type Native struct {
	Module     string              // folder in which go list is run
	Packages   []string            // patterns, as for go list; none: no native targets
	Targets    map[string][]string // expected, by the folder of the package below Module
	LeftOut    map[string]string   // package.Target: why it is not fuzzed
	Minimise   []string            // package.Target of those that take conversations
	Instrument []string            // patterns of packages with coverage counters; none: all
	Workers    int
	Hang       time.Duration // so long without an execution is a hang
	at         map[string]strictyaml.Place
}

// Server is a live server.
type Server struct {
	Name        string
	URL         string // of one that somebody else has started
	Recipe      string // name of a target in Recipes
	Recipes     string // file of targets
	BuiltIn     bool
	Fault       string // of the built-in server
	Profile     string
	Store       string // address of a store that is shared with other campaigns; empty: none
	Connections int
	at          strictyaml.Place
}

// Canary says which planted bugs have to be found each night.
type Canary struct {
	Fault      string // of the built-in server, over TCP
	Package    string // of the native canary, from Module
	Target     string
	Finds      string // what has to stand in its failure
	Executions uint64 // in which each has to be found
}

const (
	maxFile        = 1 << 20
	maxTime        = 24 * time.Hour
	defaultHang    = time.Minute
	defaultCanary  = 500_000
	defaultWorkers = 2
)

// nameable is what a server may be called: it becomes the name of a folder.
var nameable = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9_-]*$`)

// Load reads a file. A mistake in it is a *strictyaml.Error.
func Load(name string) (*Config, error) {
	file, err := os.Open(name)
	if err != nil {
		return nil, fmt.Errorf("reading the night: %w", err)
	}
	defer file.Close()
	src, err := io.ReadAll(io.LimitReader(file, maxFile+1))
	if err != nil {
		return nil, fmt.Errorf("reading the night: %w", err)
	}
	if len(src) > maxFile {
		return nil, fmt.Errorf("%s is larger than %d octets, so it can not describe a night", name, maxFile)
	}
	return parse(name, src)
}

// loader reads one file.
type loader struct {
	strictyaml.Reader
	folder string
	config *Config
}

func parse(name string, src []byte) (*Config, error) {
	folder, err := filepath.Abs(filepath.Dir(name))
	if err != nil {
		return nil, fmt.Errorf("reading the night: %w", err)
	}
	l := &loader{strictyaml.Reader{File: name}, folder, &Config{
		File: name, History: filepath.Join(folder, "history"),
		Native: Native{Module: folder, Workers: defaultWorkers, Hang: defaultHang, at: map[string]strictyaml.Place{}},
		Canary: Canary{Executions: defaultCanary},
	}}
	top, err := l.Document(src, "a night")
	if err != nil {
		return nil, err
	}
	if top == nil {
		top = &yaml.Node{Kind: yaml.MappingNode}
	}
	err = l.Fields(top, "the file", []strictyaml.Field{
		{Key: "history", Read: func(n *yaml.Node) error { return l.path(n, "history", &l.config.History) }},
		{Key: "budget", Read: l.budget},
		{Key: "native", Read: l.native},
		{Key: "servers", Read: l.servers},
		{Key: "canary", Read: l.canary},
	})
	if err != nil {
		return nil, err
	}
	return l.config, l.complete(top)
}

// complete refuses a night without work, without an end, or whose success would prove nothing.
func (l *loader) complete(top *yaml.Node) error {
	c := l.config
	switch {
	case c.Budget == Budget{}:
		return l.Fail(top, "no budget: write budget: {duration: 1h} or budget: {executions: 1000000}")
	case len(c.Native.Packages) == 0 && len(c.Servers) == 0:
		return l.Fail(top, "nothing to fuzz: write native: {packages: [./...]}, or servers:")
	case len(c.Servers) > 0 && c.Canary.Fault == "":
		return l.Fail(top, "servers are fuzzed and nothing shows that a bug would be found: write canary: {fault: mongoose-answers-after-close}")
	case len(c.Native.Packages) > 0 && c.Canary.Target == "":
		return l.Fail(top, "native targets are fuzzed and nothing shows that a bug would be found: write canary: {package: ./folder, target: FuzzName, finds: TEXT}")
	}
	return nil
}

func (l *loader) budget(n *yaml.Node) error {
	b := &l.config.Budget
	err := l.Fields(n, "budget", []strictyaml.Field{
		{Key: "executions", Read: func(n *yaml.Node) error { return l.number(n, "executions", &b.Executions) }},
		{Key: "duration", Read: func(n *yaml.Node) (err error) { b.Duration, err = l.Duration(n, "duration", maxTime); return err }},
	})
	if err == nil && b.Executions > 0 && b.Duration > 0 {
		err = l.Fail(n, "executions and duration exclude each other: remove one")
	}
	return err
}

func (l *loader) native(n *yaml.Node) error {
	c := &l.config.Native
	var workers uint64
	err := l.Fields(n, "native", []strictyaml.Field{
		{Key: "module", Read: func(n *yaml.Node) error { return l.path(n, "module", &c.Module) }},
		{Key: "packages", Read: func(n *yaml.Node) error { return l.words(n, "packages", "./...", &c.Packages) }},
		{Key: "targets", Read: l.expected},
		{Key: "left-out", Read: l.leftOut},
		{Key: "minimise", Read: func(n *yaml.Node) error { return l.words(n, "minimise", "fuzz.FuzzConversation", &c.Minimise) }},
		{Key: "instrument", Read: func(n *yaml.Node) error { return l.words(n, "instrument", "example.com/mine/...", &c.Instrument) }},
		{Key: "workers", Read: func(n *yaml.Node) error { return l.number(n, "workers", &workers) }},
		{Key: "hang", Read: func(n *yaml.Node) (err error) { c.Hang, err = l.Duration(n, "hang", maxTime); return err }},
	})
	if workers > 0 {
		c.Workers = int(min(workers, 1024))
	}
	return err
}

// expected reads the targets that have to be there.
func (l *loader) expected(n *yaml.Node) error {
	c := &l.config.Native
	c.Targets = map[string][]string{}
	return l.Entries(n, "targets", func(key, value *yaml.Node) error {
		folder := filepath.ToSlash(filepath.Clean(key.Value))
		return l.List(value, key.Value, func(item *yaml.Node) error {
			name, err := l.Text(item, "a target", "its name, for example FuzzHead")
			if err != nil {
				return err
			}
			if !fuzzName(name) {
				return l.Fail(item, "%q is no fuzz target: its name begins with Fuzz", name)
			}
			c.Targets[folder] = append(c.Targets[folder], name)
			c.at[folder+"."+name] = l.Place(item)
			return nil
		})
	})
}

func (l *loader) leftOut(n *yaml.Node) error {
	c := &l.config.Native
	c.LeftOut = map[string]string{}
	return l.Entries(n, "left-out", func(key, value *yaml.Node) (err error) {
		c.at[key.Value] = l.Place(key)
		c.LeftOut[key.Value], err = l.Text(value, key.Value, "a reason: why it is not fuzzed")
		return err
	})
}

func (l *loader) servers(n *yaml.Node) error {
	return l.Entries(n, "servers", func(key, value *yaml.Node) error {
		if !nameable.MatchString(key.Value) {
			return l.Fail(key, "%q can not be the name of a server: use letters, digits, '_' and '-'", key.Value)
		}
		s := Server{Name: key.Value, at: l.Place(key)}
		if err := l.Fields(value, key.Value, l.server(&s)); err != nil {
			return err
		}
		ways := 0
		for _, way := range []bool{s.URL != "", s.Recipe != "", s.BuiltIn} {
			if way {
				ways++
			}
		}
		if ways != 1 {
			return l.Fail(key, "%s needs one of url, recipe (with recipes) and built-in: true", s.Name)
		}
		if s.Fault != "" && !s.BuiltIn {
			return l.Fail(key, "%s: only the built-in server can have a fault", s.Name)
		}
		l.config.Servers = append(l.config.Servers, s)
		return l.recipe(&l.config.Servers[len(l.config.Servers)-1], key)
	})
}

func (l *loader) server(s *Server) []strictyaml.Field {
	text := func(what, want string, into *string) func(*yaml.Node) error {
		return func(n *yaml.Node) (err error) { *into, err = l.Text(n, what, want); return err }
	}
	return []strictyaml.Field{
		{Key: "url", Read: text("url", "a value, for example http://127.0.0.1:8080", &s.URL)},
		{Key: "recipe", Read: text("recipe", "the name of a target in recipes", &s.Recipe)},
		{Key: "recipes", Read: func(n *yaml.Node) error { return l.path(n, "recipes", &s.Recipes) }},
		{Key: "built-in", Read: func(n *yaml.Node) error {
			if s.BuiltIn = n.Value == "true"; !s.BuiltIn {
				return l.Fail(n, "built-in is true, or is left out")
			}
			return nil
		}},
		{Key: "fault", Read: func(n *yaml.Node) error { return l.fault(n, &s.Fault) }},
		{Key: "profile", Read: text("profile", "the name of a profile, or a file", &s.Profile)},
		{Key: "store", Read: func(n *yaml.Node) error { return l.store(n, &s.Store) }},
		{Key: "connections", Read: func(n *yaml.Node) error {
			var number uint64
			err := l.number(n, "connections", &number)
			s.Connections = int(min(number, 1<<16))
			return err
		}},
	}
}

// recipe looks whether the target of a server is there.
func (l *loader) recipe(s *Server, at *yaml.Node) error {
	if (s.Recipe == "") != (s.Recipes == "") {
		return l.Fail(at, "%s: recipe is the name of a target, and recipes the file that it stands in: write both", s.Name)
	}
	if s.Recipe == "" {
		return nil
	}
	file, err := recipe.Load(s.Recipes)
	if err != nil {
		return l.Fail(at, "%s: %v", s.Name, err)
	}
	if _, err := file.Select([]string{s.Recipe}); err != nil {
		return l.Fail(at, "%s: %v", s.Name, err)
	}
	return nil
}

func (l *loader) canary(n *yaml.Node) error {
	c := &l.config.Canary
	err := l.Fields(n, "canary", []strictyaml.Field{
		{Key: "fault", Read: func(n *yaml.Node) error { return l.fault(n, &c.Fault) }},
		{Key: "package", Read: func(n *yaml.Node) (err error) {
			c.Package, err = l.Text(n, "package", "a folder of the module")
			return err
		}},
		{Key: "target", Read: func(n *yaml.Node) (err error) {
			c.Target, err = l.Text(n, "target", "a name, for example FuzzFaulty")
			return err
		}},
		{Key: "finds", Read: func(n *yaml.Node) (err error) {
			c.Finds, err = l.Text(n, "finds", "what stands in its failure")
			return err
		}},
		{Key: "executions", Read: func(n *yaml.Node) error { return l.number(n, "executions", &c.Executions) }},
	})
	if err == nil && (c.Package == "") != (c.Target == "") || err == nil && (c.Target == "") != (c.Finds == "") {
		err = l.Fail(n, "the native canary needs package, target and finds")
	}
	return err
}

func (l *loader) fault(n *yaml.Node, into *string) error {
	name, err := l.Text(n, "fault", "the name of a fault: `hangup faults` lists them")
	if err != nil {
		return err
	}
	if _, ok := faults.Lookup(name); !ok {
		return l.Fail(n, "there is no fault %q: `hangup faults` lists them", name)
	}
	*into = name
	return nil
}

func (l *loader) number(n *yaml.Node, what string, into *uint64) error {
	number, err := strconv.ParseUint(strings.ReplaceAll(n.Value, "_", ""), 10, 48)
	if n.Kind != yaml.ScalarNode || err != nil || number == 0 {
		return l.Fail(n, "%s must be a number of at least 1", what)
	}
	*into = number
	return nil
}

func (l *loader) words(n *yaml.Node, what, example string, into *[]string) error {
	return l.List(n, what, func(item *yaml.Node) error {
		word, err := l.Text(item, what, "a value, for example "+example)
		*into = append(*into, word)
		return err
	})
}

// path is relative to the folder of the file.
// store reads the address of a store, where a folder is a path as others are.
func (l *loader) store(n *yaml.Node, into *string) error {
	address, err := l.Text(n, "store", "a folder, or an address such as s3://corpus?prefix=mine/")
	if err != nil {
		return err
	}
	if _, isFolder := store.Folder(address); isFolder && !strings.Contains(address, "://") {
		return l.path(n, "store", into)
	}
	*into = address
	return nil
}

func (l *loader) path(n *yaml.Node, what string, into *string) error {
	name, err := l.Text(n, what, "a path, from the folder of this file")
	if err != nil {
		return err
	}
	if !filepath.IsAbs(name) {
		name = filepath.Join(l.folder, name)
	}
	*into = filepath.Clean(name)
	return nil
}

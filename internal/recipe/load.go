package recipe

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"time"

	"go.yaml.in/yaml/v4"

	"github.com/hangup-http/hangup/internal/strictyaml"
)

// maxFile bounds a file of targets, in octets: a path given by mistake may have no end.
const maxFile = 1 << 20

// What a target waits for when the file says nothing of it.
const (
	defaultReady = 30 * time.Second
	defaultGrace = 10 * time.Second
)

// Signals are the names that stop: may have.
var Signals = []string{"TERM", "INT", "QUIT", "HUP", "KILL"}

// Load reads a file of targets. A mistake in it is an *[Error]; that profiles and files
// of expected violations are there is checked, but they are not read.
func Load(name string) (*File, error) {
	file, err := os.Open(name)
	if err != nil {
		return nil, fmt.Errorf("reading the targets: %w", err)
	}
	defer file.Close()
	src, err := io.ReadAll(io.LimitReader(file, maxFile+1))
	if err != nil {
		return nil, fmt.Errorf("reading the targets: %w", err)
	}
	if len(src) > maxFile {
		return nil, fmt.Errorf("%s is larger than %d octets, so it can not be a file of targets", name, maxFile)
	}
	return Parse(name, src)
}

// Parse reads the text of a file of targets of that name, as [Load] does.
func Parse(name string, src []byte) (*File, error) {
	folder, err := filepath.Abs(filepath.Dir(name))
	if err != nil {
		return nil, fmt.Errorf("reading the targets: %w", err)
	}
	return (&reader{strictyaml.Reader{File: name}, folder}).all(src)
}

// all reads the whole file.
func (r *reader) all(src []byte) (*File, error) {
	top, err := r.document(src)
	if err != nil {
		return nil, err
	}
	f := &File{Name: r.File, Folder: r.folder}
	firstPort := 0
	nodes := map[string]*yaml.Node{}
	later := func(key string) func(*yaml.Node) error {
		return func(n *yaml.Node) error { nodes[key] = n; return nil }
	}
	err = r.Fields(top, "the file", []strictyaml.Field{
		{Key: "first-port", Read: func(n *yaml.Node) error { return r.port(n, "first-port", &firstPort) }},
		{Key: "site", Read: func(n *yaml.Node) error { return r.site(n, f) }},
		{Key: "defaults", Read: later("defaults")},
		{Key: "targets", Read: later("targets")},
	})
	if err != nil {
		return nil, err
	}
	if n := nodes["targets"]; n == nil || strictyaml.IsNull(n) || n.Kind == yaml.MappingNode && len(n.Content) == 0 {
		return nil, r.Fail(top, "no target: write targets: and, below it, one name: for each server")
	}
	if err := r.targets(nodes["targets"], nodes["defaults"], f); err != nil {
		return nil, err
	}
	return f, r.ports(nodes["targets"], f, firstPort)
}

// site reads which folders are copied into the site.
func (r *reader) site(n *yaml.Node, f *File) error {
	if err := r.texts(n, "site", "[cgi]", &f.Site); err != nil {
		return err
	}
	for i, folder := range f.Site {
		f.Site[i] = r.path(folder)
		if info, err := os.Stat(f.Site[i]); err != nil || !info.IsDir() {
			return r.Fail(n, "site: there is no folder %s beside this file", folder)
		}
	}
	return nil
}

// nameable is what a target may be called: it becomes the name of files.
var nameable = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9._-]*$`)

// taken are the names of other files beside those of the targets.
var taken = []string{"index", "matrix"}

// targets reads each, begun with the defaults.
func (r *reader) targets(n, defaults *yaml.Node, f *File) error {
	return r.Entries(n, "targets", func(key, value *yaml.Node) error {
		if !nameable.MatchString(key.Value) || slices.Contains(taken, key.Value) {
			return r.Fail(key, "%q can not be the name of a target: use letters, digits, '.', '_' and '-', and not %s", key.Value, strings.Join(taken, " or "))
		}
		t := draft{reader: r, Target: Target{Name: key.Value, Ready: defaultReady, Grace: defaultGrace, Stop: "TERM"}}
		if defaults != nil {
			if err := r.Fields(defaults, "defaults", without(t.shared(), value)); err != nil {
				return err
			}
		}
		if err := r.Fields(value, key.Value, append(t.shared(), t.own()...)); err != nil {
			return err
		}
		if err := t.complete(key); err != nil {
			return err
		}
		f.Targets = append(f.Targets, t.Target)
		return nil
	})
}

// without leaves defaults alone that a target has itself, so that they need not fit it. A
// target with a url is not started, unless it says so itself. What env says is added up.
func without(defaults []strictyaml.Field, target *yaml.Node) []strictyaml.Field {
	has := func(key string) bool {
		for i := 0; i+1 < len(target.Content); i += 2 {
			if target.Content[i].Value == key {
				return true
			}
		}
		return false
	}
	for i, f := range defaults {
		if f.Key != "env" && has(f.Key) || f.Key == "start" && has("url") {
			defaults[i].Read = func(*yaml.Node) error { return nil }
		}
	}
	return defaults
}

// ports gives each target that is started a port, if the file says where they begin, and
// refuses two that would listen on the same one.
func (r *reader) ports(n *yaml.Node, f *File, first int) error {
	taken := map[int]string{}
	for i := range f.Targets {
		t := &f.Targets[i]
		if t.Port == 0 && first > 0 && len(t.Start) > 0 {
			t.Port = first + i
		}
		if t.Port > maxPort {
			return r.Fail(n.Content[2*i], "%s would get port %d, and %d is the last: lower first-port", t.Name, t.Port, maxPort)
		}
		if other, twice := taken[t.Port]; twice && t.Port > 0 {
			return r.Fail(n.Content[2*i], "%s and %s both have port %d: give one another port, or none", other, t.Name, t.Port)
		}
		taken[t.Port] = t.Name
	}
	return nil
}

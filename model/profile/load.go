package profile

import (
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"go.yaml.in/yaml/v4"

	"github.com/hangup-http/hangup/internal/nearest"
	"github.com/hangup-http/hangup/internal/strictyaml"
	"github.com/hangup-http/hangup/model"
)

// maxFile bounds a profile, in octets: a path given by mistake may have no end.
const maxFile = 1 << 20

// maxChain bounds how many profiles extend each other.
const maxChain = 16

// Load returns the shipped profile of that name, or reads a YAML file. A mistake in it
// is an *[Error].
func Load(name string) (Profile, error) {
	if p, ok := Shipped(name); ok {
		return p, nil
	}
	src, err := readFile(name)
	if err != nil {
		if errors.Is(err, os.ErrNotExist) && !strings.ContainsAny(name, "./\\") {
			return Profile{}, fmt.Errorf("there is no profile %q, and no file of that name: %s", name, suggest(name, Names()))
		}
		return Profile{}, fmt.Errorf("reading the profile: %w", err)
	}
	return (&loader{Reader: strictyaml.Reader{File: name}, open: readFile}).profile(src)
}

// Parse reads the text of a profile. File is its name in messages. Such a profile
// extends none but shipped ones and has no cases: only Load reads other files.
func Parse(file string, src []byte) (Profile, error) {
	return (&loader{Reader: strictyaml.Reader{File: file}}).profile(src)
}

func readFile(name string) ([]byte, error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	src, err := io.ReadAll(io.LimitReader(f, maxFile+1))
	if err != nil {
		return nil, err
	}
	if len(src) > maxFile {
		return nil, fmt.Errorf("%s is larger than %d octets, so it can not be one", name, maxFile)
	}
	return src, nil
}

// loader reads one file, and those that it extends.
type loader struct {
	strictyaml.Reader
	short   string                       // name in reasons
	open    func(string) ([]byte, error) // nil: no other file may be read
	shipped bool
	chain   []string // files that extend this one, the first one first
}

// section is one key of a profile.
type section struct {
	key  string
	read func(*Profile, *yaml.Node) error
}

// sections returns them in the order in which they are read: each knows those before it.
func (l *loader) sections() []section {
	return []section{
		{"extends", l.extends},
		{"host", l.host},
		{"capabilities", l.capabilities},
		{"requirements", l.requirements},
		{"levels", l.levels},
		{"policies", l.policies},
		{"budgets", l.budgets},
		{"cases", l.cases},
	}
}

func (l *loader) profile(src []byte) (Profile, error) {
	l.short = strings.TrimSuffix(filepath.Base(l.File), filepath.Ext(l.File))
	p := Profile{
		Name: l.File, Capabilities: map[model.Handler]string{}, Decisions: map[model.Policy]Decision{},
		Levels: map[string]Change{}, settled: map[string]place{},
	}
	top, err := l.Document(src, "a profile")
	if err != nil {
		return Profile{}, err
	}
	if top == nil {
		return p, nil
	}
	found := map[string]*yaml.Node{}
	var known []string
	for _, s := range l.sections() {
		known = append(known, s.key)
	}
	err = l.Entries(top, "the profile", func(key, value *yaml.Node) error {
		found[key.Value] = value
		if !slices.Contains(known, key.Value) {
			return l.Fail(key, "unknown key %q: %s", key.Value, suggest(key.Value, known))
		}
		return nil
	})
	for _, s := range l.sections() {
		if value := found[s.key]; err == nil && value != nil {
			err = s.read(&p, value)
		}
	}
	if err == nil {
		err = l.contradictions(&p)
	}
	return p, err
}

// extends reads the profile that this one begins with.
func (l *loader) extends(p *Profile, n *yaml.Node) error {
	if n.Kind != yaml.ScalarNode || strictyaml.IsNull(n) || n.Value == "" {
		return l.Fail(n, "extends needs one name (%s) or file", strings.Join(Names(), ", "))
	}
	base, shipped := Shipped(n.Value)
	if !shipped {
		var err error
		if base, err = l.base(n); err != nil {
			return err
		}
	}
	p.Host, p.Budgets, p.Requirements, p.Cases = base.Host, base.Budgets, slices.Clone(base.Requirements), slices.Clone(base.Cases)
	p.Budgets.Own = maps.Clone(base.Budgets.Own)
	maps.Copy(p.Capabilities, base.Capabilities)
	maps.Copy(p.Decisions, base.Decisions)
	maps.Copy(p.Levels, base.Levels)
	maps.Copy(p.settled, base.settled)
	return nil
}

// base reads the file that is extended. Its name is relative to the folder of this one.
func (l *loader) base(n *yaml.Node) (Profile, error) {
	if best := nearest.Of(n.Value, Names()); l.open == nil || !strings.ContainsAny(n.Value, "./\\") && best != "" {
		return Profile{}, l.Fail(n, "there is no profile %q: %s", n.Value, suggest(n.Value, Names()))
	}
	file := n.Value
	if !filepath.IsAbs(file) {
		file = filepath.Join(filepath.Dir(l.File), file)
	}
	chain := append(slices.Clone(l.chain), filepath.Clean(l.File))
	if slices.Contains(chain, file) {
		return Profile{}, l.Fail(n, "%s extends itself, by way of %s: remove one extends", n.Value, strings.Join(chain, ", "))
	}
	if len(chain) >= maxChain {
		return Profile{}, l.Fail(n, "more than %d profiles extend each other: put some together", maxChain)
	}
	src, err := l.open(file)
	if err != nil {
		return Profile{}, l.Fail(n, "reading the profile to extend: %v; name a shipped profile (%s) or a file, from the folder of this one", err, strings.Join(Names(), ", "))
	}
	return (&loader{Reader: strictyaml.Reader{File: file}, open: l.open, chain: chain}).profile(src)
}

// cases reads the files with conversations that belong to the profile.
func (l *loader) cases(p *Profile, n *yaml.Node) error {
	return l.List(n, "cases", func(item *yaml.Node) error {
		name, err := l.Text(item, "a case", "a .case file, from the folder of the profile")
		if err != nil {
			return err
		}
		if l.open == nil {
			return l.Fail(item, "cases are read only for a profile that is a file itself")
		}
		if !filepath.IsAbs(name) {
			name = filepath.Join(filepath.Dir(l.File), name)
		}
		text, err := l.open(name)
		if err != nil {
			return l.Fail(item, "reading cases: %v; name a .case file, from the folder of the profile", err)
		}
		p.Cases = append(p.Cases, CaseFile{Name: name, Text: text})
		return nil
	})
}

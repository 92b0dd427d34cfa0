package recipe

import (
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v4"

	"github.com/hangup-http/hangup/internal/strictyaml"
	"github.com/hangup-http/hangup/model/profile"
)

const maxPort = 65535

// draft is a target that is being read.
type draft struct {
	*reader
	Target
	tls bool
}

// shared are the keys of a target and of the defaults.
func (t *draft) shared() []strictyaml.Field {
	return []strictyaml.Field{
		{Key: "start", Read: t.start},
		{Key: "env", Read: t.environment},
		{Key: "tls", Read: t.speaksTLS},
		{Key: "profile", Read: t.judgedBy},
		{Key: "expected", Read: t.expects},
		{Key: "needs", Read: func(n *yaml.Node) error { return t.texts(n, "needs", "[node, deb:nginx-light]", &t.Needs) }},
		{Key: "ready", Read: func(n *yaml.Node) error { return t.duration(n, "ready", &t.Ready) }},
		{Key: "stop", Read: t.stop},
		{Key: "grace", Read: func(n *yaml.Node) error { return t.duration(n, "grace", &t.Grace) }},
	}
}

// own are the keys that only a target has.
func (t *draft) own() []strictyaml.Field {
	return []strictyaml.Field{
		{Key: "url", Read: func(n *yaml.Node) error { return t.text(n, "url", "http://127.0.0.1:8080", &t.URL) }},
		{Key: "port", Read: func(n *yaml.Node) error { return t.port(n, "port", &t.Port) }},
	}
}

// start reads the words of the command. A program with a slash is a path.
func (t *draft) start(n *yaml.Node) error {
	words := &t.Start
	if n.Kind == yaml.ScalarNode {
		var line string
		if err := t.text(n, "start", "./server", &line); err != nil {
			return err
		}
		*words = strings.Fields(line)
	} else if err := t.texts(n, "start", `[./server, --listen, "127.0.0.1:{PORT}"]`, words); err != nil {
		return err
	}
	if len(*words) == 0 {
		return t.Fail(n, "start needs a program, for example ./server")
	}
	program := strings.ReplaceAll((*words)[0], "{NAME}", t.Name)
	if strings.Contains(program, "/") {
		program = t.path(program)
		if info, err := os.Stat(program); err != nil {
			return t.Fail(n, "%s: there is no program %s, from the folder of this file", t.Name, (*words)[0])
		} else if info.IsDir() || info.Mode()&0o111 == 0 {
			return t.Fail(n, "%s: %s can not be executed: chmod +x", t.Name, (*words)[0])
		}
	}
	(*words)[0] = program
	return nil
}

// environment adds to what the defaults say.
func (t *draft) environment(n *yaml.Node) error {
	env := map[string]string{}
	for name, value := range t.Env {
		env[name] = value
	}
	t.Env = env
	return t.Entries(n, "env", func(key, value *yaml.Node) error {
		var text string
		if err := t.text(value, key.Value, "a text in quotes", &text); err != nil {
			return err
		}
		if slices.Contains([]string{"PORT", "DIR", "SITE"}, key.Value) || key.Value == "" || strings.Contains(key.Value, "=") {
			return t.Fail(key, "env can not set %q: hangup sets PORT, DIR and SITE itself", key.Value)
		}
		env[key.Value] = text
		return nil
	})
}

func (t *draft) speaksTLS(n *yaml.Node) error {
	if n.Kind != yaml.ScalarNode || n.Value != "true" && n.Value != "false" {
		return t.Fail(n, "tls is true or false")
	}
	t.tls = n.Value == "true"
	return nil
}

func (t *draft) judgedBy(n *yaml.Node) error {
	var name string
	if err := t.text(n, "profile", "strict or profile.yaml", &name); err != nil {
		return err
	}
	if slices.Contains(profile.Names(), name) {
		t.Profile = name
		return nil
	}
	t.Profile = t.path(strings.ReplaceAll(name, "{NAME}", t.Name))
	if _, err := os.Stat(t.Profile); err != nil {
		return t.Fail(n, "%s: profile %s is neither one that ships (%s) nor a file, from the folder of this one",
			t.Name, name, strings.Join(profile.Names(), ", "))
	}
	return nil
}

func (t *draft) expects(n *yaml.Node) error {
	var name string
	if err := t.text(n, "expected", "expected.txt", &name); err != nil {
		return err
	}
	t.Expected = t.path(strings.ReplaceAll(name, "{NAME}", t.Name))
	if _, err := os.Stat(t.Expected); err != nil {
		return t.Fail(n, "%s: there is no file %s, from the folder of this one: an empty one expects nothing",
			t.Name, strings.ReplaceAll(name, "{NAME}", t.Name))
	}
	return nil
}

func (t *draft) stop(n *yaml.Node) error {
	if err := t.text(n, "stop", "TERM", &t.Stop); err != nil {
		return err
	}
	t.Stop = strings.TrimPrefix(t.Stop, "SIG")
	if !slices.Contains(Signals, t.Stop) {
		return t.Fail(n, "unknown signal %q: there are %s", n.Value, strings.Join(Signals, ", "))
	}
	return nil
}

// complete fills in what follows from the rest, and refuses what can not be.
func (t *draft) complete(key *yaml.Node) error {
	switch {
	case len(t.Start) == 0 && t.URL == "":
		return t.Fail(key, "%s needs start, how it is started, or url, where it runs already", t.Name)
	case len(t.Start) == 0 && strings.Contains(t.URL, "{"):
		return t.Fail(key, "the url of %s has a placeholder, and no start says what listens there: write it out", t.Name)
	case len(t.Start) == 0 && t.Port > 0:
		return t.Fail(key, "%s has a port, and no start says what listens there: remove it", t.Name)
	case t.URL == "" && t.tls:
		t.URL = "https://127.0.0.1:{PORT}"
	case t.URL == "":
		t.URL = "http://127.0.0.1:{PORT}"
	}
	return nil
}

func (r *reader) port(n *yaml.Node, what string, into *int) error {
	port, err := strconv.Atoi(n.Value)
	if n.Kind != yaml.ScalarNode || err != nil || port < 1 || port > maxPort {
		return r.Fail(n, "%s must be a number from 1 to %d", what, maxPort)
	}
	*into = port
	return nil
}

// path is relative to the folder of the file.
func (r *reader) path(name string) string {
	if filepath.IsAbs(name) {
		return filepath.Clean(name)
	}
	return filepath.Join(r.folder, name)
}

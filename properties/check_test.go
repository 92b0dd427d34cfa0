package properties_test

import (
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/hangup-http/hangup/corpus"
	"github.com/hangup-http/hangup/fuzz"
	"github.com/hangup-http/hangup/fuzz/core"
	"github.com/hangup-http/hangup/fuzz/gen"
	"github.com/hangup-http/hangup/model"
	"github.com/hangup-http/hangup/properties"
	"github.com/hangup-http/hangup/server/conn"
)

// judgedBy plays conversations on the core of the server, and tells what is wrong with each.
func judgedBy(config conn.Config) func(gen.Conversation) error {
	p := core.New(core.Server{Config: config})
	var s gen.Script
	return func(c gen.Conversation) error {
		c.Render(&s, gen.Plain())
		if err := wrong(p.Judge(&s)); err != nil {
			return err
		}
		if config.Seams != nil {
			return nil // a defect is what it is about
		}
		return p.Defect()
	}
}

// planted is a server that answers what comes behind close.
func planted() func(gen.Conversation) error {
	return judgedBy(conn.Config{Policy: model.DefaultPolicy, Seams: closeIgnored()})
}

// machinePolicies are the choices that a machine goes by.
const machinePolicies = 6

// limitOf is how many requests a connection has with a policy; 0 is without end.
func limitOf(policy model.Policy) uint64 { return uint64(policy) % 5 }

// TestMachineRefinesJudge: what a server does that is driven by the machine, the judge accepts, whatever the policy
// and whatever its clients do.
func TestMachineRefinesJudge(t *testing.T) {
	var servers []func(gen.Conversation) error
	for policy := range model.Policy(1 << machinePolicies) {
		servers = append(servers, judgedBy(conn.Config{Policy: policy, MaxRequests: limitOf(policy)}))
	}
	properties.CheckRapid(t, gen.Everything(), func(c gen.Conversation) error {
		for policy, holds := range servers {
			err := holds(c)
			once := model.Policy(policy)&model.OneExchange != 0 || limitOf(model.Policy(policy)) == 1
			if once && err != nil && strings.Contains(err.Error(), "9112/9.3/persistence") {
				continue // it is warned of what it has chosen
			}
			if err != nil {
				return fmt.Errorf("policy %#x: %w", policy, err)
			}
		}
		return nil
	})
}

// TestGopterMachineRefinesJudge: the same with gopter, for the policy that most servers have.
func TestGopterMachineRefinesJudge(t *testing.T) {
	properties.CheckGopter(t, gen.Everything(), 1000, judgedBy(conn.Config{Policy: model.DefaultPolicy}))
}

// TestRapidFails, TestGopterFails and FuzzFails fail when they are wished for, and are looked at by TestFailuresTellAll.
func TestRapidFails(t *testing.T) {
	needsWish(t)
	properties.CheckRapid(t, plainly(), planted())
}

func TestGopterFails(t *testing.T) {
	needsWish(t)
	properties.CheckGopter(t, plainly(), 20_000, planted())
}

func FuzzFails(f *testing.F) {
	if os.Getenv(wanted) == "" {
		f.Skipf("it fails, and says why, when %s is set", wanted)
	}
	fuzz.Conversation(f, properties.HTTP(netHTTP))
}

// plainly prefers what the planted bug is made of: these tests are about what a failure tells.
func plainly() gen.Alphabet {
	return gen.Everything().Prefer("field Connection", 20).Prefer("version 1.0", 0).Prefer("malformed without-Host", 0)
}

// TestFailuresTellAll: whichever library has found it, a failure tells the conversation, the seed or the file, and the
// exact command, and its files are in the test's folder of artifacts.
func TestFailuresTellAll(t *testing.T) {
	for _, c := range []struct {
		name  string
		parts []string
	}{
		{"TestRapidFails", []string{`-run="TestRapidFails" -rapid\.failfile="testdata/rapid/.*" \(or -rapid\.seed=\d+\)`, `case fuzz/found`}},
		{"TestGopterFails", []string{`HANGUP_SEED=1 go test -run '\^TestGopterFails\$'`, `case fuzz/found`}},
		{"FuzzFails", []string{`go test -run '\^FuzzFails\$/\^seed#\d+\$'`, `case fuzz/`, `properties\.Case\(t, fuzz\.Serve\(serve\)`}},
	} {
		t.Run(c.name, func(t *testing.T) {
			dir := t.TempDir()
			out := failing(t, dir, c.name)
			for _, part := range append(c.parts, `written to .*\.case; play it with: hangup replay`) {
				if !regexp.MustCompile(part).MatchString(out) {
					t.Errorf("no %s in\n%s", part, out)
				}
			}
			files := caseFiles(t, filepath.Join(dir, "_artifacts"))
			if len(files) == 0 {
				t.Fatalf("no case in the folder of artifacts\n%s", out)
			}
			text, err := os.ReadFile(files[0])
			if err != nil {
				t.Fatal(err)
			}
			if _, err := corpus.Parse(files[0], text); err != nil {
				t.Errorf("%v in\n%s", err, text)
			}
		})
	}
}

// caseFiles returns the case files below a folder.
func caseFiles(t *testing.T, dir string) (files []string) {
	t.Helper()
	err := filepath.WalkDir(dir, func(path string, _ fs.DirEntry, err error) error {
		if strings.HasSuffix(path, ".case") {
			files = append(files, path)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}

// failing runs a test that fails in a process of its own, in a folder of its own.
func failing(t *testing.T, dir, name string) string {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	c := exec.CommandContext(t.Context(), self, "-test.run=^"+name+"$", "-test.artifacts", "-test.outputdir="+dir,
		"-rapid.seed=1", "-rapid.checks=5000")
	c.Dir = dir
	c.Env = append(os.Environ(), wanted+"=1", properties.SeedVariable+"=1")
	out, err := c.CombinedOutput()
	if err == nil {
		t.Fatalf("%s passes:\n%s", name, out)
	}
	return string(out)
}

// TestShrunk: both libraries make what they have found small.
func TestShrunk(t *testing.T) {
	for _, name := range []string{"TestRapidFails", "TestGopterFails"} {
		out := failing(t, t.TempDir(), name)
		told := regexp.MustCompile(`the smallest conversation that was found, \[(.*)\]`).FindStringSubmatch(out)
		if told == nil {
			t.Fatalf("no conversation in\n%s", out)
		}
		if operations := strings.Count(told[1], "{"); operations > 6 {
			t.Errorf("%s: %d operations are left: %s", name, operations, told[1])
		}
	}
}

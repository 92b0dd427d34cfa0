package entries_test

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"github.com/hangup-http/hangup/fuzz/entries"
	"github.com/hangup-http/hangup/fuzz/gen"
)

func random(n int) (all []entries.Entry) {
	r := rand.New(rand.NewPCG(3, 3))
	for range n {
		all = append(all, entries.Entry{Conversation: gen.Random(r, gen.Everything())})
	}
	return all
}

// TestFiles: what is written is read again, and so is what rapid writes.
func TestFiles(t *testing.T) {
	dir := t.TempDir()
	rapid.Check(t, func(t *rapid.T) {
		choose := func(label string, n int) int { return rapid.IntRange(0, n-1).Draw(t, label) }
		c := gen.Build(choose, gen.Everything())
		name := filepath.Join(dir, "entry")
		for _, text := range [][]byte{
			entries.Native(c),
			[]byte(fmt.Sprintf("# 2026 [TestX] [rapid] draw conversation: %v\n# \nv0.4.8#123\n0x1\n", c)),
		} {
			if err := os.WriteFile(name, text, 0o600); err != nil {
				t.Fatal(err)
			}
			e, err := entries.ReadFile(name)
			if err != nil || !slices.Equal(e.Conversation, c) {
				t.Fatalf("%v became %v, %v in\n%s", c, e.Conversation, err, text)
			}
		}
	})
	for _, text := range []string{"", "x", "go test fuzz v1\nint(3)\n", "go test fuzz v1\n[]byte(\"a\")\nint(3)\n", "# no draw\nv0.4.8#1\n0x1\n"} {
		name := filepath.Join(dir, "wrong")
		if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := entries.ReadDir(dir); !errors.Is(err, entries.ErrNotConversation) {
			t.Errorf("%q: %v", text, err)
		}
	}
}

// TestMinimise: fewer follow the same.
func TestMinimise(t *testing.T) {
	all := random(300)
	few := entries.Minimise(all)
	covered := func(some []entries.Entry) map[entries.Step]bool {
		steps := map[entries.Step]bool{}
		for _, e := range some {
			for s := range entries.Steps(e.Conversation) {
				steps[s] = true
			}
		}
		return steps
	}
	a, b := covered(all), covered(few)
	t.Logf("%d of %d entries follow all %d steps", len(few), len(all), len(a))
	if len(a) != len(b) || len(few) > len(all)/2 {
		t.Errorf("%d entries follow %d steps, %d of them follow %d", len(all), len(a), len(few), len(b))
	}
}

func TestNames(t *testing.T) {
	seen := map[string]bool{}
	for _, e := range random(500) {
		seen[entries.Name(e.Conversation)] = true
	}
	if len(seen) < 490 {
		t.Errorf("only %d names", len(seen))
	}
}

func ExampleName() {
	c := gen.Conversation{{Kind: gen.Request}, {Kind: gen.Field}, {Kind: gen.End}, {Kind: gen.HalfClose}}
	fmt.Println(entries.Name(c))
	// Output: request-field-halfclose-dc2bd572
}

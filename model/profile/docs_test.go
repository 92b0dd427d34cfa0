package profile_test

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/hangup-http/hangup/model"
	"github.com/hangup-http/hangup/model/profile"
)

// The guide shows the example that is tested, and every policy with who shows it.
func TestTheGuide(t *testing.T) {
	guide := read(t, "../../docs/profiles.md")
	for _, file := range []string{"acme.yaml", "acme.case"} {
		if text := read(t, "../../docs/examples/"+file); !strings.Contains(guide, text) {
			t.Errorf("docs/profiles.md does not show docs/examples/%s as it is", file)
		}
	}
	sees := map[bool]string{true: "seen", false: "-"}
	for _, c := range model.Choices() {
		built := "-"
		for _, r := range model.Rules() {
			if r.By&c.Policy != 0 {
				built = "follows"
			}
		}
		row := fmt.Sprintf("| `%s` | a server that %s | %s | %s | %s |\n",
			c.Name, c.Rule, sees[profile.Seen(c.Policy, true)], sees[profile.Seen(c.Policy, false)], built)
		if !strings.Contains(guide, row) {
			t.Errorf("docs/profiles.md lacks the line\n%s", row)
		}
	}
	for _, name := range profile.Names() {
		if !strings.Contains(guide, "| `"+name+"` |") {
			t.Errorf("docs/profiles.md lacks profile %s", name)
		}
	}
}

func read(t *testing.T, file string) string {
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

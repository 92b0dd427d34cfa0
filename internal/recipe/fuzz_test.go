package recipe_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/hangup-http/hangup/internal/recipe"
)

// FuzzTargets: any text is a file of targets that can be started or dialled, or a mistake
// with a position.
func FuzzTargets(f *testing.F) {
	for _, seed := range []string{
		complete, "targets: {a: {url: x}}", "defaults: &d {start: sh}\ntargets: {a: *d, b: {<<: *d}}",
		"targets: &t {a: *t}", "targets: {a: {start: [sh, {b: c}]}}", "? {a: b}\n: c", "targets: {a: {start: sh, env: {A: [1]}, port: -1}}",
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, src []byte) {
		file, err := recipe.Parse("t.yaml", src)
		if err != nil {
			var mistake *recipe.Error
			if !errors.As(err, &mistake) || mistake.Line < 1 || mistake.Column < 1 || strings.Contains(err.Error(), "\n") {
				t.Errorf("no position, or more than one line: %q", err)
			}
			return
		}
		if len(file.Targets) == 0 {
			t.Error("no target")
		}
		ports := map[int]bool{}
		for _, target := range file.Targets {
			if len(target.Start) == 0 && target.URL == "" || target.Ready <= 0 || target.Grace <= 0 || strings.ContainsAny(target.Name, "/ ") {
				t.Errorf("%+v", target)
			}
			if target.Port > 0 && ports[target.Port] {
				t.Errorf("port %d twice", target.Port)
			}
			ports[target.Port] = true
		}
	})
}

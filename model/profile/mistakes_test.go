package profile_test

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/cockroachdb/datadriven"

	"github.com/hangup-http/hangup/model/profile"
)

// TestMistakes: what is wrong with a profile, where, and what to do. Each command "file
// NAME" writes a file; "load NAME" writes one and reads it as a profile.
func TestMistakes(t *testing.T) {
	datadriven.Walk(t, "testdata/mistakes", func(t *testing.T, path string) {
		dir := t.TempDir()
		datadriven.RunTest(t, path, func(t *testing.T, d *datadriven.TestData) string {
			file := filepath.Join(dir, d.CmdArgs[0].Key)
			if err := os.WriteFile(file, []byte(d.Input+"\n"), 0o600); err != nil {
				d.Fatalf(t, "%v", err)
			}
			if d.Cmd == "file" {
				return ""
			}
			_, err := profile.Load(file)
			if err == nil {
				return "good\n"
			}
			var mistake *profile.Error
			if !errors.As(err, &mistake) || mistake.Line < 1 || mistake.Column < 1 {
				d.Fatalf(t, "not a mistake with a position: %v", err)
			}
			return strings.ReplaceAll(err.Error(), dir+string(filepath.Separator), "") + "\n"
		})
	})
}

func TestUnknownNames(t *testing.T) {
	_, err := profile.Load("strct")
	if err == nil || !strings.Contains(err.Error(), "did you mean strict?") {
		t.Errorf("%v", err)
	}
	if _, err := profile.Load("./strct"); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("%v", err)
	}
}

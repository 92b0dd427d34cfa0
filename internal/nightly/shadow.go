package nightly

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// shadow makes a folder that looks like the folder of a package, and returns it: links to all that stands in the module, in
// which only testdata/fuzz/NAME is real. The engine writes inputs that fail there, so that the source stays as it
// is, and the next night does not stop at them. Paths such as ../testdata work as in the package.
func shadow(root, module string, t target) (string, error) {
	if err := os.RemoveAll(root); err != nil {
		return "", fmt.Errorf("removing an old shadow: %w", err)
	}
	from, to := module, root
	path := strings.Split(filepath.ToSlash(filepath.Join(t.Folder, "testdata", "fuzz", t.Name)), "/")
	var dir string
	depth := len(path) - 3
	for i, next := range path {
		if err := mirror(from, to, next); err != nil {
			return "", err
		}
		if i == depth {
			dir = to
		}
		from, to = filepath.Join(from, next), filepath.Join(to, next)
	}
	return dir, mirror(from, to, "")
}

// mirror links all entries of a folder into another, but one. A folder that does not exist is empty.
func mirror(from, to, but string) error {
	if err := os.MkdirAll(to, 0o755); err != nil {
		return fmt.Errorf("making a shadow: %w", err)
	}
	entries, err := os.ReadDir(from)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("making a shadow: %w", err)
	}
	for _, e := range entries {
		if e.Name() == but {
			continue
		}
		if err := os.Symlink(filepath.Join(from, e.Name()), filepath.Join(to, e.Name())); err != nil {
			return fmt.Errorf("making a shadow: %w", err)
		}
	}
	return nil
}

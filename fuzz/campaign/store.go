package campaign

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// Kinds of what a campaign remembers.
const (
	KindCorpus   = "corpus"   // a conversation, as gen.Conversation.Encode writes it
	KindFinding  = "finding"  // a case file with the trace that shows it
	KindCoverage = "coverage" // JSON: what was seen for the first time, and how much was played
)

// Kinds are all kinds, what must not be lost first.
func Kinds() []string { return []string{KindFinding, KindCorpus, KindCoverage} }

// ErrDamaged is the error, wrapped with its name, of an entry that is not what its name says.
var ErrDamaged = errors.New("it is damaged: its content has another digest")

// Store keeps what a campaign remembers. It is append-only and content-addressed, so that
// many campaigns can share one. Implementations are safe for concurrent use.
type Store interface {
	// Put keeps data and returns its name, the SHA-256 of data in hexadecimal: the same data
	// twice is one entry. When Put has returned, the entry survives the end of the process,
	// however it ends.
	Put(ctx context.Context, kind string, data []byte) (name string, err error)
	// Get returns the entry of that kind and name, whole, or an error that wraps [ErrDamaged].
	Get(ctx context.Context, kind, name string) ([]byte, error)
	// List returns the names of all entries of a kind, sorted.
	List(ctx context.Context, kind string) ([]string, error)
}

// Folder is a Store in a plain folder: DIR/KIND/NAME, where NAME is the SHA-256 of the content.
type Folder struct{ dir string }

// OpenFolder returns a store in dir, which is made when it is not there.
func OpenFolder(dir string) (*Folder, error) {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return nil, fmt.Errorf("making the folder of the campaign: %w", err)
	}
	return &Folder{dir}, nil
}

func nameOf(data []byte) string {
	sum := sha256.Sum256(data)
	return hex.EncodeToString(sum[:])
}

// partial begins the names of files that are not complete.
const partial = ".partial-"

// Put writes beside and renames, so that a name never stands for half an entry.
func (f *Folder) Put(_ context.Context, kind string, data []byte) (string, error) {
	name := nameOf(data)
	dir := filepath.Join(f.dir, kind)
	if _, err := os.Stat(filepath.Join(dir, name)); err == nil {
		return name, nil
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return "", fmt.Errorf("storing a %s: %w", kind, err)
	}
	// A conversation that a power failure takes is found again; a finding must not be lost.
	if err := writeWhole(dir, name, data, kind != KindCorpus); err != nil {
		return "", fmt.Errorf("storing a %s: %w", kind, err)
	}
	return name, nil
}

// writeWhole makes the file dir/name at once or not at all. A lasting one is on the disk when it returns.
func writeWhole(dir, name string, data []byte, lasting bool) error {
	file, err := os.CreateTemp(dir, partial)
	if err != nil {
		return fmt.Errorf("making a file: %w", err)
	}
	_, err = file.Write(data)
	if lasting {
		err = errors.Join(err, file.Sync())
	}
	err = errors.Join(err, file.Chmod(0o644), file.Close())
	if err == nil {
		err = os.Rename(file.Name(), filepath.Join(dir, name))
	}
	if err != nil {
		return errors.Join(err, os.Remove(file.Name()))
	}
	if !lasting {
		return nil
	}
	return syncFolder(dir)
}

// syncFolder makes a rename last. Not every file system can; the file itself is safe.
func syncFolder(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return fmt.Errorf("opening the folder: %w", err)
	}
	defer d.Close()
	_ = d.Sync()
	return nil
}

// Get reads an entry, and refuses one that is not what its name says.
func (f *Folder) Get(_ context.Context, kind, name string) ([]byte, error) {
	file := filepath.Join(f.dir, kind, filepath.Base(name))
	data, err := os.ReadFile(file)
	if err != nil {
		return nil, fmt.Errorf("reading a %s: %w", kind, err)
	}
	if nameOf(data) != name {
		return nil, fmt.Errorf("%s: %w; remove the file", file, ErrDamaged)
	}
	return data, nil
}

// List names what is complete.
func (f *Folder) List(_ context.Context, kind string) (names []string, err error) {
	entries, err := os.ReadDir(filepath.Join(f.dir, kind))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("listing each %s: %w", kind, err)
	}
	for _, e := range entries {
		if !e.IsDir() && !strings.HasPrefix(e.Name(), ".") {
			names = append(names, e.Name())
		}
	}
	return names, nil
}

// WriteFile makes a file with that content at once or not at all, and the folder above it if need be.
func WriteFile(name string, data []byte) error {
	dir, base := filepath.Split(name)
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return fmt.Errorf("making its folder: %w", err)
	}
	return writeWhole(dir, base, data, true)
}

package store_test

import (
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/hangup-http/hangup/fuzz/campaign"
	"github.com/hangup-http/hangup/fuzz/store"
)

// holds puts an entry, and asks that it is there.
func holds(t *testing.T, s campaign.Store, text string) string {
	t.Helper()
	name, err := s.Put(t.Context(), campaign.KindCorpus, []byte(text))
	if err != nil {
		t.Fatal(err)
	}
	data, err := s.Get(t.Context(), campaign.KindCorpus, name)
	if err != nil || string(data) != text {
		t.Fatalf("%q %v", data, err)
	}
	if names, err := s.List(t.Context(), campaign.KindCorpus); err != nil || !slices.Contains(names, name) {
		t.Fatalf("%v %v", names, err)
	}
	return name
}

func TestFolders(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "a", "b")
	if _, err := store.OpenExisting(t.Context(), dir); err == nil {
		t.Error("a folder that is not there is opened")
	}
	for _, address := range []string{dir, "file://" + filepath.ToSlash(dir)} {
		s, err := store.Open(t.Context(), address)
		if err != nil {
			t.Fatal(err)
		}
		name := holds(t, s, "one")
		if _, err := os.Stat(filepath.Join(dir, campaign.KindCorpus, name)); err != nil {
			t.Error(err)
		}
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	}
	if _, err := store.OpenExisting(t.Context(), dir); err != nil {
		t.Error(err)
	}
}

func TestWrongAddresses(t *testing.T) {
	t.Setenv("PATH", t.TempDir())
	for address, want := range map[string]string{
		"":                     "empty",
		"file://host/folder":   "three slashes",
		"file:///folder?a=b":   "three slashes",
		"ftp://host/folder":    "ftp://",
		"s3://bucket?region=r": store.Build,
	} {
		s, err := store.Open(t.Context(), address)
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v %v", address, s, err)
		}
		if strings.HasPrefix(address, "s3") && !errors.Is(err, store.ErrNoDriver) {
			t.Error(err)
		}
	}
}

// TestDriver: an object store is there through another process, and stays there when that process ends.
func TestDriver(t *testing.T) {
	withDriver(t)
	dir := t.TempDir()
	s, err := store.Open(t.Context(), "s3://"+dir)
	if err != nil {
		t.Fatal(err)
	}
	name := holds(t, s, "one")
	if _, err := s.Put(t.Context(), campaign.KindCorpus, []byte("die")); err == nil || !strings.Contains(err.Error(), "it was told to") {
		t.Errorf("the process ended, and the error is %v", err)
	}
	holds(t, s, "two")
	if _, err := s.Get(t.Context(), campaign.KindCorpus, "none"); err == nil || errors.Is(err, campaign.ErrDamaged) {
		t.Errorf("an entry that is not there: %v", err)
	}
	for _, damage := range []string{"", "on", "another"} {
		if err := os.WriteFile(filepath.Join(dir, campaign.KindCorpus, name), []byte(damage), 0o600); err != nil {
			t.Fatal(err)
		}
		_, err := s.Get(t.Context(), campaign.KindCorpus, name)
		if !errors.Is(err, campaign.ErrDamaged) || !strings.Contains(err.Error(), name) {
			t.Errorf("%q: %v", damage, err)
		}
	}
	if err := s.Close(); err != nil {
		t.Error(err)
	}
	if _, err := s.List(t.Context(), campaign.KindCorpus); err == nil {
		t.Error("it is closed, and answers")
	}
}

// TestRefused: what the program says on standard error is in the error.
func TestRefused(t *testing.T) {
	withDriver(t)
	s, err := store.Open(t.Context(), "s3://refused")
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	if _, err := s.List(t.Context(), campaign.KindCorpus); err == nil || !strings.Contains(err.Error(), "nobody knows that bucket") {
		t.Error(err)
	}
}

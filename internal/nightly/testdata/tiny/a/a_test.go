// Package a has fuzz targets that pass, crash, and sometimes fail.
package a

import (
	"os"
	"testing"
)

func FuzzPass(f *testing.F) {
	f.Add([]byte("seed"))
	f.Fuzz(func(*testing.T, []byte) {})
}

func FuzzCrash(f *testing.F) {
	f.Add([]byte("seed"))
	f.Fuzz(func(t *testing.T, octets []byte) {
		if os.Getenv("TINY_CURED") == "" && string(octets) != "seed" {
			t.Fatal("only the seed is good")
		}
	})
}

// FuzzFlake fails once: where it leaves a file behind.
func FuzzFlake(f *testing.F) {
	f.Add([]byte("seed"))
	f.Fuzz(func(t *testing.T, octets []byte) {
		name := os.Getenv("TINY_FOLDER") + "/flaked"
		if string(octets) == "seed" {
			return
		}
		if _, err := os.Stat(name); err == nil {
			return
		}
		if err := os.WriteFile(name, nil, 0o600); err != nil {
			t.Skip(err)
		}
		t.Fatal("once")
	})
}

func FuzzCanary(f *testing.F) {
	f.Add([]byte("seed"))
	f.Fuzz(func(t *testing.T, octets []byte) {
		if os.Getenv("CANARY_CURED") == "" && string(octets) != "seed" {
			t.Fatal("planted bug")
		}
	})
}

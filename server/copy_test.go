package server_test

import (
	"bytes"
	"crypto/sha256"
	"io"
	"math/rand/v2"
	"net/http"
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"testing"

	"github.com/hangup-http/hangup/server"
	"github.com/hangup-http/hangup/server/native"
)

// file writes a file of random octets.
func file(t *testing.T, size int64) (name string, sum [32]byte) {
	t.Helper()
	name = filepath.Join(t.TempDir(), "file.bin")
	f, err := os.Create(name)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	hash := sha256.New()
	source := rand.NewChaCha8([32]byte{1})
	if _, err := io.CopyN(io.MultiWriter(f, hash), source, size); err != nil {
		t.Fatal(err)
	}
	return name, [32]byte(hash.Sum(nil))
}

// TestFiles: whole files and parts of them, in all the ways in which they are copied,
// one behind the other on a connection.
func TestFiles(t *testing.T) {
	const size = 3<<20 + 12345
	name, sum := file(t, size)
	whole, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	open := func() *os.File {
		f, err := os.Open(name)
		if err != nil {
			t.Error(err)
		}
		t.Cleanup(func() { f.Close() })
		return f
	}
	onFronts(t, func(t *testing.T, front native.Front) {
		addr := startFunc(t, front, func(w http.ResponseWriter, r *http.Request) {
			switch r.URL.Path {
			case "/serve", "/range":
				http.ServeFile(w, r, name)
				return
			case "/limited":
				w.Header().Set("Content-Length", strconv.Itoa(size-5))
				l := &io.LimitedReader{R: open(), N: size - 5}
				n, err := io.Copy(w, l)
				if n != size-5 || err != nil || l.N != 0 {
					t.Errorf("limited: %d, %v, %d left", n, err, l.N)
				}
				return
			case "/known":
				w.Header().Set("Content-Length", strconv.Itoa(size+3))
				io.WriteString(w, "abc")
			}
			if n, err := io.Copy(w, open()); n != size || err != nil {
				t.Errorf("%s: %d, %v", r.URL.Path, n, err)
			}
		})
		c := dial(t, addr)
		for _, tt := range []struct {
			target string
			want   []byte
		}{
			{"/serve", whole},
			{"/chunks", whole},
			{"/known", append([]byte("abc"), whole...)},
			{"/limited", whole[:size-5]},
			{"/range\r\nRange: bytes=70000-2000000", whole[70000:2000001]},
			{"/serve", whole},
		} {
			path, fields, _ := strings.Cut(tt.target, "\r\n")
			if fields != "" {
				fields += "\r\n"
			}
			_, resp := ask(t, c, "GET "+path+" HTTP/1.1\r\nHost: a\r\n"+fields+"\r\n")
			if out, err := io.ReadAll(resp.Body); err != nil || !bytes.Equal(out, tt.want) {
				t.Errorf("%s: %d octets, %v; want %d", tt.target, len(out), err, len(tt.want))
			}
		}
		if sha256.Sum256(whole) != sum {
			t.Error("the file has changed")
		}
	})
}

// TestLargeFileCostsNoMemory: 100 MB go out, and next to nothing is allocated for them.
// Buffers that the collector takes from their pools meanwhile are made again, so that
// the bound is a share of the file.
func TestLargeFileCostsNoMemory(t *testing.T) {
	const size = 100 << 20
	name := filepath.Join(t.TempDir(), "large")
	if err := os.WriteFile(name, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Truncate(name, size); err != nil {
		t.Fatal(err)
	}
	onFronts(t, func(t *testing.T, front native.Front) {
		addr := start(t, &server.Server{Front: front, Handler: http.FileServer(http.Dir(filepath.Dir(name)))})
		c := dial(t, addr)
		buf := make([]byte, 64<<10)
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		_, resp := ask(t, c, "GET /large HTTP/1.1\r\nHost: a\r\n\r\n")
		if n, err := io.CopyBuffer(struct{ io.Writer }{io.Discard}, resp.Body, buf); n != size || err != nil {
			t.Errorf("%d octets, %v", n, err)
		}
		runtime.ReadMemStats(&after)
		if n := after.TotalAlloc - before.TotalAlloc; n > size/10 {
			t.Errorf("%d octets were allocated", n)
		} else {
			t.Logf("%d octets were allocated", n)
		}
	})
}

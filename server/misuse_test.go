package server_test

import (
	"bytes"
	"io"
	"log/slog"
	"mime/multipart"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/hangup-http/hangup/server"
	"github.com/hangup-http/hangup/server/native"
)

// journal is a log that several goroutines write.
type journal struct {
	mu  sync.Mutex
	buf bytes.Buffer
}

func (j *journal) Write(p []byte) (int, error) {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.buf.Write(p)
}

func (j *journal) String() string {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.buf.String()
}

// TestMisuse: what handlers do wrong is in the log, with the place, and nothing else is.
func TestMisuse(t *testing.T) {
	for path, want := range map[string]string{
		"/twice":  "superfluous WriteHeader",
		"/length": "does not match its Content-Length",
		"/panic":  "handler panicked",
		"/abort":  "",
		"/none":   "",
	} {
		var log journal
		s := &server.Server{ErrorLog: slog.New(slog.NewTextHandler(&log, nil)), Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			switch r.URL.Path {
			case "/twice":
				w.WriteHeader(200)
				w.WriteHeader(500)
			case "/length":
				w.Header().Set("Content-Length", "5")
			case "/panic":
				panic("oh")
			case "/abort":
				panic(http.ErrAbortHandler)
			}
		})}
		talk(t, start(t, s), "GET "+path+" HTTP/1.1\r\n"+last, false)
		got := log.String()
		if want == "" && got != "" || !strings.Contains(got, want) {
			t.Errorf("%s: logged %q, want %q", path, got, want)
		}
		if path == "/twice" && !strings.Contains(got, "file=misuse_test.go") {
			t.Errorf("the place is not in %q", got)
		}
	}
}

// TestFormFiles: what a form has put into files does not outlive the request.
func TestFormFiles(t *testing.T) {
	t.Setenv("TMPDIR", t.TempDir())
	onFronts(t, func(t *testing.T, front native.Front) {
		addr := startFunc(t, front, func(w http.ResponseWriter, r *http.Request) {
			if err := r.ParseMultipartForm(1); err != nil {
				t.Error(err)
			}
			if files, _ := filepath.Glob(filepath.Join(os.TempDir(), "multipart-*")); len(files) != 1 {
				t.Errorf("files: %v", files)
			}
		})
		var form bytes.Buffer
		m := multipart.NewWriter(&form)
		part, _ := m.CreateFormFile("f", "name")
		part.Write(make([]byte, 11<<20)) // more than is kept in memory
		m.Close()
		resp, err := http.Post("http://"+addr.String(), m.FormDataContentType(), &form)
		if err != nil {
			t.Fatal(err)
		}
		io.Copy(io.Discard, resp.Body)
		resp.Body.Close()
		http.DefaultClient.CloseIdleConnections()
	})
	if files, _ := filepath.Glob(filepath.Join(os.TempDir(), "multipart-*")); len(files) > 0 {
		t.Errorf("files are left: %v", files)
	}
}

// TestUnixSocket: a handler sees the same as with net/http.
func TestUnixSocket(t *testing.T) {
	onFronts(t, func(t *testing.T, front native.Front) {
		l, err := net.Listen("unix", filepath.Join(t.TempDir(), "s"))
		if err != nil {
			t.Fatal(err)
		}
		serve(t, &server.Server{Front: front, Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			io.WriteString(w, r.RemoteAddr+" "+r.Context().Value(http.LocalAddrContextKey).(net.Addr).Network())
		})}, l)
		c, err := net.Dial("unix", l.Addr().String())
		if err != nil {
			t.Fatal(err)
		}
		defer c.Close()
		_, resp := ask(t, c, "GET / HTTP/1.1\r\nHost: a\r\n\r\n")
		if out, _ := io.ReadAll(resp.Body); string(out) != "@ unix" {
			t.Errorf("%q", out)
		}
	})
}

package capable_test

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/hangup-http/hangup/internal/capable"
	"github.com/hangup-http/hangup/model"
)

// path fills in the argument of a capability's path.
func path(t *testing.T, h model.Handler, arg string) string {
	t.Helper()
	p, ok := capable.Paths()[h]
	if !ok {
		t.Fatalf("no path for capability %s", h)
	}
	return strings.NewReplacer("{ms}", arg, "{bytes}", arg, "{key}", arg).Replace(p)
}

func get(h http.Handler, target string) *httptest.ResponseRecorder {
	w := httptest.NewRecorder()
	h.ServeHTTP(w, httptest.NewRequest(http.MethodGet, target, nil))
	return w
}

func TestEveryCapabilityHasAPathThatIsServed(t *testing.T) {
	handler := capable.Handler()
	for _, capability := range model.Handlers() {
		w := get(handler, path(t, capability, "1"))
		if w.Code == http.StatusNotFound || w.Code >= 400 {
			t.Errorf("%s: status %d", capability, w.Code)
		}
	}
	if len(capable.Paths()) != len(model.Handlers()) {
		t.Errorf("%d paths for %d capabilities", len(capable.Paths()), len(model.Handlers()))
	}
}

func TestPathsReturnsACopy(t *testing.T) {
	capable.Paths()[model.Answer] = "/elsewhere"
	if got := capable.Paths()[model.Answer]; got != "/" {
		t.Errorf("answer is now at %q", got)
	}
}

func TestStatuses(t *testing.T) {
	handler := capable.Handler()
	for target, want := range map[string]int{
		"/": 200, "/no-content": 204, "/not-modified": 304, "/close": 200, "/missing": 404, "//": 404,
		"/slow": 400, "/slow?ms=-1": 400, "/slow?ms=10001": 400, "/slow?ms=x": 400,
		"/size": 400, "/size?bytes=67108865": 400, "/size?bytes=99999999999999999999": 400,
		"/count": 400, "/count?key=" + strings.Repeat("k", capable.MaxKey+1): 400,
	} {
		if got := get(handler, target).Code; got != want {
			t.Errorf("%s: status %d, want %d", target, got, want)
		}
	}
}

func TestSlowWaitsAsLongAsAsked(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		start := time.Now()
		if w := get(capable.Handler(), path(t, model.Slow, "750")); w.Code != http.StatusOK {
			t.Errorf("status %d", w.Code)
		}
		if took := time.Since(start); took != 750*time.Millisecond {
			t.Errorf("took %v", took)
		}
	})
}

// brokenBody ends before it is complete.
type brokenBody struct{ sent bool }

func (b *brokenBody) Read(p []byte) (int, error) {
	if b.sent {
		return 0, errors.New("cut short")
	}
	b.sent = true
	return copy(p, "half"), nil
}

func TestReadAndEchoRefuseABodyCutShort(t *testing.T) {
	for _, capability := range []model.Handler{model.Read, model.Echo} {
		w := httptest.NewRecorder()
		capable.Handler().ServeHTTP(w, httptest.NewRequest(http.MethodPost, path(t, capability, ""), &brokenBody{}))
		if w.Code != http.StatusBadRequest {
			t.Errorf("%s: status %d", capability, w.Code)
		}
	}
}

func TestReadAndEchoRefuseABodyPastTheBound(t *testing.T) {
	for _, capability := range []model.Handler{model.Read, model.Echo} {
		w := httptest.NewRecorder()
		body := bytes.NewReader(make([]byte, capable.MaxBytes+1))
		capable.Handler().ServeHTTP(w, httptest.NewRequest(http.MethodPost, path(t, capability, ""), body))
		if w.Code != http.StatusRequestEntityTooLarge {
			t.Errorf("%s: status %d", capability, w.Code)
		}
	}
}

func TestEchoReturnsTheContent(t *testing.T) {
	content := []byte("\x00\xff GET / HTTP/1.1\r\n\r\n")
	w := httptest.NewRecorder()
	capable.Handler().ServeHTTP(w, httptest.NewRequest(http.MethodPost, "/echo", bytes.NewReader(content)))
	if w.Code != http.StatusOK || !bytes.Equal(w.Body.Bytes(), content) {
		t.Errorf("status %d, content %q", w.Code, w.Body.Bytes())
	}
}

func TestIgnoreNeverReadsTheBody(t *testing.T) {
	body := &brokenBody{}
	w := httptest.NewRecorder()
	capable.Handler().ServeHTTP(w, httptest.NewRequest(http.MethodPost, "/ignore", body))
	if w.Code != http.StatusOK || body.sent {
		t.Errorf("status %d, body read: %v", w.Code, body.sent)
	}
}

func TestSizeSendsExactlyAsManyOctets(t *testing.T) {
	handler := capable.Handler()
	for _, n := range []int{0, 1, 32 << 10, 32<<10 + 1, 2_000_000} {
		w := get(handler, path(t, model.Size, strconv.Itoa(n)))
		if w.Body.Len() != n || w.Header().Get("Content-Length") != strconv.Itoa(n) {
			t.Errorf("asked for %d: %d octets, Content-Length %s", n, w.Body.Len(), w.Header().Get("Content-Length"))
		}
	}
	w := httptest.NewRecorder()
	handler.ServeHTTP(w, httptest.NewRequest(http.MethodHead, "/size?bytes=5", nil))
	if w.Body.Len() != 0 || w.Header().Get("Content-Length") != "5" {
		t.Errorf("HEAD: %d octets, Content-Length %s", w.Body.Len(), w.Header().Get("Content-Length"))
	}
}

func TestOverNetHTTP(t *testing.T) {
	server := httptest.NewServer(capable.Handler())
	defer server.Close()

	streamed, err := server.Client().Get(server.URL + "/stream")
	if err != nil {
		t.Fatal(err)
	}
	defer streamed.Body.Close()
	content, err := io.ReadAll(streamed.Body)
	if err != nil || string(content) != "one\ntwo\nthree\n" || streamed.ContentLength != -1 {
		t.Errorf("stream: content %q, length %d, error %v", content, streamed.ContentLength, err)
	}

	closing, err := server.Client().Get(server.URL + "/close")
	if err != nil {
		t.Fatal(err)
	}
	defer closing.Body.Close()
	if !closing.Close {
		t.Error("/close: the response does not say close")
	}
}

func TestCountCountsRunsPerKey(t *testing.T) {
	handler := capable.Handler()
	for _, step := range []struct{ key, want string }{{"a", "1"}, {"a", "2"}, {"b", "1"}, {"a", "3"}} {
		if got := get(handler, path(t, model.Count, step.key)).Body.String(); got != step.want {
			t.Errorf("key %s: %s, want %s", step.key, got, step.want)
		}
	}
	if got := get(capable.Handler(), path(t, model.Count, "a")).Body.String(); got != "1" {
		t.Errorf("another handler shares the counters: %s", got)
	}
}

func TestCountMissesNoRunInParallel(t *testing.T) {
	handler := capable.Handler()
	var wg sync.WaitGroup
	for range 100 {
		wg.Go(func() { get(handler, "/count?key=k") })
	}
	wg.Wait()
	if got := get(handler, "/count?key=k").Body.String(); got != "101" {
		t.Errorf("after 100 runs in parallel: %s", got)
	}
}

func TestCountForgetsTheOldestKey(t *testing.T) {
	handler := capable.Handler()
	for i := range capable.MaxKeys + 1 {
		get(handler, fmt.Sprintf("/count?key=%d", i))
	}
	if got := get(handler, "/count?key=1").Body.String(); got != "2" {
		t.Errorf("a key within the bound: %s, want 2", got)
	}
	if got := get(handler, "/count?key=0").Body.String(); got != "1" {
		t.Errorf("the oldest key past the bound: %s, want 1", got)
	}
}

package kill

import (
	"context"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/hangup-http/hangup/corpus"
	"github.com/hangup-http/hangup/server"
)

// stuck is a server whose handlers wait for a lock that is never given back, which no fake clock can tell from work.
func stuck(began chan<- struct{}) Suspect {
	var mu sync.Mutex
	mu.Lock()
	return Suspect{Name: "stuck", apply: func(s *server.Server) {
		s.Handler = http.HandlerFunc(func(http.ResponseWriter, *http.Request) {
			select {
			case began <- struct{}{}:
			default:
			}
			mu.Lock()
		})
	}}
}

const oneRequest = `case a/b
about 9112/9.2/one-response

> GET / HTTP/1.1
> Host: {host}
>
`

// TestStuck: a suspect that never ends is given up, and the run can be interrupted while it is waited for.
func TestStuck(t *testing.T) {
	cases, err := corpus.Parse("a.case", []byte(oneRequest))
	if err != nil {
		t.Fatal(err)
	}
	began := make(chan struct{}, 1)
	m, err := Run(t.Context(), Options{Suspects: []Suspect{stuck(began)}, Cases: cases, Limit: time.Millisecond})
	if err != nil || len(m.Rows) != 1 || m.Rows[0].Err == nil || !strings.Contains(m.Rows[0].Err.Error(), "lock") {
		t.Errorf("%+v, %v", m, err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	began = make(chan struct{}, 1)
	go func() {
		<-began
		cancel()
	}()
	m, err = Run(ctx, Options{Suspects: []Suspect{stuck(began)}, Cases: cases})
	if err != nil || !m.Interrupted || len(m.Rows) != 0 {
		t.Errorf("%+v, %v", m, err)
	}
}

package counters

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"os"
	"runtime/coverage"
	"time"
)

// Source tells how often a target has come by each place of its code since it was started.
type Source interface {
	// Read returns the places that were reached, each with a count, which may stop growing at 255 or more. The map is the caller's.
	Read(ctx context.Context) (map[uint64]uint32, error)
}

// Page serves the counters of this program, which was built with -cover and -covermode=atomic, as runtime/coverage writes
// them. Without these it answers 501.
func Page() http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/octet-stream")
		if err := coverage.WriteCounters(w); err != nil {
			http.Error(w, err.Error(), http.StatusNotImplemented)
		}
	})
}

// URL reads a [Page].
type URL string

const maxPage = 64 << 20 // octets

// client goes where it is sent by the user, and nowhere else: no redirects, no proxy.
var client = &http.Client{
	Timeout:       10 * time.Second,
	Transport:     &http.Transport{},
	CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
}

// Read asks for the page.
func (u URL) Read(ctx context.Context) (map[uint64]uint32, error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, string(u), nil)
	if err != nil {
		return nil, fmt.Errorf("reading the counters: %w", err)
	}
	response, err := client.Do(request)
	if err != nil {
		return nil, fmt.Errorf("reading the counters: %w", err)
	}
	defer response.Body.Close()
	text, err := io.ReadAll(io.LimitReader(response.Body, maxPage))
	if err != nil {
		return nil, fmt.Errorf("reading the counters at %s: %w", u, err)
	}
	if response.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("reading the counters at %s: %s: %.200s", u, response.Status, text)
	}
	counts, err := parse(text)
	if err != nil {
		return nil, fmt.Errorf("reading the counters at %s: %w", u, err)
	}
	return counts, nil
}

// File reads octets that are counters, one for each place: its number is where it stands.
type File string

// Read reads the file.
func (f File) Read(context.Context) (map[uint64]uint32, error) {
	octets, err := os.ReadFile(string(f))
	if err != nil {
		return nil, fmt.Errorf("reading the counters: %w", err)
	}
	counts := map[uint64]uint32{}
	for place, n := range octets {
		if n > 0 {
			counts[uint64(place)] = uint32(n)
		}
	}
	return counts, nil
}

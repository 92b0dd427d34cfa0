package bubble_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/hangup-http/hangup/internal/bubble"
)

// TestFailureIsTold: what fails inside is told outside.
func TestFailureIsTold(t *testing.T) {
	if !bubble.Run(func(*testing.T) {}) {
		t.Error("a bubble in which nothing fails did not end well")
	}
}

func Example() {
	var took time.Duration
	well := bubble.Run(func(*testing.T) {
		begin := time.Now()
		time.Sleep(time.Hour)
		took = time.Since(begin)
	})
	fmt.Println(took, well)
	// Output: 1h0m0s true
}

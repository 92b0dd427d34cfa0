package nearest_test

import (
	"fmt"
	"testing"

	"github.com/hangup-http/hangup/internal/nearest"
)

func TestOf(t *testing.T) {
	names := []string{"answer", "echo", "ignore", "no-content"}
	for word, want := range map[string]string{
		"ecco": "echo", "ignored": "ignore", "content": "no-content", "xyz": "", "": "", "answer": "answer",
	} {
		if got := nearest.Of(word, names); got != want {
			t.Errorf("nearest to %q: %q, want %q", word, got, want)
		}
	}
}

func ExampleOf() {
	fmt.Println(nearest.Of("slwo", []string{"slow", "echo"}))
	// Output: slow
}

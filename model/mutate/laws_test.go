package mutate_test

import (
	"testing"

	"github.com/hangup-http/hangup/model"
	"github.com/hangup-http/hangup/model/mutate"
)

// TestStandardKeepsTheLaws: the table breaks none of them.
func TestStandardKeepsTheLaws(t *testing.T) {
	for _, broken := range mutate.Broken(model.Rules()) {
		t.Error(broken)
	}
}

package main

import (
	"os"
	"testing"

	"github.com/hangup-http/hangup/model"
)

// TestFresh: the generated file is that of the table as it is now.
func TestFresh(t *testing.T) {
	got, err := os.ReadFile("../marks_gen.go")
	if err != nil {
		t.Fatal(err)
	}
	if string(got) != source(model.Rules()) {
		t.Error("marks_gen.go is stale: run go generate ./model/marks")
	}
}

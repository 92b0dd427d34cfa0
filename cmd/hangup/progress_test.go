package main

import (
	"bytes"
	"strings"
	"testing"
)

func TestProgressWithoutTerminalIsFourLines(t *testing.T) {
	for _, total := range []int{1, 3, 4, 130} {
		var out bytes.Buffer
		p := newProgress(&out, total, false)
		for range total {
			p.advance()
		}
		p.end()
		if got, want := strings.Count(out.String(), "\n"), min(total, 4); got != want {
			t.Errorf("%d cases: %d lines, want %d", total, got, want)
		}
		last := strings.Split(out.String(), "\n")
		if got := last[len(last)-2]; !strings.HasSuffix(got, "of "+caseCount(total)+" judged") {
			t.Errorf("the last line is %q", got)
		}
	}
}

func TestQuietProgressSaysNothing(t *testing.T) {
	var out bytes.Buffer
	p := newProgress(&out, 10, true)
	for range 10 {
		p.advance()
	}
	p.end()
	if out.Len() > 0 {
		t.Errorf("got %q", out.String())
	}
}

// A bar that is ended before it is full must let the command go on.
func TestBarEndsWhenTheRunIsCutShort(t *testing.T) {
	var out bytes.Buffer
	b := newBar(&out, 10)
	b.advance()
	b.end()
}

package fuzz

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/hangup-http/hangup/corpus"
	"github.com/hangup-http/hangup/fuzz/gen"
	"github.com/hangup-http/hangup/fuzz/shrink"
)

// Conversation makes f a fuzz target that holds conversations with a server and fails where
// the server breaks a requirement. It calls f.Fuzz, and so has to be the last thing that f does.
func Conversation(f *testing.F, target Target, options ...Option) {
	f.Helper()
	checker := NewChecker(f, target, options...)
	for _, seed := range Seeds(checker.Alphabet) {
		f.Add(seed.Encode())
	}
	f.Fuzz(func(t *testing.T, octets []byte) {
		kept, small := checker.Conversation(t, gen.Decode(octets))
		if kept != (shrink.Kept{}) {
			checker.Report(t, kept, small, again(t))
		}
	})
}

// again is the command for a seed or a file; of what the engine has just found it prints the file and the command itself.
func again(t *testing.T) string {
	target, entry, ok := strings.Cut(t.Name(), "/")
	if !ok {
		return "the engine prints the file and the command that runs it again"
	}
	return fmt.Sprintf("run the same again: go test -run '^%s$/^%s$'", target, entry)
}

// Seeds are conversations to start from: the cases that ship with Hangup, as far as they
// can be said in operations, one of each kind of request that bugs have been about, and
// some at random, the same every time.
func Seeds(a gen.Alphabet) []gen.Conversation {
	get, end := gen.Op{Kind: gen.Request}, gen.Op{Kind: gen.End}
	closes := gen.Op{Kind: gen.Field}
	post := gen.Op{Kind: gen.Request, A: 1, B: 1}
	length, chunked := gen.Op{Kind: gen.Field, A: 1}, gen.Op{Kind: gen.Field, A: 2}
	content := gen.Op{Kind: gen.Content}
	seeds := []gen.Conversation{
		{get, end, get, end},
		{get, closes, end, get, end},
		{get, end, {Kind: gen.HalfClose}},
		{{Kind: gen.Request, C: 1}, end},
		{{Kind: gen.Request, B: 3}, closes, end, {Kind: gen.Garble}, end},
		{post, length, end, content, get, end},
		{post, chunked, end, content, get, end},
		{post, length, chunked, end, content, get, end},
		{post, length, {Kind: gen.Field, A: 3}, end, {Kind: gen.Pause, A: 1}, content, get, end},
		{get, {Kind: gen.Cut, A: 1}, end, {Kind: gen.Pause}, get, end},
		{{Kind: gen.Request, A: 2}, end, get, end},
	}
	cases, _ := corpus.Embedded() // they are tested there
	for _, c := range cases {
		if conversation, _, ok := gen.FromCase(c); ok {
			seeds = append(seeds, conversation)
		}
	}
	r := rand.New(rand.NewPCG(9112, 9110))
	for range 20 {
		seeds = append(seeds, gen.Random(r, a))
	}
	return seeds
}

package fuzz_test

import (
	"net"
	"testing"

	"github.com/hangup-http/hangup/fuzz"
	"github.com/hangup-http/hangup/server/native"
)

// A fuzz target of a server that serves a listener.
func ExampleConversation() {
	serve := func(l net.Listener) error { return (&native.Server{Handler: native.HandlerFunc(hello)}).Serve(l) }

	_ = func(f *testing.F) { // func FuzzConversation(f *testing.F)
		fuzz.Conversation(f, fuzz.Serve(serve), fuzz.Strict())
	}
}

func hello(x *native.Exchange) { _ = x.Answer(200, nil, []byte("hello\n")) }

// FuzzConversation holds conversations with the whole server, its goroutines included, on a
// network in memory.
func FuzzConversation(f *testing.F) {
	fuzz.Conversation(f, fuzz.Serve(func(l net.Listener) error {
		return (&native.Server{Handler: native.HandlerFunc(hello)}).Serve(l)
	}), fuzz.Strict())
}

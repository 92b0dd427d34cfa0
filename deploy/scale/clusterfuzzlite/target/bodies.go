package main

import (
	"bytes"
	"fmt"

	"github.com/hangup-http/hangup/corpus"
	"github.com/hangup-http/hangup/fuzz/core"
	"github.com/hangup-http/hangup/fuzz/gen"
	"github.com/hangup-http/hangup/fuzz/shrink"
	"github.com/hangup-http/hangup/model"
	"github.com/hangup-http/hangup/model/read"
	"github.com/hangup-http/hangup/server/conn"
)

// bodies return an error for an input that shows a bug.
var bodies = map[string]func([]byte) error{
	"conversation": conversation(core.New(core.Server{Config: conn.Config{Policy: model.DefaultPolicy}})),
	"read":         cut,
	"cases":        printed,
}

// conversation has a client talk with the core of the server: it keeps to the model, and to its own table.
func conversation(p *core.Player) func([]byte) error {
	var s gen.Script
	return func(octets []byte) error {
		c := gen.Decode(octets)
		c.Render(&s, gen.Plain())
		if kept := shrink.Signature(p.Judge(&s)); kept != (shrink.Kept{}) {
			return fmt.Errorf("%s %s: %s: %v", kept.Verdict, kept.Address, kept.Why, c)
		}
		return p.Defect()
	}
}

// cut reads octets as requests and as responses: the events do not depend on how they are cut into pieces.
func cut(data []byte) error {
	if len(data) == 0 {
		return nil
	}
	size, data := int(data[0])+1, data[1:]
	method := func(int) string { return "GET" }
	for name, fresh := range map[string]func() func([]byte) []model.Input{
		"requests":  func() func([]byte) []model.Input { return new(read.Requests).Add },
		"responses": func() func([]byte) []model.Input { return (&read.Responses{Method: method}).Add },
	} {
		whole, pieces, rest := fmt.Sprint(fresh()(data)), []model.Input(nil), data
		add := fresh()
		for len(rest) > 0 {
			n := min(size, len(rest))
			pieces, rest = append(pieces, add(rest[:n])...), rest[n:]
		}
		if cut := fmt.Sprint(pieces); whole != cut {
			return fmt.Errorf("%s: whole %s, in pieces of %d %s", name, whole, size, cut)
		}
	}
	return nil
}

// printed parses a case file; what is accepted survives printing.
func printed(text []byte) error {
	cases, err := corpus.Parse("x.case", text)
	if err != nil {
		return nil // most texts are none
	}
	once := corpus.Print(cases)
	again, err := corpus.Parse("x.case", once)
	if err != nil {
		return fmt.Errorf("what was printed is not accepted: %w", err)
	}
	if twice := corpus.Print(again); !bytes.Equal(once, twice) {
		return fmt.Errorf("printed once:\n%s\nprinted twice:\n%s", once, twice)
	}
	return nil
}

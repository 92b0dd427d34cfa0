package core

import (
	"github.com/hangup-http/hangup/corpus"
	"github.com/hangup-http/hangup/fuzz/gen"
	"github.com/hangup-http/hangup/model"
	"github.com/hangup-http/hangup/model/read"
)

// readout is what the judge's reader makes of the octets of a script: which events each octet completes,
// and what it learns of each request there. All ways of playing the script share it, since how octets
// are cut into segments changes nothing of what they say.
type readout struct {
	events   []planned
	requests []request
	opened   []opened // the connections, one at least
	stops    []int32  // offsets at which a segment may end, ascending
	marks    []gen.Mark
	reader   read.Requests
}

// planned is an event, and the offset in the script behind the octet that completes it.
type planned struct {
	in     model.Input
	behind int32
}

// opened is where a connection begins.
type opened struct{ octet, event, request int32 }

// request is what is known of a request, and how many octets of the script have to be sent for it.
type request struct {
	*read.Request
	begins    int32 // behind its first octet
	addressed int32 // its handler is known
	complete  int32
	methods   [4]methodAt
	changes   int
}

// methodAt is the method as it is read behind an octet.
type methodAt struct {
	behind int32
	method method
}

// method is as coarse as the end of a response depends on it.
type method uint8

const (
	otherMethod method = iota
	headMethod
	hardMethod // CONNECT, or one that perhaps is HEAD: left to the full judge
)

const unsent = int32(1<<31 - 1)

// fineOctets bounds how many octets of a script are read one by one. Behind them a segment
// may end where one does in the script.
const fineOctets = 2 << 10

// read plans a script.
func (p *readout) read(s *gen.Script) {
	p.events, p.requests, p.opened, p.stops, p.marks = p.events[:0], p.requests[:0], p.opened[:0], p.stops[:0], s.Marks
	p.open(0)
	for _, step := range s.Steps {
		switch step.Kind {
		case corpus.Send:
			p.segment(s, step)
		case corpus.Connect, corpus.ConnectBeside:
			p.open(p.behind())
		}
	}
}

// behind is how far the script was read.
func (p *readout) behind() int32 {
	if len(p.stops) == 0 {
		return 0
	}
	return p.stops[len(p.stops)-1]
}

func (p *readout) open(at int32) {
	p.opened = append(p.opened, opened{octet: at, event: int32(len(p.events)), request: int32(len(p.requests))})
	p.reader = read.Requests{Handler: func(target int) (model.Handler, int) {
		for i := range p.marks {
			if m := &p.marks[i]; m.At == int(at)+target && !m.Host {
				return m.Handler, m.Arg
			}
		}
		return model.Unknown, 0
	}}
}

// segment reads the octets of one step.
func (p *readout) segment(s *gen.Script, step gen.Step) {
	at := step.From
	for ; at < min(step.To, fineOctets); at++ {
		p.add(s.Octets[at:at+1], at+1)
	}
	if at < step.To {
		p.add(s.Octets[at:step.To], step.To)
	}
}

// add reads octets that end at an offset.
func (p *readout) add(octets []byte, end int) {
	behind := int32(end)
	p.stops = append(p.stops, behind)
	for _, in := range p.reader.Add(octets) {
		p.events = append(p.events, planned{in, behind})
		switch in.Event {
		case model.Begins:
			first := p.opened[len(p.opened)-1].request
			p.requests = append(p.requests, request{
				Request: p.reader.All[len(p.requests)-int(first)], begins: behind, addressed: unsent, complete: unsent,
			})
		case model.HeadEnds, model.Malformed:
			r := &p.requests[len(p.requests)-1]
			r.addressed = min(r.addressed, behind)
		}
	}
	p.learn(behind)
}

// learn notes what is new of the last request of the connection.
func (p *readout) learn(behind int32) {
	first := int(p.opened[len(p.opened)-1].request)
	for i := max(first, len(p.requests)-2); i < len(p.requests); i++ { // one may end with the octet that begins another
		r := &p.requests[i]
		if r.Complete {
			r.complete = min(r.complete, behind)
		}
		if now := coarse(p.reader.Method(i - first)); now != r.method(behind) && r.changes < len(r.methods) {
			r.methods[r.changes] = methodAt{behind, now}
			r.changes++
		}
	}
}

func coarse(name string) method {
	switch name {
	case "HEAD":
		return headMethod
	case "CONNECT", "HEAD?":
		return hardMethod
	}
	return otherMethod
}

// method returns the method as it is read when so many octets of the script are sent.
func (r *request) method(sent int32) method {
	if r.changes == len(r.methods) {
		return hardMethod
	}
	m := otherMethod
	for i := range r.changes {
		if r.methods[i].behind <= sent {
			m = r.methods[i].method
		}
	}
	return m
}

package gen

import (
	"slices"
	"strings"

	"github.com/hangup-http/hangup/model"
)

// Labels of what a conversation has. A label is a group and a name in it, with a space between.
const (
	groupMethod    = "method "
	groupVersion   = "version "
	groupTarget    = "target "
	groupField     = "field "
	groupAsks      = "asks "
	groupMalformed = "malformed "
	groupContent   = "content "
	groupClient    = "client "
)

// groups in the order in which people read them; those of a Census that are not here follow.
var groups = []string{
	groupMethod, groupVersion, groupTarget, groupField, groupAsks, groupMalformed, groupContent, groupClient,
}

// malformed are the classes of what cannot be read.
const (
	malformedLine   = groupMalformed + "request-line"
	malformedField  = groupMalformed + "field-line"
	malformedChunk  = groupMalformed + "chunk"
	malformedOctets = groupMalformed + "octets"
)

// clientLabels are the kinds of operations that are labels by themselves.
var clientLabels = map[Kind]string{
	Garble: malformedLine, Flaw: malformedField, Octets: malformedOctets,
	Blank: groupClient + "empty-line", Cut: groupClient + "split", Pause: groupClient + "pause", Await: groupClient + "await",
	HalfClose: groupClient + "half-close", Reset: groupClient + "reset", Close: groupClient + "close",
	StopReading: groupClient + "stop-reading", Resume: groupClient + "resume", Connect: groupClient + "connect",
}

const pipelining = groupClient + "pipelining"

// contentLabels are those of how content is sent.
var contentLabels = [numContents]string{
	whole: groupContent + "whole", part: groupContent + "part", last: groupContent + "last-chunk",
	badChunk: malformedChunk, more: groupContent + "too-much",
}

// Labels tells what the conversation has, each label once. Operations that are left out,
// because they cannot be done where they stand, have none.
func (c Conversation) Labels() []string {
	var l labeller
	for _, op := range c {
		if !l.walk.Enabled().Has(op.Kind) {
			continue
		}
		l.operation(op)
		l.walk.Follow(op)
	}
	slices.Sort(l.labels)
	return slices.Compact(l.labels)
}

type labeller struct {
	walk   Walk
	labels []string
	behind bool // a request stands before this place, and the client has not waited since
}

func (l *labeller) add(label string) { l.labels = append(l.labels, label) }

func (l *labeller) operation(op Op) {
	if label, ok := clientLabels[op.Kind]; ok {
		l.add(label)
	}
	switch op.Kind {
	case Request:
		l.request(op)
	case Field:
		f := pick(fields[:], op.A)
		l.add(groupField + f.name)
		if f.name == "Connection" {
			l.asks(pick(f.values, op.B))
		}
	case Content:
		if l.walk.open.framing != noContent { // else there is none to write
			l.add(contentLabel(l.walk.open.framing, op))
		}
	}
	switch op.Kind {
	case Request, Garble:
		if l.behind {
			l.add(pipelining)
		}
		l.behind = true
	case Await, Pause, Connect:
		l.behind = false
	}
}

func (l *labeller) request(op Op) {
	l.add(groupMethod + pick(methods[:], op.A))
	l.add(groupTarget + pick(targets[:], op.B).label())
	l.labels = append(l.labels, formLabels(op.C)...)
}

// formLabels are those of the version and the form of a request.
func formLabels(c uint8) []string {
	labels := []string{groupVersion + "1.1"}
	if c&version10 != 0 {
		labels[0] = groupVersion + "1.0"
	}
	if c&withoutHost != 0 {
		labels = append(labels, groupMalformed+"without-Host")
	}
	if c&absolute != 0 {
		labels = append(labels, groupTarget+"absolute-form")
	}
	return labels
}

func (t target) label() string {
	if t.handler == model.Unknown {
		return t.text
	}
	return t.handler.String()
}

// asks reads a value of Connection as RFC 9110, section 7.6.1, has it.
func (l *labeller) asks(value string) {
	for option := range strings.SplitSeq(value, ",") {
		switch option = strings.ToLower(strings.Trim(option, " \t")); option {
		case "close", "keep-alive", "upgrade":
			l.add(groupAsks + option)
		}
	}
}

func contentLabel(f framing, op Op) string {
	how := int(op.A) % numContents
	if f != chunked && (how == badChunk || how == last) {
		how = whole
	}
	return contentLabels[how]
}

// AllLabels returns every label that a conversation can have, sorted.
func AllLabels() (all []string) {
	for _, s := range steerable {
		for v := range s.values {
			all = append(all, s.labels(v)...)
		}
	}
	for _, label := range clientLabels {
		all = append(all, label)
	}
	all = append(all, groupAsks+"close", groupAsks+"keep-alive", groupAsks+"upgrade", pipelining)
	slices.Sort(all)
	return slices.Compact(all)
}

package report

import (
	"bytes"
	"fmt"
	"strings"
)

// How much of one record is shown: enough to see start, framing and end of a
// message, while a megabyte of content stays a few lines.
const (
	maxLineOctets = 96
	headOctets    = 56
	tailOctets    = 24
	maxLines      = 14
	headLines     = 9
	tailLines     = 3
)

// octetLines returns data as lines of printable ASCII, one for each line of the
// data with its terminator visible, long lines and many lines elided in the middle.
func octetLines(data []byte) []string {
	raw := bytes.SplitAfter(data, []byte("\n"))
	if len(raw[len(raw)-1]) == 0 {
		raw = raw[:len(raw)-1]
	}
	var lines []string
	if len(raw) <= maxLines {
		return appendLines(lines, raw)
	}
	left := raw[headLines : len(raw)-tailLines]
	octets := 0
	for _, l := range left {
		octets += len(l)
	}
	lines = appendLines(lines, raw[:headLines])
	lines = append(lines, fmt.Sprintf("[... %d lines, %d octets ...]", len(left), octets))
	return appendLines(lines, raw[len(raw)-tailLines:])
}

func appendLines(lines []string, raw [][]byte) []string {
	for _, l := range raw {
		lines = append(lines, elide(l))
	}
	return lines
}

func elide(line []byte) string {
	if len(line) <= maxLineOctets {
		return escape(line)
	}
	return fmt.Sprintf("%s[... %d octets ...]%s", escape(line[:headOctets]),
		len(line)-headOctets-tailOctets, escape(line[len(line)-tailOctets:]))
}

// escape writes octets unambiguously in printable ASCII.
func escape(octets []byte) string {
	var b strings.Builder
	for _, c := range octets {
		switch {
		case c == '\r':
			b.WriteString(`\r`)
		case c == '\n':
			b.WriteString(`\n`)
		case c == '\t':
			b.WriteString(`\t`)
		case c == '\\':
			b.WriteString(`\\`)
		case c < ' ' || c > '~':
			fmt.Fprintf(&b, `\x%02x`, c)
		default:
			b.WriteByte(c)
		}
	}
	return b.String()
}

// harmless makes a sentence safe for a terminal: control characters, which may
// come from a target or a file, are escaped; everything else stays.
func harmless(s string) string {
	return strings.Map(func(r rune) rune {
		if r < ' ' || r >= 0x7f && r < 0xa0 {
			return '?'
		}
		return r
	}, s)
}

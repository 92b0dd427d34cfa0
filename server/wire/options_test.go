package wire_test

import (
	"bytes"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/hangup-http/hangup/server/wire/internal/mutant"
)

// fieldLists is a head made of the three lists that decide what becomes of a connection,
// in any number of lines, with content that ends whichever way it is framed.
func fieldLists(old bool, connection, coding, length string) []byte {
	var out bytes.Buffer
	out.WriteString("POST / HTTP/1.")
	out.WriteString(map[bool]string{false: "1", true: "0"}[old])
	out.WriteString("\r\nHost: a\r\n")
	lines(&out, "Connection", connection)
	lines(&out, "Transfer-Encoding", coding)
	lines(&out, "Content-Length", length)
	out.WriteString("\r\n5\r\nhello\r\n0\r\n\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n")
	return out.Bytes()
}

// lines writes a field line for each line of the values; "" is no field.
func lines(out *bytes.Buffer, name, values string) {
	if values == "" {
		return
	}
	for value := range strings.SplitSeq(values, "\n") {
		out.WriteString(name + ": " + value + "\r\n")
	}
}

// FuzzConnectionField: what our parser and the judge's reader make of the lists of Connection,
// Transfer-Encoding and Content-Length is the same, however they are spelled, and a
// spelling that means the same (RFC 9110, section 5.6.1) is read as the same by ours.
func FuzzConnectionField(f *testing.F) {
	f.Add(false, "close", "", "5")
	f.Add(true, "keep-alive, close", "chunked", "")
	f.Add(false, "x,,\tCLOSE ,\nkeep-alive", "gzip, chunked", "5, 5")
	for i, v := range mutant.Values("Connection") {
		f.Add(i%2 == 0, v, "", "")
	}
	for i, v := range mutant.Values("Transfer-Encoding") {
		f.Add(i%2 == 0, "close", v, "")
		f.Add(false, "", v, "5")
	}
	for i, v := range mutant.Values("Content-Length") {
		f.Add(i%2 == 0, "keep-alive", "", v)
	}
	f.Fuzz(func(t *testing.T, old bool, connection, coding, length string) {
		if len(connection)+len(coding)+len(length) > 1<<9 {
			return
		}
		checkAgreement(t, fieldLists(old, connection, coding, length))
		random := rand.New(rand.NewPCG(uint64(len(connection)), uint64(len(coding))))
		for range 4 {
			checkSpelling(t, old, connection, coding, length, respelled(connection, random))
		}
	})
}

// checkSpelling compares what a head with two spellings of one Connection list means.
func checkSpelling(t *testing.T, old bool, connection, coding, length, again string) {
	t.Helper()
	if strings.ContainsAny(connection, "\r\x00") {
		return // no list
	}
	first := readPieces(fieldLists(old, connection, coding, length), 1<<10)
	second := readPieces(fieldLists(old, again, coding, length), 1<<10)
	for i := range first {
		first[i].fields = "" // as they are written
	}
	for i := range second {
		second[i].fields = ""
	}
	if !slices.Equal(first, second) {
		t.Fatalf("%q and %q are one list\n%+v\n%+v", connection, again, first, second)
	}
}

// respelled writes the members of a list in another order, another case, other lines, and
// with whitespace and empty members between.
func respelled(list string, random *rand.Rand) string {
	var members []string
	for line := range strings.SplitSeq(list, "\n") {
		members = append(members, strings.Split(line, ",")...)
	}
	random.Shuffle(len(members), func(i, j int) { members[i], members[j] = members[j], members[i] })
	var out strings.Builder
	for i, m := range members {
		if i > 0 {
			out.WriteString([]string{",", ", ", " ,\t", ",,", ", ,", "\n"}[random.IntN(6)])
		}
		switch m = strings.Trim(m, " \t"); random.IntN(3) {
		case 0:
			m = asciiCase(m, 'a', 'z')
		case 1:
			m = asciiCase(m, 'A', 'Z')
		}
		out.WriteString(m)
	}
	return out.String()
}

// asciiCase changes the case of the letters from one to another, and of no others.
func asciiCase(s string, from, to byte) string {
	octets := []byte(s)
	for i, c := range octets {
		if c >= from && c <= to {
			octets[i] = c ^ 0x20
		}
	}
	return string(octets)
}

// TestConnectionLists is FuzzConnectionField on lists made of what decides.
func TestConnectionLists(t *testing.T) {
	member := rapid.SampledFrom([]string{
		"close", "Close", "keep-alive", "Keep-Alive", "x", "", " ", "closed", "\"close\"", "close;q=0", "upgrade", "TE", "chunked",
		"gzip", "identity", "5", "6", "05", "+5", "\x0b", "\xff",
	})
	list := rapid.Custom(func(rt *rapid.T) string {
		separator := rapid.SampledFrom([]string{",", ", ", "\n", "\t,"})
		text := ""
		for i := range rapid.IntRange(0, 4).Draw(rt, "members") {
			if i > 0 {
				text += separator.Draw(rt, "separator")
			}
			text += member.Draw(rt, "member")
		}
		return text
	})
	rapid.Check(t, func(rt *rapid.T) {
		old := rapid.Bool().Draw(rt, "HTTP/1.0")
		connection, coding, length := list.Draw(rt, "Connection"), list.Draw(rt, "Transfer-Encoding"), list.Draw(rt, "Content-Length")
		checkAgreement(t, fieldLists(old, connection, coding, length))
		random := rand.New(rand.NewPCG(rapid.Uint64().Draw(rt, "spelling"), 0))
		checkSpelling(t, old, connection, coding, length, respelled(connection, random))
	})
}

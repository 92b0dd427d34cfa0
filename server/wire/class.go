package wire

import (
	"encoding/binary"
	"math/bits"
)

// class is a set of the octet classes that the grammars are made of.
type class uint16

const (
	tokenOctet     class = 1 << iota // tchar: RFC 9110, section 5.6.2
	valueOctet                       // field-vchar, SP and HTAB: RFC 9110, section 5.5
	plainOctet                       // pathOctet without "%", whose digits are checked apart
	pathOctet                        // pchar, "/", "?": RFC 3986, sections 3.3 and 3.4
	hostOctet                        // unreserved and sub-delims: RFC 3986, section 3.2.2
	hexOctet                         // HEXDIG in either case
	digitOctet                       // DIGIT
	quotedOctet                      // qdtext: RFC 9110, section 5.6.4
	targetOctet                      // pathOctet and the brackets of an IP-literal
	unescapedOctet                   // what browsers leave unescaped against RFC 3986
)

const (
	digits  = "0123456789"
	letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"

	unreserved = letters + digits + "-._~"
	subDelims  = "!$&'()*+,;="
)

var classes = makeClasses()

func makeClasses() (t [256]class) {
	add := func(c class, octets string) {
		for i := range len(octets) {
			t[octets[i]] |= c
		}
	}
	add(tokenOctet, "!#$%&'*+-.^_`|~"+digits+letters)
	add(hostOctet, unreserved+subDelims)
	add(plainOctet|pathOctet|targetOctet, unreserved+subDelims+":@/?")
	add(pathOctet|targetOctet, "%")
	add(targetOctet, "[]")
	add(hexOctet, digits+"ABCDEFabcdef")
	add(digitOctet, digits)
	add(unescapedOctet, "[]\\^`{|}")
	add(valueOctet|quotedOctet, " \t")
	for c := 0x21; c < 256; c++ {
		if c != 0x7f {
			t[c] |= valueOctet | quotedOctet
		}
	}
	t['"'] &^= quotedOctet
	t['\\'] &^= quotedOctet
	return t
}

// is says whether the octet is in one of the classes.
func is(octet byte, c class) bool { return classes[octet]&c != 0 }

// all says whether every octet is in one of the classes.
func all(octets []byte, c class) bool {
	for _, o := range octets {
		if !is(o, c) {
			return false
		}
	}
	return true
}

// skip returns the index of the first octet at or after i that is not in the
// class, or len(b).
func skip(b []byte, i int, c class) int {
	for n := uint(i); n < uint(len(b)); n++ {
		if !is(b[n], c) {
			return int(n)
		}
	}
	return len(b)
}

// Words of eight octets, looked at all at once. Each function below returns a word
// in which the high bit of the first octet sought, counted from the low end, is
// set and no bit before it. Bits behind it may be set for nothing, because sums
// and differences carry towards the high end.
const (
	ones  = 0x0101010101010101
	highs = 0x80 * ones
)

func load(b []byte, i int) uint64 { return binary.LittleEndian.Uint64(b[i : i+8 : i+8]) }

// first is how many octets lie before the first one that a word marks; 8 if none.
func first(marked uint64) int { return bits.TrailingZeros64(marked) / 8 }

// controls marks controls and DEL.
func controls(w uint64) uint64 {
	return ((w - ' '*ones) | (w ^ 0x7f*ones - ones)) &^ w & highs
}

// notInPath marks what is neither a letter nor one of "-./0123456789:", which is
// most of what stands in paths.
func notInPath(w uint64) uint64 {
	lower := w | 0x20*ones
	letters := (lower + (0x80-'a')*ones) &^ (lower + (0x7f-'z')*ones)
	others := (w + (0x80-'-')*ones) &^ (w + (0x7f-':')*ones)
	return (^(letters | others) | w) & highs
}

// notInName marks what is neither a letter nor "-", which is most of what stands
// in field names.
func notInName(w uint64) uint64 {
	lower := w | 0x20*ones
	letters := (lower + (0x80-'a')*ones) &^ (lower + (0x7f-'z')*ones)
	notHyphens := w ^ '-'*ones + 0x7f*ones
	return (notHyphens&^letters | w) & highs
}

// skipPath is skip for plainOctet, made for long runs of it.
func skipPath(b []byte, i int) int {
	for {
		for len(b)-i >= 8 && notInPath(load(b, i)) == 0 {
			i += 8
		}
		word := b[:min(i+8, len(b))]
		if i = skip(word, i, plainOctet); i < len(word) || i == len(b) {
			return i
		}
	}
}

// skipValue returns the index of the first octet at or after i that cannot be
// part of a field value, or len(b).
func skipValue(b []byte, i int) int {
	for len(b)-i >= 8 {
		marked := controls(load(b, i))
		if marked == 0 {
			i += 8
			continue
		}
		i += first(marked)
		if b[i] != '\t' {
			return i
		}
		i++
	}
	return skip(b, i, valueOctet)
}

// equalFold compares octets with a lower-case name of ASCII letters, digits and
// "-", in any case. The octets must not hold controls, which would pass for digits.
func equalFold(b []byte, lower string) bool {
	if len(b) != len(lower) {
		return false
	}
	for i, c := range b {
		if c|0x20 != lower[i] {
			return false
		}
	}
	return true
}

// isSpace says whether an octet is optional whitespace (OWS: RFC 9110, section 5.6.3).
func isSpace(octet byte) bool { return octet == ' ' || octet == '\t' }

// trim cuts optional whitespace off both ends.
func trim(b []byte) []byte {
	for len(b) > 0 && isSpace(b[0]) {
		b = b[1:]
	}
	for len(b) > 0 && isSpace(b[len(b)-1]) {
		b = b[:len(b)-1]
	}
	return b
}

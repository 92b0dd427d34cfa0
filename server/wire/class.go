package wire

import "encoding/binary"

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

// skipValue returns the index of the first octet at or after i that cannot be
// part of a field value, or len(b). Values are most of a head, so eight octets
// are tested at a time as long as none of them is a control, DEL or HTAB.
func skipValue(b []byte, i int) int {
	const ones, high = 0x0101010101010101, 0x8080808080808080
	for len(b)-i >= 8 {
		w := binary.LittleEndian.Uint64(b[i:])
		del := w ^ (0x7f * ones)
		if ((w-0x20*ones)&^w|(del-ones)&^del)&high != 0 {
			break
		}
		i += 8
	}
	for i < len(b) && is(b[i], valueOctet) {
		i++
	}
	return i
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

// trim cuts optional whitespace (OWS) off both ends.
func trim(b []byte) []byte {
	for len(b) > 0 && (b[0] == ' ' || b[0] == '\t') {
		b = b[1:]
	}
	for len(b) > 0 && (b[len(b)-1] == ' ' || b[len(b)-1] == '\t') {
		b = b[:len(b)-1]
	}
	return b
}

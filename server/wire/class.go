package wire

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

package read

import (
	"net/netip"
	"strconv"
	"strings"
)

// fitness says what a server may do with something that the client named.
type fitness uint8

const (
	invalid fitness = iota // against the grammar
	unusual                // valid, but some servers have reasons to refuse it
	usual                  // what every server has to understand
)

// Octets of RFC 3986, section 2, except for letters and digits.
const (
	unreserved = "-._~"
	subDelims  = "!$&'()*+,;="
)

// authority reads uri-host [ ":" port ] (RFC 9110, section 7.2; RFC 3986, sections
// 3.2.2 and 3.2.3). The host may be empty, and so may the port.
func authority(s string) fitness {
	host, port, ok := cutPort(s)
	fit := uriHost(host)
	switch {
	case fit == invalid || port != "" && !digits(port):
		return invalid
	case ok && badPort(port):
		return unusual
	}
	return fit
}

// cutPort splits an authority at the colon before its port.
func cutPort(s string) (host, port string, ok bool) {
	i := strings.LastIndexByte(s, ':')
	if i < 0 || strings.HasSuffix(s, "]") { // the colons of an IP-literal are its own
		return s, "", false
	}
	return s[:i], s[i+1:], true
}

// badPort tells whether a port is empty or no number from 1 to 65535.
func badPort(port string) bool {
	n, err := strconv.ParseUint(port, 10, 16)
	return err != nil || n == 0
}

// uriHost reads IP-literal / IPv4address / reg-name. Names that are no domain names
// are unusual: a reg-name may be empty, and hold escapes and sub-delims.
func uriHost(s string) fitness {
	if literal, ok := strings.CutPrefix(s, "["); ok {
		literal, ok = strings.CutSuffix(literal, "]")
		if !ok {
			return invalid
		}
		return ipLiteral(literal)
	}
	switch {
	case s != "" && made(s, unreserved):
		return usual
	case escaped(s, unreserved+subDelims):
		return unusual
	}
	return invalid
}

// ipLiteral reads what stands between brackets: IPv6address / IPvFuture. RFC 6874
// allowed a zone behind "%25" from 2013 until RFC 9844 took it back in 2025.
func ipLiteral(s string) fitness {
	address, zone, zoned := strings.Cut(s, "%25")
	switch a, err := netip.ParseAddr(address); {
	case err == nil && a.Is6() && a.Zone() == "" && !zoned:
		return usual
	case err == nil && a.Is6() && a.Zone() == "" && zone != "" && escaped(zone, unreserved):
		return unusual
	case ipFuture(s):
		return unusual
	}
	return invalid
}

// ipFuture reads "v" 1*HEXDIG "." 1*( unreserved / sub-delims / ":" ).
func ipFuture(s string) bool {
	version, address, ok := strings.Cut(s, ".")
	return ok && len(version) > 1 && version[0]|0x20 == 'v' && hexadecimal(version[1:]) &&
		address != "" && made(address, unreserved+subDelims+":")
}

// made tells whether s has letters, digits and those marks only.
func made(s, marks string) bool {
	for i := range len(s) {
		c := s[i]
		letter := c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z'
		if !letter && (c < '0' || c > '9') && strings.IndexByte(marks, c) < 0 {
			return false
		}
	}
	return true
}

// escaped is made, where "%" and two hexadecimal digits may stand, too.
func escaped(s, marks string) bool {
	plain, rest, found := strings.Cut(s, "%")
	for found && made(plain, marks) && len(rest) >= 2 && hexadecimal(rest[:2]) {
		plain, rest, found = strings.Cut(rest[2:], "%")
	}
	return !found && made(plain, marks)
}

// hexadecimal tells whether s has hexadecimal digits only.
func hexadecimal(s string) bool {
	for i := range len(s) {
		if strings.IndexByte("0123456789abcdefABCDEF", s[i]) < 0 {
			return false
		}
	}
	return true
}

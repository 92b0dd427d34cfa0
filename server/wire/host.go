package wire

import "bytes"

// splitHost splits and checks uri-host [ ":" port ] (RFC 9110, section 4.2.1 and
// 7.2; RFC 3986, sections 3.2.2 and 3.2.3), where either part may be empty.
func splitHost(b []byte) (host, port []byte, ok bool) {
	end := bytes.IndexByte(b, ':')
	if len(b) > 0 && b[0] == '[' {
		end = bytes.IndexByte(b, ']') + 1
		if end == 0 || !validIPLiteral(b[1:end-1]) {
			return nil, nil, false
		}
		host, port = b[:end], b[end:]
		if len(port) > 0 && port[0] != ':' {
			return nil, nil, false
		}
	} else {
		if end < 0 {
			end = len(b)
		}
		host, port = b[:end], b[end:]
		if !validRegName(host) {
			return nil, nil, false
		}
	}
	if len(port) > 0 {
		port = port[1:]
	}
	return host, port, all(port, digitOctet)
}

// validRegName checks reg-name, which every IPv4 address is too.
func validRegName(b []byte) bool {
	escapes := false
	for _, c := range b {
		if c == '%' {
			escapes = true
		} else if !is(c, hostOctet) {
			return false
		}
	}
	return !escapes || validEscapes(b)
}

// validIPLiteral checks what stands between brackets.
func validIPLiteral(b []byte) bool {
	if len(b) == 0 || b[0]|0x20 != 'v' {
		return validIPv6(b)
	}
	dot := bytes.IndexByte(b, '.')
	if dot < 2 || !all(b[1:dot], hexOctet) || dot == len(b)-1 {
		return false
	}
	for _, c := range b[dot+1:] {
		if c != ':' && !is(c, hostOctet) {
			return false
		}
	}
	return true
}

// validIPv6 checks IPv6address: eight groups, one "::" for at least one of them,
// and perhaps an IPv4 address in place of the last two.
func validIPv6(b []byte) bool {
	groups, gap := 0, false
	if bytes.HasPrefix(b, []byte("::")) {
		gap = true
		b = b[2:]
	}
	for len(b) > 0 || !gap {
		n := 0
		for n < len(b) && is(b[n], hexOctet) {
			n++
		}
		if n < len(b) && b[n] == '.' {
			return validIPv4(b) && enoughGroups(groups+2, gap)
		}
		if n == 0 || n > 4 {
			return false
		}
		groups++
		if b = b[n:]; len(b) == 0 {
			break
		}
		if b[0] != ':' || len(b) == 1 {
			return false
		}
		if b = b[1:]; b[0] == ':' {
			if gap {
				return false
			}
			gap = true
			b = b[1:]
		}
	}
	return enoughGroups(groups, gap)
}

func enoughGroups(groups int, gap bool) bool {
	if gap {
		return groups <= 7
	}
	return groups == 8
}

// validIPv4 checks IPv4address: four dec-octets without leading zeros.
func validIPv4(b []byte) bool {
	for part := range 4 {
		n, number := 0, 0
		for n < len(b) && n < 4 && is(b[n], digitOctet) {
			number = number*10 + int(b[n]-'0')
			n++
		}
		if n == 0 || number > 255 || n > 1 && b[0] == '0' {
			return false
		}
		if b = b[n:]; part == 3 {
			break
		}
		if len(b) == 0 || b[0] != '.' {
			return false
		}
		b = b[1:]
	}
	return len(b) == 0
}

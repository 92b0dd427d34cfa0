package wire

import "bytes"

// splitHost splits and checks uri-host [ ":" port ] (RFC 9110, section 4.2.1 and
// 7.2; RFC 3986, sections 3.2.2 and 3.2.3), where either part may be empty.
func splitHost(b []byte) (host, port []byte, ok bool) {
	var end int
	if len(b) > 0 && b[0] == '[' {
		end = bytes.IndexByte(b, ']') + 1
		ok = end > 0 && validIPLiteral(b[1:end-1])
	} else {
		end, ok = regName(b)
	}
	if !ok || end < len(b) && b[end] != ':' {
		return nil, nil, false
	}
	host, port = b[:end], b[end:]
	if len(port) > 0 {
		port = port[1:]
	}
	return host, port, all(port, digitOctet)
}

// validHost checks the value of Host. Nearly all are a name without escapes, and
// perhaps a port.
func validHost(value []byte) bool {
	end := 0
	for len(value)-end >= 8 && notInName(load(value, end)) == 0 {
		end += 8
	}
	end = skip(value, end, hostOctet)
	if end < len(value) && value[end] == ':' {
		end = skip(value, end+1, digitOctet)
	}
	if end == len(value) {
		return true
	}
	_, _, ok := splitHost(value)
	return ok
}

// regName returns the end of the reg-name, which every IPv4 address is too, at the
// start of b, and whether its escapes are valid.
func regName(b []byte) (end int, ok bool) {
	end = skip(b, 0, hostOctet)
	if end == len(b) || b[end] != '%' {
		return end, true
	}
	for end < len(b) && (b[end] == '%' || is(b[end], hostOctet)) {
		end++
	}
	return end, validEscapes(b[:end])
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

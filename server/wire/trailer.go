package wire

// longestForbidden is the length of the longest name in forbidden.
const longestForbidden = len("proxy-authentication-info")

// forbidden are the fields that no trailer section may have, because they frame or
// route the message, modify the request, authenticate, control the response or say
// how to read the content (RFC 9110, section 6.5.1), or because they belong to the
// connection (section 7.6.1).
var forbidden = map[string]bool{
	"transfer-encoding": true, "content-length": true, "trailer": true, // framing
	"host":   true,                                                                                  // routing
	"expect": true, "max-forwards": true, "range": true, "te": true, "pragma": true, "cookie": true, // request modifiers
	"if-match": true, "if-none-match": true, "if-modified-since": true, "if-unmodified-since": true, "if-range": true,
	"cache-control": true, "age": true, "date": true, "expires": true, "location": true, "retry-after": true,
	"vary": true, "warning": true, // response control
	"authorization": true, "authentication-info": true, "www-authenticate": true, "set-cookie": true,
	"proxy-authorization": true, "proxy-authenticate": true, "proxy-authentication-info": true, // authentication
	"content-encoding": true, "content-type": true, "content-range": true, // content
	"connection": true, "keep-alive": true, "proxy-connection": true, "upgrade": true, // connection
}

// ForbiddenInTrailer says whether no trailer section may have a field of this
// name, in any case (RFC 9110, section 6.5.1). A sender must not write it there,
// and a recipient must not let it take effect.
func ForbiddenInTrailer[N string | []byte](name N) bool {
	if len(name) > longestForbidden {
		return false
	}
	var lower [longestForbidden]byte
	for i := range len(name) {
		lower[i] = name[i]
		if 'A' <= name[i] && name[i] <= 'Z' {
			lower[i] |= 0x20
		}
	}
	return forbidden[string(lower[:len(name)])]
}

// sift puts the fields that a trailer may have first, in their order, and returns
// how many there are.
func sift(fields []Field) (allowed int) {
	for i, f := range fields {
		if ForbiddenInTrailer(f.Name) {
			continue
		}
		copy(fields[allowed+1:i+1], fields[allowed:i])
		fields[allowed] = f
		allowed++
	}
	return allowed
}

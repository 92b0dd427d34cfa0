package wire

// known is a field name or connection option that has a meaning for the connection.
type known uint8

const (
	unknown known = iota
	hostName
	connectionName
	lengthName
	codingName
	expectName
	upgradeName
	closeOption
	keepAliveOption
)

// recognise tells which known word this is, in any case. Nearly every sender
// writes it in one of two ways, and Go compiles a switch over strings into
// comparisons of whole words.
func recognise(word []byte) known {
	switch string(word) {
	case "Host", "host":
		return hostName
	case "Connection", "connection":
		return connectionName
	case "Content-Length", "content-length":
		return lengthName
	case "Transfer-Encoding", "transfer-encoding":
		return codingName
	case "Expect", "expect":
		return expectName
	case "Upgrade", "upgrade":
		return upgradeName
	case "close", "Close":
		return closeOption
	case "keep-alive", "Keep-Alive":
		return keepAliveOption
	}
	return recogniseFolded(word)
}

// recogniseFolded is recognise for all other ways to write a word.
func recogniseFolded(word []byte) known {
	for k, lower := range lowerCase {
		if k > 0 && equalFold(word, lower) {
			return known(k)
		}
	}
	return unknown
}

var lowerCase = [...]string{
	hostName:        "host",
	connectionName:  "connection",
	lengthName:      "content-length",
	codingName:      "transfer-encoding",
	expectName:      "expect",
	upgradeName:     "upgrade",
	closeOption:     "close",
	keepAliveOption: "keep-alive",
}

// initials holds the first letters of the known words by their lengths.
var initials = [32]byte{4: 'h', 6: 'e', 7: 'u', 10: 'c', 14: 'c', 17: 't'}

// mayMatter says whether a field name may be known: hardly any other has both the
// length and the first letter of one that is.
func mayMatter(name []byte) bool {
	return len(name) < len(initials) && initials[len(name)] == name[0]|0x20
}

package model

// Handler is what is known of the code behind a request-target: a capability of
// the target. Where nothing is known, the model promises nothing about content.
type Handler uint8

const (
	Unknown     Handler = iota
	Answer              // answers GET at once
	Slow                // answers GET after the milliseconds given as argument
	Read                // reads the whole body, then answers 2xx
	Echo                // reads the whole body and answers 200 with it as content
	Ignore              // answers 2xx at once and never reads the body
	Size                // answers 200 with exactly as many octets as the argument says, with Content-Length
	Stream              // answers 200 with content of a length not known beforehand
	Closing             // answers 2xx and says close itself
	NoContent           // answers 204
	NotModified         // answers 304
	Count               // answers 200; content is how often it ran for the case's key, in decimal, this run included
)

var handlerNames = [...]string{
	Unknown: "unknown", Answer: "answer", Slow: "slow", Read: "read", Echo: "echo", Ignore: "ignore", Size: "size",
	Stream: "stream", Closing: "close", NoContent: "no-content", NotModified: "not-modified", Count: "count",
}

// String returns the name used in cases and profiles.
func (h Handler) String() string { return handlerNames[h] }

// ParseHandler finds the capability of that name.
func ParseHandler(name string) (Handler, bool) {
	for h, n := range handlerNames {
		if n == name && Handler(h) != Unknown {
			return Handler(h), true
		}
	}
	return Unknown, false
}

// Handlers returns all capabilities, in a stable order.
func Handlers() []Handler {
	all := make([]Handler, 0, len(handlerNames)-1)
	for h := Answer; int(h) < len(handlerNames); h++ {
		all = append(all, h)
	}
	return all
}

package faults

import (
	"bytes"
	"regexp"

	"github.com/hangup-http/hangup/server"
	"github.com/hangup-http/hangup/server/wire"
)

// continueFaults: a client waits for 100 (Continue), and it does not come, comes late, or
// something comes with it.
var continueFaults = []Fault{
	{
		Name:      "hyper-expect-case",
		Class:     "expect-100-missing",
		Summary:   "A client whose expectation is spelled 100-Continue waits for it in vain.",
		Mechanism: "Expectations are compared octet by octet, and all of the content is read first.",
		URL:       "https://github.com/hyperium/hyper/issues/2708",
		Breaks:    []string{"9110/10.1.1/expect-case", "9110/10.1.1/respond-at-once"},
		seams: withHead(func(h *wire.Head) {
			h.ExpectsContinue = h.ExpectsContinue && fieldOf(h, "Expect") == "100-continue"
		}, func(a *attended) {
			var held []byte
			a.hear = func(p piece) []byte {
				if len(held) > 0 || p.begins && oddExpectation.Match(p.octets) {
					held = append(held, p.octets...)
					if !p.ends {
						return nil
					}
					out := held
					held = nil
					return out
				}
				return p.octets
			}
		}),
	},
	{
		Name:      "grizzly-no-100-for-chunks",
		Class:     "expect-100-missing",
		Summary:   "A client that is going to send chunks waits for 100 in vain.",
		Mechanism: "Only what has a length is acknowledged.",
		URL:       "https://github.com/eclipse-ee4j/glassfish-grizzly/issues/2174",
		Breaks:    []string{"9110/10.1.1/respond-at-once"},
		Opposite:  "ratpack-hangs-behind-100",
		seams: misread(func(h *wire.Head) {
			h.ExpectsContinue = h.ExpectsContinue && h.Framing != wire.BodyChunked
		}),
	},
	{
		Name:      "grizzly-100-after-first-chunk",
		Class:     "expect-100-late",
		Summary:   "A client that is going to send chunks gets 100 when it has sent them.",
		Mechanism: "The request is handed over with the first octets of its content, and only then acknowledged.",
		URL:       "https://github.com/eclipse-ee4j/glassfish-grizzly/issues/2222",
		Breaks:    []string{"9110/10.1.1/no-wait-for-content"},
		Opposite:  "golang-late-100",
		seams:     attend(acknowledgesLate),
	},
	{
		Name:      "ratpack-hangs-behind-100",
		Class:     "expect-100-state",
		Summary:   "Behind 100 a handler that wants the content gives no response.",
		Mechanism: "The request is left when 100 has been said, and nobody takes it up with the content.",
		URL:       "https://github.com/ratpack/ratpack/issues/852",
		Breaks:    []string{"9110/10.1.1/final-after-100"},
		Opposite:  "grizzly-no-100-for-chunks",
		seams: attend(func(a *attended) {
			left := false
			a.hear = func(p piece) []byte {
				if p.begins {
					left = bytes.HasPrefix(p.octets, []byte("POST /echo ")) && bytes.Contains(p.octets, []byte("\r\nExpect: 100-continue\r\n"))
				}
				return p.octets
			}
			a.say = func(out []byte) []byte {
				if left && !bytes.HasPrefix(out, []byte("HTTP/1.1 100 ")) {
					return nil
				}
				return out
			}
		}),
	},
	{
		Name:      "grizzly-100-with-last-chunk",
		Class:     "unsolicited-response",
		Summary:   "Behind 100, where an application sends it, comes the end of chunks that there are none of.",
		Mechanism: "A response without a length is sent in chunks, an interim one too.",
		URL:       "https://github.com/javaee/grizzly/issues/1811",
		Breaks:    []string{"9110/15.2/interim-ends-at-empty-line"},
		seams: attend(func(a *attended) {
			acknowledges := false
			a.hear = func(p piece) []byte {
				if p.begins {
					acknowledges = bytes.HasPrefix(p.octets, []byte("POST /echo "))
				}
				return p.octets
			}
			a.say = func(out []byte) []byte {
				interim := []byte("HTTP/1.1 100 Continue\r\n\r\n")
				if !acknowledges {
					return out
				}
				return bytes.Replace(out, interim, append(interim, "0\r\n\r\n"...), 1)
			}
		}),
	},
}

var oddExpectation = regexp.MustCompile(`\r\nExpect: 100-C[A-Za-z]*\r\n`)

// acknowledgesLate says 100 to who sends chunks when they have come.
func acknowledgesLate(a *attended) {
	var held []byte
	expects, owed := false, false
	a.hear = func(p piece) []byte {
		expects = !p.begins && expects || p.inHead && bytes.Contains(p.octets, []byte("Expect: 100-continue\r\n"))
		if len(held) == 0 && (!expects || !p.coded || p.ends) {
			return p.octets
		}
		held = append(held, p.octets...)
		if !p.ends {
			return nil
		}
		all := held
		held, owed = nil, true
		return all
	}
	a.say = func(out []byte) []byte {
		if owed {
			owed = false
			return append([]byte("HTTP/1.1 100 Continue\r\n\r\n"), out...)
		}
		return out
	}
}

// withHead returns the seams of attend that misread a head as well.
func withHead(change func(*wire.Head), hand func(*attended)) server.Seams {
	s := attend(hand)
	s.Conn.Head = change
	return s
}

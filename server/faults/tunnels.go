package faults

import (
	"bytes"
	"crypto/tls"
	"errors"
	"net"
	"net/http"
	"strconv"
	"strings"

	"github.com/hangup-http/hangup/server"
	"github.com/hangup-http/hangup/server/conn"
)

// tunnelFaults: the connection is to carry another protocol, and what is said about it is wrong.
var tunnelFaults = []Fault{
	{
		Name:      "envoy-connect-chunked",
		Class:     "connect",
		Summary:   "The response that opens a tunnel says that it comes in chunks.",
		Mechanism: "A response without a length is sent in chunks, whatever the method.",
		URL:       "https://github.com/envoyproxy/envoy/issues/11227",
		Breaks:    []string{"9112/6.1/no-coding-in-tunnel"},
		Opposite:  "martian-connect-length",
		handler:   opensTunnels(validPort),
		seams: answer(func(h *conn.AnswerHead) {
			h.Chunked = h.Chunked || opens(h)
		}),
	},
	{
		Name:      "martian-connect-length",
		Class:     "connect",
		Summary:   "The response that opens a tunnel has a Content-Length.",
		Mechanism: "A response without content has the length 0, whatever the method.",
		URL:       "https://github.com/google/martian/issues/209",
		Breaks:    []string{"9110/8.6/no-length-in-tunnel"},
		Opposite:  "envoy-connect-chunked",
		handler:   opensTunnels(validPort),
		seams: answer(func(h *conn.AnswerHead) {
			if opens(h) {
				h.Length = 0
			}
		}),
	},
	{
		Name:      "nginx-connect-empty-port",
		Class:     "connect",
		Summary:   "CONNECT to an empty port is accepted.",
		Mechanism: "The digits behind the colon may be none.",
		URL:       "https://github.com/nginx/nginx/pull/1335",
		Breaks:    []string{"9110/9.3.6/invalid-port"},
		seams:     readAs(`^(CONNECT [!-~]+:) `, "${1}80 "),
		handler:   opensTunnels(validPort),
	},
	{
		Name:      "aspnetcore-upgrade-in-http10",
		Class:     "upgrade-101",
		Summary:   "An HTTP/1.0 client that offers to upgrade gets 101.",
		Mechanism: "The version is not looked at where the upgrade is.",
		URL:       "https://github.com/dotnet/aspnetcore/pull/40006",
		Breaks:    []string{"9110/7.8/upgrade-in-1.0"},
		handler: instead(func(r *http.Request) bool {
			return offers(r, "websocket") && r.ProtoMinor == 0
		}, signed),
		seams: signedAs(switching("Upgrade: websocket\r\nConnection: Upgrade\r\n")),
	},
	{
		Name:      "ccf-any-upgrade",
		Class:     "upgrade-101",
		Summary:   "Whatever protocol is offered, the server switches to websocket.",
		Mechanism: "That there is an Upgrade is all that is looked at.",
		URL:       "https://github.com/microsoft/CCF/issues/1196",
		Breaks:    []string{"9110/7.8/only-offered"},
		handler: instead(func(r *http.Request) bool {
			return r.Header.Get("Upgrade") != "" && r.Header.Get("Connection") == "Upgrade" && !offers(r, "websocket")
		}, signed),
		seams: signedAs(switching("Upgrade: websocket\r\nConnection: Upgrade\r\n")),
	},
	{
		Name:      "beast-101-before-100",
		Class:     "upgrade-101",
		Summary:   "The protocol is switched while the client waits for 100 (Continue).",
		Mechanism: "The upgrade is looked at first, and ends the exchange.",
		URL:       "https://github.com/boostorg/beast/issues/264",
		Breaks:    []string{"9110/7.8/100-before-101"},
		handler: instead(func(r *http.Request) bool {
			return offers(r, "websocket") && r.Header.Get("Expect") != ""
		}, signed),
		seams: signedAs(switching("Upgrade: websocket\r\nConnection: Upgrade\r\n")),
	},
	{
		Name:      "h2o-upgrade-not-listed",
		Class:     "upgrade-101",
		Summary:   "The response that switches to websocket has Upgrade, which Connection does not list.",
		Mechanism: "The field of the application is sent, and Connection is the server's own.",
		URL:       "https://github.com/h2o/h2o/pull/3004",
		Breaks:    []string{"9110/7.8/upgrade-listed"},
		handler: instead(func(r *http.Request) bool {
			return offers(r, "websocket") && r.ProtoMinor > 0 && r.Method == http.MethodGet && version13(r)
		}, signed),
		seams: signedAs(switching("Upgrade: websocket\r\n")),
	},
	{
		Name:      "kitura-101-names-nothing",
		Class:     "upgrade-101",
		Summary:   "101 does not say which protocol follows.",
		Mechanism: "Neither Upgrade nor Connection is sent.",
		URL:       "https://github.com/Kitura/Kitura-net/pull/135",
		Breaks:    []string{"9110/15.2.2/101-names-protocol"},
		handler: instead(func(r *http.Request) bool {
			return offers(r, "websocket") && r.ProtoMinor > 0 && r.Method == http.MethodGet && version13(r)
		}, signed),
		seams: signedAs(switching("")),
	},
	{
		Name:      "rktpb-no-closure-alert",
		Class:     "close-before-flush",
		Summary:   "Over TLS the connection is closed without a closure alert.",
		Mechanism: "What ends the connection is the socket, and TLS is not told.",
		URL:       "https://github.com/SergioBenitez/rktpb/issues/8",
		Breaks:    []string{"9112/9.8/closure-alert"},
		TLS:       true,
		seams:     network(func(s *socket) net.Conn { return unalerted{s} }),
	},
	{
		Name:      "bitmex-426-names-nothing",
		Class:     "upgrade-101",
		Summary:   "426 does not say which protocol is required.",
		Mechanism: "The status is sent without the field that belongs to it.",
		URL:       "https://github.com/BitMEX/api-connectors/issues/379",
		Breaks:    []string{"9110/15.5.22/426-names-protocol"},
		handler: instead(func(r *http.Request) bool { return offers(r, "websocket") && !version13(r) }, func(w http.ResponseWriter, _ *http.Request) {
			http.Error(w, "Upgrade Required", http.StatusUpgradeRequired)
		}),
	},
}

// unalerted ends a connection below TLS.
type unalerted struct{ *socket }

func (u unalerted) CloseWrite() error {
	if secure, ok := u.Conn.(*tls.Conn); ok {
		return secure.NetConn().(interface{ CloseWrite() error }).CloseWrite()
	}
	return u.socket.CloseWrite()
}

func (u unalerted) Close() error {
	if secure, ok := u.Conn.(*tls.Conn); ok {
		return errors.Join(secure.NetConn().Close(), u.noted())
	}
	return u.socket.Close()
}

// opens tells that the head is one behind which a tunnel begins.
func opens(h *conn.AnswerHead) bool {
	return h.Status == http.StatusOK && !h.Content && !h.IsHead
}

// opensTunnels makes of the handler one that answers CONNECT as if it had connected.
func opensTunnels(may func(*http.Request) bool) func(http.Handler) http.Handler {
	return instead(func(r *http.Request) bool { return r.Method == http.MethodConnect && may(r) },
		func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusOK) })
}

// validPort tells whether CONNECT names a port that there can be.
func validPort(r *http.Request) bool {
	_, port, found := strings.Cut(r.RequestURI, ":")
	n, err := strconv.ParseUint(port, 10, 16)
	return found && err == nil && n > 0
}

func offers(r *http.Request, protocol string) bool {
	return strings.EqualFold(r.Header.Get("Upgrade"), protocol)
}

func version13(r *http.Request) bool { return r.Header.Get("Sec-Websocket-Version") == "13" }

// instead serves the requests that pass in place of the handler.
func instead(passes func(*http.Request) bool, serve http.HandlerFunc) func(http.Handler) http.Handler {
	return func(other http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if passes(r) {
				serve(w, r)
				return
			}
			other.ServeHTTP(w, r)
		})
	}
}

// sign is a field by which the seams know a response that a faulty handler has given.
const sign = "Hangup-Signed"

// marked has the handler's responses to the requests that pass signed.
func marked(passes func(*http.Request) bool) func(http.Handler) http.Handler {
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if passes(r) {
				w.Header().Set(sign, "1")
			}
			next.ServeHTTP(w, r)
		})
	}
}

func signed(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set(sign, "1")
	w.WriteHeader(http.StatusNoContent)
}

// signedAs returns seams that spell signed heads another way. They are given without the sign.
func signedAs(spell func(head []byte) []byte) server.Seams {
	return server.Seams{Conn: conn.Seams{Spell: func(head []byte, _ conn.AnswerHead) []byte {
		line := []byte(sign + ": 1\r\n")
		if !bytes.Contains(head, line) {
			return head
		}
		return spell(bytes.Replace(head, line, nil, 1))
	}}}
}

// switching says 101 with these fields.
func switching(fields string) func([]byte) []byte {
	return func([]byte) []byte { return []byte("HTTP/1.1 101 Switching Protocols\r\n" + fields + "\r\n") }
}

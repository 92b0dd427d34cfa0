package explore_test

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"strings"

	"github.com/hangup-http/hangup/model"
)

// errInexpressible: no octets say what the moves say.
var errInexpressible = errors.New("no octets say this")

func inexpressible(format string, args ...any) error {
	return fmt.Errorf("%w: %s", errInexpressible, fmt.Sprintf(format, args...))
}

// request is what the moves of one request head come to, in octets.
type request struct {
	method  string
	target  string
	version string
	host    string
	lines   string // field lines but Host and those of the framing
	traits  model.Trait
	body    bool
	chunked bool // the content is chunked, else it has a length
	lengths bool // and a length all the same
	length  int
}

// traitLines are the field lines that give a request a trait.
var traitLines = map[model.Trait]string{
	model.Upgrades:         "Connection: upgrade\r\nUpgrade: example/1\r\n",
	model.SpaceBeforeColon: "X : y\r\n",
	model.BadLength:        "Content-Length: 1x\r\n",
	model.CodingNotFinal:   "Transfer-Encoding: chunked, gzip\r\n",
	model.CodingParameters: "Transfer-Encoding: chunked;q=1\r\n",
	model.BareLF:           "X: y\n",
	model.BareCR:           "X: y\rz\r\n",
}

// expressible are the traits that a request can have here.
var expressible = []model.Trait{
	model.Chunked, model.Trailer, model.LaterMinor, model.Upgrades, model.BadHost, model.UnknownCoding, model.SpaceBeforeColon, model.BadLength,
	model.CodingNotFinal, model.CodingParameters, model.BareLF, model.BareCR, model.SpaceBeforeField, model.BadRequestLine, model.LongMethod,
}

// needsChunks are traits of chunked content.
var needsChunks = map[model.Trait]bool{model.Chunked: true, model.Trailer: true, model.UnknownCoding: true}

// newRequest reads the lines of a head. A body that is not chunked by what they say is so where
// chunks asks for it; else it has that length.
func newRequest(head []model.Input, chunks bool, length int) (request, error) {
	r := request{method: "GET", target: "/", version: "HTTP/1.1", host: "Host: a\r\n", length: length}
	for _, in := range head {
		if err := r.add(in); err != nil {
			return r, err
		}
	}
	if chunks && r.version == "HTTP/1.0" && !r.chunked && r.body {
		return r, inexpressible("chunks in HTTP/1.0 without Transfer-Encoding")
	}
	if !r.body && r.chunked {
		return r, inexpressible("Transfer-Encoding without content")
	}
	r.chunked = r.chunked || chunks && r.body
	if r.body {
		r.method = "POST"
	}
	switch r.traits {
	case model.LongMethod:
		r.method = "P" + strings.Repeat("O", 1100) + "ST"
	case model.BadRequestLine:
		r.target += " too many words"
	}
	return r, nil
}

func (r *request) add(in model.Input) error {
	switch in.Event {
	case model.IsHTTP10:
		r.version = "HTTP/1.0"
	case model.SaysClose:
		r.lines += "Connection: close\r\n"
	case model.SaysCloseOddly:
		r.lines += "Connection: foo, CLOSE\r\n"
	case model.SaysCloseAndKeepAlive:
		r.lines += "Connection: keep-alive, close\r\n"
	case model.SaysKeepAlive:
		r.lines += "Connection: keep-alive\r\n"
	case model.HasBothLengths:
		r.chunked, r.lengths = true, true
	case model.HasCodingIn10:
		r.chunked = true
	case model.HasBody:
		r.body = true
	case model.Expects:
		r.lines += "Expect: 100-continue\r\n"
	case model.Has:
		return r.remark(in.Trait)
	}
	return nil
}

// remark gives the request a trait.
func (r *request) remark(t model.Trait) error {
	r.traits = t
	lines, known := traitLines[t]
	r.lines += lines
	switch {
	case needsChunks[t]:
		r.chunked = true
	case t == model.LaterMinor && r.version != "HTTP/1.0":
		r.version = "HTTP/1.2"
	case t == model.BadHost:
		r.host = "Host: a b\r\n"
	case t == model.SpaceBeforeField:
		r.host = " X: y\r\n" + r.host
	case t == model.BadRequestLine, t == model.LongMethod, known:
	default:
		return inexpressible("a request with %s", t)
	}
	return nil
}

// first is the first octet; the client sends it alone.
func (r *request) first() string { return r.head()[:1] }

// rest is the head without its first octet.
func (r *request) rest() string { return r.head()[1:] }

func (r *request) head() string {
	return r.method + " " + r.target + " " + r.version + "\r\n" + r.fields() + "\r\n"
}

func (r *request) fields() string {
	fields := r.host + r.lines
	if r.body && (!r.chunked || r.lengths) {
		fields += fmt.Sprintf("Content-Length: %d\r\n", r.length)
	}
	if r.chunked {
		coding := "chunked"
		if r.traits == model.UnknownCoding {
			coding = "foo, chunked"
		}
		fields += "Transfer-Encoding: " + coding + "\r\n"
	}
	return fields
}

// notAField cannot be read as a field line.
const notAField = "this is no field\r\n\r\n"

// spoiled is the rest of a head that cannot be read, in place of rest.
func (r *request) spoiled() string {
	return strings.TrimSuffix(r.head(), "\r\n")[1:] + notAField
}

// segments are what follows the first octet: the rest of the head, now and then spoiled, and the content.
func (r *request) segments(random *rand.Rand) []string {
	if random.IntN(8) == 0 {
		return []string{r.spoiled()}
	}
	all := []string{r.rest()}
	switch {
	case !r.body:
	case !r.chunked:
		all = append(all, "x", strings.Repeat("x", r.length-1))
	case random.IntN(4) == 0:
		all = append(all, "3\r\nx", "yz\r\n"+notAField)
	case r.traits == model.Trailer:
		all = append(all, "3\r\nx", "yz\r\n0\r\n", "X: y\r\n\r\n")
	default:
		all = append(all, "3\r\nx", "yz\r\n0\r\n", "\r\n")
	}
	return all
}

package wire_test

import (
	_ "embed"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/hangup-http/hangup/model"
	"github.com/hangup-http/hangup/model/read"
	"github.com/hangup-http/hangup/server/wire"
)

// reading is what was read of one request.
type reading struct {
	method, target string
	content        string
	whole          bool // head and content to their end

	headWhole              bool
	old, closes, keepAlive bool
	bothLengths            bool

	flaw   wire.Flaw // of this package
	fields string    // of this package
	traits uint64    // set of those that the judge's reader remarked
	broken bool      // Malformed, to the judge's reader
}

func (r *reading) has(t model.Trait) bool { return r.traits>>t&1 != 0 }

// unlimited are options under which no limit decides; limits have their own tests.
var unlimited = wire.Options{
	RequestLine: 1 << 16, Method: 1 << 16, Head: 1 << 16, Fields: 1 << 16, EmptyLines: 1 << 16,
	ChunkExtensions: 1 << 16, Trailer: 1 << 16,
}

// readPieces reads the octets of a connection that come in pieces of this size.
func readPieces(in []byte, piece int) (all []reading) {
	p, b := wire.NewParser(unlimited), wire.NewBody(unlimited)
	inBody := false
	start := 0
	for end := min(piece, len(in)); ; end = min(end+piece, len(in)) {
		for more := true; more; {
			n := 0
			if inBody {
				n = readBody(b, in[start:end], &all[len(all)-1])
				inBody = !all[len(all)-1].whole
				more = n > 0 || !inBody
			} else {
				n = readHead(p, in[start:end], &all)
				more = n > 0
				if more {
					b.Begin(&p.Head().Semantics)
					inBody = true // perhaps an empty one
				}
			}
			if len(all) > 0 && all[len(all)-1].flaw.Fatal() {
				return all
			}
			start += n
		}
		if end == len(in) {
			return all
		}
	}
}

// readHead appends a reading for a whole head, or for one with a fatal flaw.
func readHead(p *wire.Parser, in []byte, all *[]reading) int {
	n, flaw := p.Parse(in)
	if n == 0 {
		if flaw.Fatal() {
			*all = append(*all, reading{flaw: flaw})
		}
		return 0
	}
	h := p.Head()
	r := reading{
		method: string(h.Method), target: string(h.Target), headWhole: true, old: h.Minor == 0,
		closes: h.SaysClose, keepAlive: h.SaysKeepAlive, bothLengths: h.HasBothLengths, flaw: flaw,
	}
	for _, f := range h.Fields {
		r.fields += string(f.Name) + "=" + string(f.Value) + ";"
	}
	*all = append(*all, r)
	return n
}

func readBody(b *wire.Body, in []byte, r *reading) int {
	n, data, done, flaw := b.Decode(in)
	r.content += string(data)
	r.whole = done
	if flaw != wire.NoFlaw {
		r.flaw = flaw
	}
	return n
}

// judged reads the same with the judge's reader.
func judged(in []byte) (all []reading) {
	var requests read.Requests
	for _, e := range requests.Add(in) {
		if e.Event == model.Begins {
			all = append(all, reading{})
		}
		if len(all) == 0 {
			continue
		}
		switch r := &all[len(all)-1]; e.Event {
		case model.Has:
			r.traits |= 1 << e.Trait
		case model.HeadEnds:
			r.headWhole = true
		case model.Malformed:
			r.broken = true
		case model.IsHTTP10:
			r.old = true
		case model.SaysClose, model.SaysCloseOddly:
			r.closes = true
		case model.SaysKeepAlive:
			r.keepAlive = true
		case model.SaysCloseAndKeepAlive:
			r.closes, r.keepAlive = true, true
		case model.HasBothLengths:
			r.bothLengths = true
		}
	}
	for i, q := range requests.All {
		r := &all[i]
		r.method, r.target, r.content, r.whole = q.Method, q.Target, string(q.Content), q.Complete
	}
	return all
}

// disagreement names how the two readings of one request differ; "" if they do not.
// What the judge finds remarkable may be read or refused; what it does not has to
// be read, and the same way.
func disagreement(ours, theirs *reading) string {
	switch {
	case ours.flaw != wire.NoFlaw && (theirs.traits != 0 || theirs.broken):
		return ""
	case ours.flaw != wire.NoFlaw && (!theirs.headWhole || ours.headWhole && !theirs.whole):
		return "" // found before the end of the line, which is as far as the judge looks
	case ours.flaw != wire.NoFlaw:
		return "refused: " + ours.flaw.String()
	case theirs.broken && (!theirs.headWhole && ours.headWhole || ours.whole):
		return "read: malformed, " + gravest(theirs)
	case !ours.headWhole && !theirs.headWhole, theirs.broken:
		return ""
	}
	for _, t := range mustRefuse {
		if theirs.has(t) && ours.whole {
			return "read: " + t.String()
		}
	}
	return difference(ours, theirs)
}

// mustRefuse: a server has to refuse the request.
var mustRefuse = []model.Trait{
	model.BadHost, model.SpaceBeforeColon, model.BadLength, model.CodingNotFinal, model.BadRequestLine, model.BareCR,
}

// gravest names one trait of a request that cannot be read.
func gravest(r *reading) string {
	for _, t := range []model.Trait{model.BadRequestLine, model.NotHTTP, model.BadLength, model.CodingNotFinal, model.BadChunk} {
		if r.has(t) {
			return t.String()
		}
	}
	return "unremarkable"
}

// difference names the first thing that both have read and read differently.
func difference(ours, theirs *reading) string {
	switch {
	case ours.headWhole != theirs.headWhole:
		return fmt.Sprintf("head whole: %t", ours.headWhole)
	case ours.method != theirs.method:
		return "method"
	case ours.target != theirs.target:
		return "target"
	case ours.old != theirs.old:
		return "version"
	case ours.closes != theirs.closes:
		return "close"
	case ours.keepAlive != theirs.keepAlive:
		return "keep-alive"
	case ours.bothLengths != theirs.bothLengths && !ours.old:
		return "both lengths"
	case theirs.has(model.CodingIn10), theirs.has(model.HugeLength), theirs.has(model.HugeChunk):
		return "" // the judge reads no further
	case !strings.HasPrefix(ours.content, theirs.content) && !strings.HasPrefix(theirs.content, ours.content):
		return "content"
	case ours.whole != theirs.whole:
		return fmt.Sprintf("whole: %t", ours.whole)
	case ours.whole && ours.content != theirs.content:
		return "length of the content"
	}
	return ""
}

// stops tells whether nothing behind a request can be compared.
func stops(ours, theirs *reading) bool {
	return ours.flaw != wire.NoFlaw && ours.flaw.Fatal() || theirs.broken || !ours.whole || !theirs.whole
}

// decided holds the disagreements with the judge's reader that a clause decides:
// testdata/disagreements.tsv says which and who is right.
//
//go:embed testdata/disagreements.tsv
var decided string

func isDecided(kind string) bool {
	for line := range strings.SplitSeq(decided, "\n") {
		if first, _, _ := strings.Cut(line, "\t"); first == kind {
			return true
		}
	}
	return false
}

// checkAgreement reads octets as a whole, in single octets and with the judge's reader.
func checkAgreement(t *testing.T, in []byte) {
	t.Helper()
	whole := readPieces(in, max(1, len(in)))
	split := readPieces(in, 1)
	if !slices.Equal(split, whole) {
		t.Fatalf("%q\nwhole: %+v\noctet by octet: %+v", in, whole, split)
	}
	theirs := judged(in)
	for i := range min(len(whole), len(theirs)) {
		if kind := disagreement(&whole[i], &theirs[i]); kind != "" && !isDecided(kind) {
			t.Fatalf("%q\nrequest %d, not in testdata/disagreements.tsv: %q\nwire: %+v\njudge: %+v", in, i, kind, whole[i], theirs[i])
		}
		if stops(&whole[i], &theirs[i]) {
			return
		}
	}
}

// FuzzWire: whole or octet by octet, what is read is the same, and the judge's
// reader, which was written apart from this one, agrees. Each execution checks some
// variants of its input too, because the fuzzing engine costs more than a check.
func FuzzWire(f *testing.F) {
	for _, in := range conversations {
		f.Add([]byte(in), uint64(0))
	}
	f.Fuzz(func(t *testing.T, in []byte, seed uint64) {
		if len(in) > 1<<10 {
			return
		}
		checkAgreement(t, in)
		random := rand.New(rand.NewPCG(seed, uint64(len(in))))
		for range variants {
			checkAgreement(t, variant(in, random))
		}
	})
}

const variants = 31

// variant changes a few octets, or puts a piece of the grammar somewhere.
func variant(in []byte, random *rand.Rand) []byte {
	out := slices.Clone(in)
	for range 1 + random.IntN(3) {
		at := random.IntN(len(out) + 1)
		end := min(len(out), at+random.IntN(3))
		switch random.IntN(3) {
		case 0:
			out = slices.Insert(out, at, []byte(pieces[random.IntN(len(pieces))])...)
		case 1:
			out = slices.Replace(out, at, end, pieces[random.IntN(len(pieces))]...)
		default:
			out = slices.Replace(out, at, end, byte(random.Uint32()))
		}
	}
	return out
}

var pieces = func() (all [][]byte) {
	for _, p := range []string{
		"", "\r\n", "\r\n\r\n", "\n", "\r", " ", "\t", ":", ";", ",", "\"", "\\", "%", "0", "5", "a", "\x00", "\x7f", "\x80",
		"Host: a\r\n", "Content-Length: 5\r\n", "Content-Length:", "Transfer-Encoding: chunked\r\n", "chunked", "gzip, ",
		"Connection: close\r\n", "keep-alive", "Expect: 100-continue\r\n", "HTTP/1.0", "HTTP/1.1", "GET / ", "http://a", "[::1]",
		"hello", "0\r\n\r\n", "5\r\nhello\r\n", ";a=b", ";a=\"b\"", "A: b\r\n", " \r\n",
	} {
		all = append(all, []byte(p))
	}
	return all
}()

// conversations are seeds for fuzzers: a few requests on one connection each.
var conversations = func() (all []string) {
	const chunkedHead = "POST /a HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
	for _, h := range heads {
		all = append(all, h, h+heads[0])
	}
	for _, b := range bodies {
		all = append(all, chunkedHead+b, chunkedHead+b+heads[0])
	}
	return append(all, string(head152)+string(head152),
		"CONNECT a:80 HTTP/1.1\r\nHost: a:80\r\nConnection: Close, foo\r\nUpgrade: b\r\n\r\n",
		"PUT /%41?x=[] HTTP/1.1\r\nHost: [::1]:80\r\nContent-Length: 3\r\nContent-Length: 3\r\n\r\nabc",
		"GET http://u@h/ HTTP/1.9\r\nHOST: 1.2.3.4\r\nConnection: keep-alive, close\r\nExpect: 100-Continue\r\n\r\n",
		"POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\nContent-Length: 9223372036854775808\r\n\r\n0\r\n\r\n",
	)
}()

// TestAgreement is FuzzWire on its seeds, each with every octet changed in turn.
func TestAgreement(t *testing.T) {
	for _, in := range conversations {
		checkAgreement(t, []byte(in))
		for i := range len(in) {
			for _, octet := range []byte("\x00\t\n\r \",0:;=A[\x7f\xff") {
				changed := []byte(in)
				changed[i] = octet
				checkAgreement(t, changed)
			}
		}
	}
}

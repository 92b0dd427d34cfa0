package wire_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/hangup-http/hangup/model"
	"github.com/hangup-http/hangup/model/read"
	"github.com/hangup-http/hangup/server/wire"
	"github.com/hangup-http/hangup/server/wire/internal/mutant"
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
// What the judge finds remarkable may be read or refused, unless it is for a server to
// understand; what it does not has to be read, and the same way.
func disagreement(ours, theirs *reading) string {
	switch {
	case ours.flaw != wire.NoFlaw && (theirs.traits>>model.BothLengths != 0 || theirs.broken):
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
	case ours.method != strings.TrimSuffix(theirs.method, "?"): // the judge's word for what a server may take for HEAD
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
		if kind := disagreement(&whole[i], &theirs[i]); kind != "" {
			t.Fatalf("%q\nrequest %d: %q\nwire: %+v\njudge: %+v", in, i, kind, whole[i], theirs[i])
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
	for _, in := range append(mutant.Cases(), mutant.Conversations...) {
		f.Add([]byte(in), uint64(0))
	}
	f.Fuzz(func(t *testing.T, in []byte, seed uint64) {
		if len(in) > 1<<10 {
			return
		}
		checkAgreement(t, in)
		random := rand.New(rand.NewPCG(seed, uint64(len(in))))
		for range variants {
			checkAgreement(t, mutant.Variant(in, random))
		}
	})
}

const variants = 31

// TestAgreement is FuzzWire on its seeds, each with every octet changed in turn.
func TestAgreement(t *testing.T) {
	for _, in := range mutant.Conversations {
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

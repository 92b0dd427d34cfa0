package properties_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/hangup-http/hangup/fuzz/gen"
	"github.com/hangup-http/hangup/model"
	"github.com/hangup-http/hangup/model/trace"
	"github.com/hangup-http/hangup/model/trace/transcript"
	"github.com/hangup-http/hangup/properties"
)

// conversation is what a client sends in one go and what comes back.
type conversation struct {
	sent, received string
	fin            bool
}

const ok = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"

// drawConversation draws requests and responses, right ones and wrong ones.
func drawConversation(t *rapid.T) conversation {
	var c conversation
	for range rapid.IntRange(1, 3).Draw(t, "requests") {
		method := rapid.SampledFrom([]string{"GET", "HEAD", "POST"}).Draw(t, "method")
		version := rapid.SampledFrom([]string{"1.1", "1.1", "1.0"}).Draw(t, "version")
		connection := rapid.SampledFrom([]string{"", "", "close", "keep-alive", "x, CLOSE"}).Draw(t, "connection")
		c.sent += method + " / HTTP/" + version + "\r\nHost: a\r\n"
		if connection != "" {
			c.sent += "Connection: " + connection + "\r\n"
		}
		if method == "POST" {
			c.sent += rapid.SampledFrom([]string{
				"Content-Length: 3\r\n\r\nabc", "Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n", "Content-Length: +3\r\n\r\nabc",
			}).Draw(t, "body")
			continue
		}
		c.sent += "\r\n"
	}
	for range rapid.IntRange(0, 3).Draw(t, "responses") {
		c.received += rapid.SampledFrom([]string{
			ok, "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 2\r\n\r\nok", "HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n",
			"HTTP/1.1 204 No Content\r\n\r\n", "HTTP/1.1 100 Continue\r\n\r\n", "stray",
		}).Draw(t, "response")
	}
	c.fin = rapid.Bool().Draw(t, "FIN")
	return c
}

// judged returns the verdict and the broken requirements of a conversation whose
// octets come in these pieces, a microsecond apart.
func judged(sent, received []string, fin bool) string {
	j := trace.NewJudge(trace.DefaultBudgets())
	at := time.Duration(0)
	add := func(r trace.Record) {
		at += time.Microsecond
		r.At = at
		j.Add(r)
	}
	add(trace.Record{Kind: trace.Opened})
	for _, p := range sent {
		add(trace.Record{Kind: trace.Sent, Data: []byte(p)})
	}
	for _, p := range received {
		add(trace.Record{Kind: trace.Received, Data: []byte(p)})
	}
	if fin {
		add(trace.Record{Kind: trace.FIN})
	} else {
		at += 5 * time.Second
		add(trace.Record{Kind: trace.Waited, For: 5 * time.Second})
	}
	report := j.Report()
	words := []string{report.Verdict.String()}
	for _, f := range report.Findings {
		words = append(words, fmt.Sprint(f.Verdict, " ", f.Requirement.Address))
	}
	return strings.Join(words, "; ")
}

// cut draws a cutting of s into pieces.
func cut(t *rapid.T, s, label string) (pieces []string) {
	for s != "" {
		n := rapid.IntRange(1, len(s)).Draw(t, label)
		pieces, s = append(pieces, s[:n]), s[n:]
	}
	return pieces
}

// TestSegmentsDoNotMatter: how octets are cut into segments never changes the verdict.
func TestSegmentsDoNotMatter(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := drawConversation(t)
		whole := judged([]string{c.sent}, []string{c.received}, c.fin)
		pieces := judged(cut(t, c.sent, "sent"), cut(t, c.received, "received"), c.fin)
		if whole != pieces {
			t.Fatalf("sent %q\nreceived %q\nwhole:  %s\npieces: %s", c.sent, c.received, whole, pieces)
		}
	})
}

// TestSpellingDoesNotMatter: the case of field names, the space around their values
// and fields that mean nothing to a connection leave the verdict alone.
func TestSpellingDoesNotMatter(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := drawConversation(t)
		other := c.sent
		if rapid.Bool().Draw(t, "lower case") {
			other = strings.NewReplacer("Host:", "host:", "Connection:", "connection:", "Content-Length:", "content-length:",
				"Transfer-Encoding:", "transfer-encoding:").Replace(other)
		}
		if rapid.Bool().Draw(t, "unknown field") {
			other = strings.ReplaceAll(other, "ost: a\r\n", "ost: a\r\nX-Unknown: 1\r\n")
		}
		if rapid.Bool().Draw(t, "space") {
			other = strings.ReplaceAll(other, "ost: a\r\n", "ost: \ta \r\n")
		}
		plain := judged([]string{c.sent}, []string{c.received}, c.fin)
		spelled := judged([]string{other}, []string{c.received}, c.fin)
		if plain != spelled {
			t.Fatalf("%q: %s\n%q: %s\nreceived %q", c.sent, plain, other, spelled, c.received)
		}
	})
}

// TestTranscriptsInPieces: the same for every conversation that people have judged, whatever the server did.
func TestTranscriptsInPieces(t *testing.T) {
	conversations, err := transcript.ReadDir(transcripts)
	if err != nil {
		t.Fatal(err)
	}
	rapid.Check(t, func(rt *rapid.T) {
		c := conversations[rapid.IntRange(0, len(conversations)-1).Draw(rt, "transcript")]
		whole := transcript.Judge(model.Standard, c.Records)
		pieces := transcript.Judge(model.Standard, inPieces(rt, c.Records))
		if a, b := findings(whole), findings(pieces); a != b {
			rt.Fatalf("%s:%d: %s\nwhole:  %s\npieces: %s", c.File, c.Line, c.Why, a, b)
		}
	})
}

// inPieces cuts what was sent and received into records of the same moment.
func inPieces(t *rapid.T, records []trace.Record) (cutUp []trace.Record) {
	for _, r := range records {
		if r.Kind != trace.Sent && r.Kind != trace.Received || len(r.Data) > 1000 {
			cutUp = append(cutUp, r)
			continue
		}
		from := 0
		for _, p := range cut(t, string(r.Data), "piece") {
			piece := trace.Record{At: r.At, Kind: r.Kind, Data: []byte(p)}
			for _, u := range r.Uses {
				if u.Offset >= from && u.Offset < from+len(p) {
					u.Offset -= from
					piece.Uses = append(piece.Uses, u)
				}
			}
			cutUp = append(cutUp, piece)
			from += len(p)
		}
	}
	return cutUp
}

// findings is the verdict and the broken requirements.
func findings(r trace.Report) string {
	words := []string{r.Verdict.String()}
	for _, f := range r.Findings {
		words = append(words, fmt.Sprint(f.Verdict, " ", f.Requirement.Address))
	}
	return strings.Join(words, "; ")
}

// TestOrderOfOptionsDoesNotMatter: the members of Connection mean the same in any order, on any number of lines and with
// empty members between (RFC 9110, section 5.6.1).
func TestOrderOfOptionsDoesNotMatter(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		members := rapid.SliceOfN(rapid.SampledFrom([]string{"close", "keep-alive", "x", "TE", "upgrade", "closed"}), 2, 4).Draw(t, "members")
		other := rapid.Permutation(members).Draw(t, "other order")
		version := rapid.SampledFrom([]string{"1.1", "1.0"}).Draw(t, "version")
		request := func(members []string, between string) string {
			return "GET / HTTP/" + version + "\r\nHost: a\r\nConnection: " + strings.Join(members, between) + "\r\n\r\n"
		}
		between := rapid.SampledFrom([]string{",", ", ", " ,\t", ", ,", "\r\nConnection: ", "\r\nX: y\r\nconnection:"}).Draw(t, "between")
		received := rapid.SampledFrom([]string{ok, ok + ok, "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 2\r\n\r\nok", ""}).Draw(t, "response")
		fin := rapid.Bool().Draw(t, "FIN")
		plain := judged([]string{request(members, ", ")}, []string{received}, fin)
		if again := judged([]string{request(other, between)}, []string{received}, fin); again != plain {
			t.Fatalf("%q: %s\n%q: %s\nreceived %q, FIN %v", request(members, ", "), plain, request(other, between), again, received, fin)
		}
	})
}

// TestAnEmptyLineAccusesNobody: before a request one should be ignored (RFC 9112, section 2.2). No server is accused because
// of it; one that takes it for a request may be excused by it.
func TestAnEmptyLineAccusesNobody(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := drawConversation(t)
		if strings.HasPrefix(c.received, "HTTP/1.1 400") {
			return // it is what the warning of that section is about
		}
		plain := judged([]string{c.sent}, []string{c.received}, c.fin)
		again := judged([]string{"\r\n" + c.sent}, []string{c.received}, c.fin)
		if verdictOf(t, again) >= model.Warning && verdictOf(t, plain) < model.Warning {
			t.Fatalf("%q: %s\nwith an empty line: %s\nreceived %q, FIN %v", c.sent, plain, again, c.received, c.fin)
		}
	})
}

// verdictOf takes the verdict out of what judged returns.
func verdictOf(t *rapid.T, words string) model.Verdict {
	name, _, _ := strings.Cut(words, ";")
	v, ok := model.ParseVerdict(name)
	if !ok {
		t.Fatalf("no verdict in %q", words)
	}
	return v
}

// TestOddThingsHideNothing: a server with a planted bug is found, or not, whether or not a client writes fields
// that mean nothing, and field lines in another spelling.
func TestOddThingsHideNothing(t *testing.T) {
	holds := planted()
	shown := 0
	a := unremarkable()
	rapid.Check(t, func(t *rapid.T) {
		c := properties.Rapid(a).Draw(t, "conversation")
		odd := odder(properties.Drawn(t), c)
		plain, again := holds(c), holds(odd)
		if fmt.Sprint(plain) != fmt.Sprint(again) {
			t.Fatalf("%v: %v\n%v: %v", c, plain, odd, again)
		}
		if plain != nil {
			shown++
		}
	})
	t.Logf("the bug was shown by %d conversations", shown)
}

// unremarkable are requests that the judge has no second thoughts about: of one with two remarkable things it
// says less.
func unremarkable() gen.Alphabet {
	a := plainly()
	for _, label := range gen.AllLabels() {
		group, name, _ := strings.Cut(label, " ")
		switch {
		case group == "malformed", label == "client split", label == "client reset", label == "client empty-line",
			label == "target absolute-form", label == "target *", group == "field" && name != "Connection" && name != "Keep-Alive":
			a = a.Prefer(label, 0)
		}
	}
	return a
}

// odder adds to a conversation what means nothing.
func odder(choose gen.Choose, c gen.Conversation) (odd gen.Conversation) {
	const unknown = 6 // in the fields of package gen
	for _, op := range c {
		switch {
		case op.Kind == gen.Request && choose("unknown", 2) == 1:
			odd = append(odd, op, gen.Op{Kind: gen.Field, A: unknown, C: uint8(choose("case", 3))})
		case op.Kind == gen.Field:
			op.C = uint8(choose("spelling", 15))
			odd = append(odd, op)
		default:
			odd = append(odd, op)
		}
	}
	return odd
}

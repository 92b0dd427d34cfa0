package campaign

import (
	"math/rand/v2"
	"slices"

	"github.com/hangup-http/hangup/fuzz/gen"
)

// dictionary are octets that mean something to readers of HTTP, wherever they stand.
var dictionary = []string{
	"\r\n", "\n", "\r", "\r\n\r\n", "\n\n", "\x00", "\t", " ", ":", ",", ";", "\"", "0\r\n\r\n", "0", "5\r\n", "ffffffffffffffff\r\n", "%00", "..",
	" HTTP/1.1\r\n", " HTTP/1.0\r\n", " HTTP/0.9\r\n", " HTTP/2.0\r\n", "GET / ", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", "Host: a\r\n",
	"Connection: close\r\n", "Connection: keep-alive\r\n", "Content-Length: 0\r\n", "Content-Length: 1\r\n", "Transfer-Encoding: chunked\r\n",
	"Expect: 100-continue\r\n", "Upgrade: h2c\r\n", "close", "keep-alive", "chunked", "\xff\xfe", "\x80",
}

// mutator makes a conversation of others. Everything it does follows from its random source.
type mutator struct {
	r        *rand.Rand
	alphabet gen.Alphabet
}

func (m *mutator) choose(_ string, n int) int { return m.r.IntN(n) }

// mutate changes c in one to eight places; other is spliced in. What comes out is never empty.
func (m *mutator) mutate(c, other gen.Conversation) gen.Conversation {
	changed := slices.Clone(c)
	for range 1 << m.r.IntN(4) {
		changed = mutations[m.r.IntN(len(mutations))](m, changed, other)
		if len(changed) == 0 {
			changed = slices.Clone(c)
		}
	}
	return changed[:min(len(changed), maxOperations)]
}

// maxOperations bounds what splicing makes.
const maxOperations = 64

// mutations, from whole conversations down to octets.
var mutations = []func(m *mutator, c, other gen.Conversation) gen.Conversation{
	(*mutator).splice, (*mutator).behind, (*mutator).nextConnection, (*mutator).repeat, (*mutator).remove, (*mutator).swap,
	(*mutator).insert, (*mutator).insert, (*mutator).field, (*mutator).argument, (*mutator).argument, (*mutator).argument,
	(*mutator).segment, (*mutator).word, (*mutator).octet,
}

// at is a place in c, its end included.
func (m *mutator) at(c gen.Conversation) int { return m.r.IntN(len(c) + 1) }

// part is some consecutive operations of c.
func (m *mutator) part(c gen.Conversation) gen.Conversation {
	from, to := m.at(c), m.at(c)
	return c[min(from, to):max(from, to)]
}

// splice goes on as the other conversation does, from some place of each.
func (m *mutator) splice(c, other gen.Conversation) gen.Conversation {
	return append(slices.Clone(c[:m.at(c)]), other[m.at(other):]...)
}

// behind holds the other conversation behind c, on the same connection.
func (m *mutator) behind(c, other gen.Conversation) gen.Conversation {
	return append(slices.Clone(c), other...)
}

// nextConnection holds the other conversation on a connection of its own.
func (m *mutator) nextConnection(c, other gen.Conversation) gen.Conversation {
	return append(append(slices.Clone(c), gen.Op{Kind: gen.Connect}), other...)
}

func (m *mutator) repeat(c, _ gen.Conversation) gen.Conversation {
	return slices.Insert(slices.Clone(c), m.at(c), m.part(c)...)
}

func (m *mutator) remove(c, _ gen.Conversation) gen.Conversation {
	from, to := m.at(c), m.at(c)
	return slices.Delete(slices.Clone(c), min(from, to), max(from, to))
}

func (m *mutator) swap(c, _ gen.Conversation) gen.Conversation {
	c = slices.Clone(c)
	i, j := m.r.IntN(len(c)), m.r.IntN(len(c))
	c[i], c[j] = c[j], c[i]
	return c
}

// insert puts in an operation that can be done where it stands.
func (m *mutator) insert(c, _ gen.Conversation) gen.Conversation {
	at := m.at(c)
	var w gen.Walk
	for _, op := range c[:at] {
		if w.Enabled().Has(op.Kind) {
			w.Follow(op)
		}
	}
	op, ok := w.Next(m.choose, m.alphabet)
	if !ok {
		return c
	}
	return slices.Insert(slices.Clone(c), at, op)
}

// field puts a field line into a head.
func (m *mutator) field(c, _ gen.Conversation) gen.Conversation {
	at := slices.IndexFunc(c, func(op gen.Op) bool { return op.Kind == gen.End })
	if at < 0 {
		return c
	}
	return slices.Insert(slices.Clone(c), at, gen.Op{Kind: gen.Field, A: m.small(), B: m.small(), C: m.small()})
}

// small is most often a small number, since in every choice the plain comes first.
func (m *mutator) small() uint8 { return uint8(m.r.IntN(1 << (1 + m.r.IntN(8)))) }

// argument changes what an operation says.
func (m *mutator) argument(c, _ gen.Conversation) gen.Conversation {
	c = slices.Clone(c)
	op := &c[m.r.IntN(len(c))]
	*[]*uint8{&op.A, &op.B, &op.C}[m.r.IntN(3)] = m.small()
	return c
}

// segment cuts, and most often waits there: what a reader does at its end decides many bugs.
func (m *mutator) segment(c, _ gen.Conversation) gen.Conversation {
	behind := []gen.Op{{Kind: gen.Cut}, {Kind: gen.Pause}, {Kind: gen.Pause, A: 2}, {Kind: gen.Await, A: 1}}
	return slices.Insert(slices.Clone(c), m.at(c), behind[m.r.IntN(len(behind))])
}

// word puts in a word of the dictionary.
func (m *mutator) word(c, _ gen.Conversation) gen.Conversation {
	return slices.Insert(slices.Clone(c), m.at(c), octets(dictionary[m.r.IntN(len(dictionary))])...)
}

// octet puts in any octet.
func (m *mutator) octet(c, _ gen.Conversation) gen.Conversation {
	return slices.Insert(slices.Clone(c), m.at(c), gen.Op{Kind: gen.Octets, B: uint8(m.r.IntN(256))})
}

// octets are the operations that write text.
func octets(text string) (c gen.Conversation) {
	for ; len(text) > 1; text = text[2:] {
		c = append(c, gen.Op{Kind: gen.Octets, A: 1, B: text[0], C: text[1]})
	}
	if text != "" {
		c = append(c, gen.Op{Kind: gen.Octets, B: text[0]})
	}
	return c
}

package core

import (
	"bytes"
	"errors"
	"io"
	"strconv"
	"time"

	"github.com/hangup-http/hangup/server/conn"
	"github.com/hangup-http/hangup/server/wire"
)

// handler is the reference handler, without net/http.
type handler struct {
	busy  bool
	wake  time.Duration // a slow one answers then; 0 where it need not wait
	reads bool
	body  []byte
	plan  plan
	runs  int // of the counting handler
}

// plan is how a request is answered.
type plan struct {
	answer  conn.Answer
	content []byte
	echo    bool // the content is the request's
	length  bool // it is the length of the request's
	parts   [][]byte
}

func (h *handler) wakes() time.Duration {
	if h.busy && h.wake > 0 {
		return h.wake
	}
	return never
}

var (
	plain  = []wire.Field{{Name: []byte("Content-Type"), Value: []byte("text/plain")}}
	filler = bytes.Repeat([]byte("x"), 1<<20)
)

// begin plans the answer to a request.
func (h *handler) begin(head *wire.Head, now time.Duration) {
	h.busy, h.wake, h.reads, h.body = true, 0, false, h.body[:0]
	h.plan = plan{answer: conn.Answer{Status: 200, Fields: plain, Length: -1, Undated: true}, content: []byte("ok\n")}
	name, arg := split(pathOf(head.Target))
	switch string(name) {
	case "", "answer", "ignore":
	case "slow":
		h.wake, h.plan.content = now+time.Duration(arg)*time.Millisecond, []byte("slow\n")
	case "read":
		h.reads, h.plan.length = true, true
	case "echo":
		h.reads, h.plan.echo = true, true
	case "size":
		h.plan.content = filler[:min(arg, len(filler))]
	case "stream":
		h.plan.parts = [][]byte{[]byte("one\n"), []byte("two\n"), []byte("three\n")}
	case "close":
		h.plan.answer.Close, h.plan.content = true, []byte("close\n")
	case "no-content":
		h.plan.answer.Status, h.plan.content = 204, nil
	case "not-modified":
		h.plan.answer.Status, h.plan.content = 304, nil
	case "count":
		h.runs++
		h.plan.content = strconv.AppendInt(nil, int64(h.runs), 10)
	default:
		h.plan.answer.Status, h.plan.content = 404, []byte("no such capability\n")
	}
}

// pathOf takes the scheme and the authority off a target in absolute-form.
func pathOf(target []byte) []byte {
	if i := bytes.Index(target, []byte("://")); i > 0 {
		rest := target[i+3:]
		if j := bytes.IndexByte(rest, '/'); j >= 0 {
			return rest[j:]
		}
		return nil
	}
	return target
}

// split cuts /slow/300 into its name and its argument.
func split(target []byte) (name []byte, arg int) {
	name, _, _ = bytes.Cut(bytes.TrimPrefix(target, []byte("/")), []byte("?"))
	if i := bytes.IndexByte(name, '/'); i >= 0 {
		arg, _ = strconv.Atoi(string(name[i+1:])) // what is no number asks for nothing
		name = name[:i]
	}
	return name, arg
}

// work goes on with the answer, and tells whether it did anything.
func (h *handler) work(c *conn.Conn, now time.Duration) bool {
	if !h.busy || h.wake > now {
		return false
	}
	if h.reads {
		return h.read(c)
	}
	h.busy = false
	h.answer(c)
	return true
}

func (h *handler) read(c *conn.Conn) bool {
	var buf [512]byte
	n, err := c.ReadBody(buf[:])
	h.body = append(h.body, buf[:n]...)
	switch {
	case errors.Is(err, conn.ErrWait):
		return n > 0 || c.Unsent() > 0 // 100 (Continue)
	case errors.Is(err, io.EOF):
		h.reads = false
	case err != nil:
		h.reads = false
		h.plan = plan{answer: conn.Answer{Status: 400, Fields: plain, Length: -1, Undated: true}, content: []byte("body incomplete or malformed\n")}
	}
	return true
}

// answer writes the response. An error tells that there is nobody to answer.
func (h *handler) answer(c *conn.Conn) {
	p := &h.plan
	switch {
	case p.echo:
		p.content = h.body
	case p.length:
		p.content = strconv.AppendInt(nil, int64(len(h.body)), 10)
	}
	if p.parts == nil && p.answer.Status != 204 && !p.answer.Close {
		_ = c.Answer(&p.answer, p.content)
		return
	}
	if p.parts == nil && p.answer.Status == 200 {
		p.answer.Length = int64(len(p.content))
		p.parts = [][]byte{p.content}
	}
	if c.StartAnswer(&p.answer) != nil {
		return
	}
	for _, part := range p.parts {
		if _, err := c.WriteContent(part); err != nil {
			return
		}
	}
	_ = c.EndAnswer()
}

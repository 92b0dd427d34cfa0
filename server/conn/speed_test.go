package conn_test

import (
	"strings"
	"testing"

	"github.com/hangup-http/hangup/model"
	"github.com/hangup-http/hangup/server/conn"
	"github.com/hangup-http/hangup/server/wire"
)

// usual is a request head of 152 octets with 4 fields.
const usual = "GET /index.html HTTP/1.1\r\nHost: www.example.com:8080\r\nUser-Agent: benchmark/1.0 (a usual one)\r\n" +
	"Accept: text/html,text/plain\r\nAccept-Language: en-gb\r\n\r\n"

// BenchmarkExchange is what an exchange costs in the core: to read the request, to
// take every verdict and to write the response; sixteen requests come at once.
func BenchmarkExchange(b *testing.B) {
	const depth = 16
	in := []byte(strings.Repeat(usual, depth))
	fields := []wire.Field{{Name: []byte("Content-Type"), Value: []byte("text/plain; charset=utf-8")}}
	content := []byte("hello\n")
	c := conn.New(conn.Config{Policy: model.DefaultPolicy})
	c.SetDate([]byte("Mon, 23 Nov 2026 05:14:09 GMT"))
	var spare []byte
	b.ReportAllocs()
	b.SetBytes(int64(len(usual)))
	for n := 0; n < b.N; n += depth {
		c.Receive(in)
		for todo := c.Todo(); c.Runnable(); todo = c.Todo() {
			_ = todo
			c.Request()
			c.StartAnswer(&conn.Answer{Status: 200, Fields: fields, Length: int64(len(content))})
			c.WriteContent(content)
			c.EndAnswer()
		}
		spare = c.Output(spare)
	}
}

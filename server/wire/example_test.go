package wire_test

import (
	"fmt"

	"github.com/hangup-http/hangup/server/wire"
)

// A request arrives in two pieces, with a chunked body.
func Example() {
	pieces := []string{
		"POST /echo HTTP/1.1\r\nHost: a.example\r\nConnec",
		"tion: foo, Close\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n",
	}
	parser, body := wire.NewParser(wire.Options{}), wire.NewBody(wire.Options{})
	var buf []byte
	for _, piece := range pieces {
		buf = append(buf, piece...)
		n, flaw := parser.Parse(buf)
		if flaw != wire.NoFlaw {
			fmt.Println(flaw.Status(), flaw.Error())
			return
		}
		if n == 0 {
			fmt.Println("needs more")
			continue
		}
		head := parser.Head()
		fmt.Printf("%s %s, close: %t\n", head.Method, head.Target, head.SaysClose)
		body.Begin(&head.Semantics)
		buf = buf[n:]
	}
	for done := false; !done; {
		n, data, end, flaw := body.Decode(buf)
		if flaw != wire.NoFlaw || n == 0 {
			fmt.Println("incomplete or wrong:", flaw)
			return
		}
		if len(data) > 0 {
			fmt.Printf("content: %s\n", data)
		}
		buf, done = buf[n:], end
	}
	out := wire.AppendStatus(nil, 200)
	out = wire.AppendField(out, "Connection", "close")
	out = wire.AppendLength(out, 0)
	fmt.Printf("%q\n", wire.AppendHeadEnd(out))
	// Output:
	// needs more
	// POST /echo, close: true
	// content: hello
	// "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"
}

// Package server is an HTTP/1.1 server on any net.Listener, with net/http's
// handlers. What it is about is when it hangs up: every verdict about a connection
// is a row of the table in package model, which package conn follows, and this
// package only carries it out. It closes in stages (RFC 9112, section 9.6): FIN,
// then reading on for a while, then the end.
//
//	s := &server.Server{Handler: handler}
//	go s.Serve(listener)
//	...
//	s.Shutdown(ctx)
//
// # What handlers can rely on
//
// The request's body streams; 100 (Continue) is sent when it is first read. The
// request's context ends when the connection is lost, not when the client merely
// half-closes: it still wants its answer. Short responses get a Content-Length,
// longer ones chunks, or the end of the connection with HTTP/1.0. A handler that
// sets Connection: close gets what it asks for. Interim responses (103) go out as
// in net/http. There is no Hijack, so no switching of protocols, and trailer
// sections are read and dropped.
//
// # Two goroutines
//
// Each connection has one goroutine that reads and one that runs handlers. While a
// handler runs, only a bounded amount is read ahead; the rest waits with the client.
package server

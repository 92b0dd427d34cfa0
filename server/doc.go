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
// It takes the place of net/http's: server.Serve(l, h) for http.Serve(l, h), and so on,
// or a Server for an http.Server. Page docs/net-http.md tells what is the same, and what
// differs and why; package servertest is net/http/httptest on this server.
//
// # What handlers can rely on
//
// All that net/http gives to handlers is there: [http.Flusher], [http.Hijacker],
// io.ReaderFrom, deadlines by [http.ResponseController], trailers and interim responses both
// ways, and contexts with net/http's keys. The request's body streams, also while the
// response is written; 100 (Continue) is sent when it is first read. The request's
// context ends when the connection is lost, not when the client merely half-closes (it
// still wants its answer), unless HalfCloseCancels is set. Short responses get a
// Content-Length, longer ones chunks, or the end of the connection with HTTP/1.0. A
// handler that sets Connection: close gets what it asks for.
//
// # What a request costs
//
// Nothing that a handler could keep is used again. What a request needs is allocated at
// once, its strings are cut from one copy of its head, and the client is only watched
// for a handler that asks: seven allocations, half of what net/http makes.
//
// # Fronts
//
// With [native.Goroutines] each connection has a goroutine, which reads and runs
// handlers; another one watches the client where the handler asks for that. With
// [native.EventLoop] a connection has one only while a handler runs. Handlers see no
// difference; sendfile and ConnContext need the former. In both, only a bounded amount
// is read ahead while a handler runs; the rest waits with the client.
package server

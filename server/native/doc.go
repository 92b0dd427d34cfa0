// Package native is the server itself: it carries out over sockets what package conn
// decides about a connection, and runs handlers that allocate nothing for a request.
// Package server puts handlers of net/http on top of it.
//
//	s := &native.Server{Front: native.EventLoop, Inline: true, Handler: native.HandlerFunc(hello)}
//	go s.Serve(listener)
//	...
//	s.Shutdown(ctx)
//
// # Two fronts
//
// With [Goroutines], a connection has a goroutine. It works everywhere, with TLS and
// with any net.Listener. With [EventLoop], on Linux, a connection that waits is an entry
// in a table of the kernel; there is one loop for each processor. What a client sees is
// the same, and which front suits is a question of how many connections wait:
//
//	                        Goroutines         EventLoop
//	listeners               any                TCP and unix sockets of package net
//	TLS                     yes                no: such a listener gets goroutines
//	Exchange.Kept, Accepted yes                no: with Accepted, goroutines are used
//	idle connection         about 6 KB         about 170 octets
//
// Of the 170 octets, 128 are the connection and 24 its timer; a buffer and a parser are
// borrowed while there is something to do. There is no HTTP/2, and no TLS in the event loop.
//
// # Which goroutine calls what
//
//	            Inline false                          Inline true
//	Goroutines  that of the connection                that of the connection
//	EventLoop   a worker; the last free one is taken  the loop; a worker where there is content
//
// With [Server.Inline], a handler on the goroutine of a loop keeps all connections of that
// loop waiting, so it must not wait for anything. It need not wait for its client: what it
// writes and the client does not take at once is kept in memory, so a large response is
// better started on another goroutine, behind [Exchange.Detach]. Responses to pipelined
// requests are collected and sent with one write.
//
// [Server.Changed] and [Server.Accepted] are called wherever it happens. Changed must not
// wait, nor call the exchange or [Server.Connections]: the connection is locked. Functions
// given to [Exchange.Notify] have goroutines of their own.
//
// # What a handler can rely on
//
// An [Exchange] is the handler's until its response has ended. With Detach, that may be
// after Serve has returned, from any goroutine; responses still go out in the order of
// the requests. What is done to an exchange that has ended, or whose client is lost, is
// an error ([ErrGone]) and has no effect, also much later, unless the exchange was inline
// and not detached: then it is used again. [Exchange.Done] is closed when the client is
// lost, when time is over, and when the response has ended. A client that half-closes is
// not lost: it wants its response.
//
// A panic costs its connection: the client gets 500, or a response that it can tell is
// broken off. Over a unix socket, where nothing can be reset, the end of a response that
// has neither length nor chunks (to HTTP/1.0) cannot be told from its breaking off.
//
// # Bounds
//
// No client makes the server keep more than this for a connection, or wait longer. Each
// is a member of [Limits], its Wire, or [Timeouts]; the answer closes the connection.
//
//	what                         bound            default   and then
//	request-line                 RequestLine      16 KiB    414
//	method                       Method           32        501
//	head                         Head             64 KiB    431
//	field lines                  Fields           100       431
//	empty lines before a request EmptyLines       4         400
//	chunk extensions of a body   ChunkExtensions  4 KiB     413
//	trailer                      Trailer          8 KiB     431
//	pipelined requests           ReadAhead        32 KiB    the rest waits with the client
//	content nobody reads         UnreadBody       256 KiB   the response says close
//	octets behind the last one   Linger           16 MiB    closed, whatever still comes
//	requests                     MaxRequests      any       the last response says close
//	a head, dribbled (slowloris) Timeouts.Head    10 s      408
//	content that does not come   Timeouts.Body    30 s      408
//	no next request              Timeouts.Idle    60 s      closed
//	a client that does not close Timeouts.Linger  5 s       closed
//	a client that takes nothing  Timeouts.Write   60 s      broken off
//	a handler that does not end  Timeouts.Handler none      503, or broken off
//
// Content that a handler reads has no bound but the handler's. What it writes waits for
// the client, so that about 64 KiB are kept, apart from what is given to
// [Exchange.Answer] as a whole. A head that arrives in single octets costs no more than
// one that arrives at once, and a connection that has sent a part of it holds a buffer
// of twice what it has sent, at least 4 KiB.
//
// # How it works
//
// connection.go pumps: it asks package conn what to do and does it, with mu held. The two
// kinds of socket are behind link.go: goroutine.go waits in reads and writes, polled_linux.go
// never waits. Whoever changes something, be it the loop, a handler, a timer or
// Shutdown, calls pump, and no goroutine waits for another one to do so. An idle
// connection gives back its active part.
package native

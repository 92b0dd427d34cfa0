// Package conn is one HTTP/1.1 connection of a server without its socket: octets
// and events go in, octets and things to do come out. It knows no network, no
// clock and no goroutine.
//
// # Who decides
//
// Every verdict (answer, refuse, keep, read on, hold, drain, say close, close) is a
// row of the table in package model. A [Conn] tells its [model.Machine] what
// happens, including what the server itself sends, and does what the rule says.
// So the machine checks the server too: a step that the table forbids is a
// [Defect], and ends the connection.
//
// # How to drive it
//
// Tell it what happens with [Conn.Receive], [Conn.HalfClose], [Conn.Abort],
// [Conn.TimerFires], [Conn.ClientStalls] and [Conn.Shutdown], and after each, and after everything that
// a handler did, ask [Conn.Todo] and do as it says until it says Nothing:
//
//	Run        take the request with Request, run its handler
//	Write      send what Output returns
//	FinishFIN  half-close, then call FINSent
//	Reset      reset the connection, then call Abort
//	Release    close the socket
//
// The handler's side is [Conn.ReadBody], [Conn.StartAnswer], [Conn.WriteContent]
// and [Conn.EndAnswer]. It may take its time; what arrives meanwhile is held.
//
// # Time
//
// A Conn has no clock. [Conn.Timer] names the one timer that runs now, for how long
// is the owner's choice, and [Conn.TimerFires] tells that it has run out:
//
//	idle         the connection is closed, without a word
//	head, body   408 (policy say-408), or closed without a word
//	handler      503, or the response that has begun is broken off
//	linger       the socket is closed: the client had its time to read and close
//
// The write timer is the owner's, who alone knows how long the client has taken
// nothing: [Conn.ClientStalls]. And [Config] bounds in octets and requests what
// timers bound in time.
//
// # Order
//
// Octets and the FIN behind them count in the order in which they came. A request
// that arrives behind another one waits, and so does a flaw in it. A reset counts
// at once.
//
// A Conn is not safe for concurrent use.
package conn

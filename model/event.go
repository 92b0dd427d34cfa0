package model

// Event is one abstract thing that happens on a connection, seen by the server
// that the machine drives or by the client that the judge reads for.
type Event uint8

// What the client does. The events between Begins and HeadEnds describe one
// request head, in this order.
const (
	Connects              Event = iota // a new connection; everything but a few memories starts anew
	EmptyLine                          // an empty line where a request may begin
	Begins                             // the first octet of a request, empty lines before it apart
	IsHTTP10                           // its version is HTTP/1.0
	SaysClose                          // Connection: close, alone on the first Connection line
	SaysCloseOddly                     // close in another case, inside a list, or on a later line
	SaysCloseAndKeepAlive              // both close and keep-alive
	SaysKeepAlive                      // keep-alive without close
	HasBothLengths                     // Transfer-Encoding and Content-Length
	HasCodingIn10                      // Transfer-Encoding in HTTP/1.0
	HasBody                            // content follows the head
	Expects                            // Expect: 100-continue
	ExpectsOddly                       // the same in another case
	Has                                // Input.Trait: something remarkable
	Addresses                          // Input.Handler: the handler behind the target is known
	HeadEnds                           // the empty line
	BodyBegins                         // the first octet of the content
	ChunksEnd                          // the chunk of size zero; trailers and the empty line follow
	BodyEnds                           // the last octet of the content, trailers included
	Malformed                          // from here the octets cannot be read as HTTP
	HalfCloses                         // the client's FIN
	Aborts                             // the client has closed both directions or reset
	ClosesIncompletely                 // over TLS: it closed without waiting for the closure alert of the server

	// What the server sends.
	Interim             // Input.Status: a 1xx response, whole
	AnswerIs10          // the version of the status-line that follows is HTTP/1.0
	AnswerStarts        // Input.Status: the status-line of a final response
	AnswerSaysClose     //
	AnswerSaysKeepAlive //
	AnswerHasCoding     // it has Transfer-Encoding
	AnswerHasLength     // it has Content-Length
	AnswerHasUnlisted   // a connection-specific field that Connection does not list
	AnswerHidesUpgrade  // Upgrade, not listed in Connection
	AnswerLacksUpgrade  // 426 or 101 without Upgrade
	AnswerUnoffered     // 101 to a protocol that the request did not offer
	AnswerIsBodyless    // it ends at its empty line, whatever its fields say
	AnswerUndelimited   // its content ends only with the connection
	AnswerHeadEnds      // the empty line
	AnswerMisplaced     // its content is that of a later request's response
	AnswerLeaks         // its content holds that of an earlier request
	AnswerDiffers       // its content is not what the handler is known to send
	AnswerOverlaps      // it took less time than its handler alone takes
	AnswerEnds          // its last octet
	Stray               // octets that belong to no response
	Overcounts          // a handler ran more often than it was allowed to
	Closes              // the server's FIN
	LacksAlert          // that FIN came without a TLS closure alert
	Resets              // the server reset the connection

	// What time does, and what happens inside the server.
	StopsReading   // the client stops reading
	ResumesReading //
	Rests          // nothing happens for the settle time
	Overdue        // a budget is over, and something happened afterwards
	Silent         // a budget is over, and nothing came any more
	TimerFires     // the timer of the state: idle, head, body or linger
	HandlerStalls  // the handler timer: no end of the response in time
	ClientStalls   // the write timer: the client takes nothing of the response
	Limits         // the request that is arriving is the last one that the server permits
	ShutsDown      // the server is asked to stop gracefully
	HandlerReads   // the handler asks for the request body
	BodyIsLong     // the rest of the body is longer than the server will read to save the connection
	numEvents
)

//go:generate go tool stringer -type Event,Trait,Status,Reason -output enum_string.go

// Input is an event with what it says.
type Input struct {
	Event   Event
	Trait   Trait   // Has
	Handler Handler // Addresses
	Status  Status  // Interim, AnswerStarts
	Safe    bool    // Addresses: the method is GET or HEAD
}

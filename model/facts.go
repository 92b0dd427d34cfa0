package model

// Facts is the small finite rest of a configuration: flags, and three fields
// packed among them. The zero value is a connection that was just opened.
//
// What a server has to know stands below MachineBits, so that a whole configuration
// of a machine fits in a fraction of a word; above stands what only a judge remembers.
type Facts uint64

// Flags of the current exchange. All are cleared when the next request begins.
const (
	V10        Facts = 1 << iota // the request is HTTP/1.0
	KeepAlive                    // the request asks for keep-alive
	Expect10                     // an HTTP/1.0 request with 100-continue
	Body                         // content of the request is still to arrive
	HadBody                      // the request has content
	LastChunk                    // the chunk of size zero has come, the empty line behind it may not have
	Owe100                       // 100 (Continue) or a final response is owed at once
	OddExpect                    // the expectation was spelled in another case
	Sent100                      // 100 (Continue) was sent
	Refusing                     // the server answers with an error of its own
	Begun                        // the final response has begun
	Announced                    // it said close
	Answer10                     // its version is HTTP/1.0
	AnswerKept                   // it said keep-alive
	Coding                       // it has Transfer-Encoding
	Bodyless                     // it ends at the empty line
	TraitHere                    // the trait is of the current request, not of an earlier one
	Tangled                      // the request has more than one trait
	Promised                     // the handler is known to answer a good request with success
	Reads                        // the handler is known to read the whole body first

	// Flags of the connection.
	Served   // a response was sent on this connection
	PeerFIN  // the client has half-closed
	FINSent  // the server has half-closed
	Held     // octets behind the current request wait for its response
	CutShort // the client half-closed before the end of a request head
)

const (
	lastShift   = 25
	traitShift  = 30
	statusShift = 36
	lastMask    = Facts(0x1f) << lastShift
	traitMask   = Facts(0x3f) << traitShift
	statusMask  = Facts(0x1f) << statusShift
)

// MachineBits is how many of the low bits of Facts a machine needs: the rest is
// remembered by a judge only.
const MachineBits = 41

// machineFacts are those that a machine keeps from one step to the next.
const machineFacts = Facts(1)<<MachineBits - 1

// Flags that only a judge sets.
const (
	Waited          Facts = 1 << (iota + MachineBits) // the client waited for 100 in vain, for a whole budget
	Blank                                             // an empty line stands where a request may begin
	Rested                                            // a pause has passed since the response
	BodyBefore                                        // the request before this one had content
	ReadBefore                                        // and its handler is known to read all of it
	BodylessBefore                                    // the response before this one ended at its empty line
	Lost                                              // the server did what no rule follows further; anything may come
	ReadingOff                                        // the client does not read
	SaidOnce                                          // the last connections closed after one response, announced: once,
	SaidTwice                                         // twice
	HushedOnce                                        // the same, unannounced
	HushedTwice                                       //
	AfterClose                                        // some connection of the case had a request with close
	AfterIncomplete                                   // the connection before this one ended with an incomplete TLS close of the client
	FINBehind                                         // the client's FIN waits behind other octets
	Unread                                            // octets wait that a server in this state could read
	ServedMore                                        // more than one response was sent on this connection
	Parting                                           // the handler is known to say close itself
	numFlagBits     = iota + MachineBits
)

// perExchange is what the next request starts without.
const perExchange = V10 | KeepAlive | Expect10 | Body | HadBody | LastChunk | Owe100 | OddExpect | Sent100 | Waited |
	Refusing | Begun | Announced | Answer10 | AnswerKept | Coding | Bodyless | TraitHere | Tangled | Promised |
	Reads | Parting | Blank | Rested | statusMask

// acrossConnections is what the next connection remembers.
const acrossConnections = SaidOnce | SaidTwice | HushedOnce | HushedTwice | AfterClose | AfterIncomplete

// Reason says why the current exchange is the last one.
type Reason uint8

const (
	NotLast          Reason = iota
	RequestClose            // the request said close
	RequestCloseOdd         // it did, in an unusual spelling
	CloseOverKeep           // it said both close and keep-alive
	OldVersion              // HTTP/1.0 without keep-alive
	TwoLengths              // Transfer-Encoding and Content-Length
	OldCoding               // Transfer-Encoding in HTTP/1.0
	Refused                 // the request could not be read or was refused for good
	TimedOut                // no complete request came in time
	BodyUnread              // the rest of the body is not worth reading
	ResponseClose           // the response said close
	AnswerOldVersion        // the response is HTTP/1.0 without keep-alive
	Undelimited             // the response ends with the connection
	PeerClosed              // the client has half-closed
	NoPersistence           // policy: one exchange for each connection
	LimitReached            // as many requests as one connection may have
	Shutdown                // the server is stopping
	HandlerStalled          // the handler did not answer in time
	numReasons
)

// Last returns why the current exchange is the last one, or NotLast.
func (f Facts) Last() Reason { return Reason(f & lastMask >> lastShift) }

// Trait returns what is remarkable about the current request or, without
// TraitHere, about an earlier one on the connection.
func (f Facts) Trait() Trait { return Trait(f & traitMask >> traitShift) }

// Status returns the status of the current response.
func (f Facts) Status() Status { return Status(f & statusMask >> statusShift) }

func (f Facts) withLast(r Reason) Facts   { return f&^lastMask | Facts(r)<<lastShift }
func (f Facts) withTrait(t Trait) Facts   { return f&^traitMask | Facts(t)<<traitShift }
func (f Facts) withStatus(s Status) Facts { return f&^statusMask | Facts(s)<<statusShift }

// speaks are the events whose input says something of itself.
const speaks = Events(1)<<Has | 1<<Addresses | 1<<Begins | 1<<Interim | 1<<AnswerStarts

// Told adds to the facts what an input says of itself, before any rule is looked up.
func (f Facts) Told(in Input) Facts {
	switch in.Event {
	case Has:
		return f.remarked(in.Trait)
	case Addresses:
		return f | promises(in.Handler, in.Safe)
	case Begins:
		return f.remembering()
	case Interim, AnswerStarts:
		return f.withStatus(in.Status)
	}
	return f
}

// remembering returns the facts with what a new request remembers of the exchange before it.
func (f Facts) remembering() Facts {
	had := f & HadBody / HadBody
	read := f & Reads / Reads
	bodyless := f & Bodyless / Bodyless
	return f&^(BodyBefore|ReadBefore|BodylessBefore) | had*BodyBefore | had&read*ReadBefore | bodyless*BodylessBefore
}

// remarked notes a trait. A chunked body is only worth a remark where nothing else
// is, and a chunk extension where it is not a long one.
func (f Facts) remarked(t Trait) Facts {
	old := f.Trait()
	switch {
	case f&TraitHere == 0 || old == Chunked || old == ChunkExtension && t == LongExtension || old == Trailer && t == BadTrailer:
		return f.withTrait(t) | TraitHere
	case t == Chunked || t == old || old == LongExtension && t == ChunkExtension || old == BadTrailer && t == Trailer:
		return f
	}
	return f | Tangled
}

// promises returns what knowing the handler lets a client expect.
func promises(h Handler, safe bool) Facts {
	switch h {
	case Unknown:
		return 0
	case Read, Echo:
		return Promised | Reads
	case Closing:
		return Promised | Parting
	case Answer:
		if !safe {
			return 0
		}
	}
	return Promised
}

// Package read is the judge's own reader of HTTP/1.1: slow, plain, written line by
// line from the ABNF of RFC 9112, and sharing nothing with server/wire, so that one
// misreading cannot hide in both.
//
// [Requests] turns the octets that a client sent into the model's events; where the
// RFC leaves the reading open it takes the RFC's preferred one and names what is
// remarkable as a [model.Trait], so that the table can allow the other readings.
// [Responses] does the same for what the server sent. Both are incremental: octets
// may come in any pieces, and an event is returned with the piece that completes it.
package read

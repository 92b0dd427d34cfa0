// Package transcript reads conversations as people write them, and writes how they
// were judged.
//
// A conversation is one record a line, each a millisecond after the one before it:
//
//	C "octets"           the client sends; {echo}, {slow:200} and the like stand for the target of a known handler
//	S "octets"           the server sends
//	half-close           the client's FIN; it reads on
//	abort                the client closes both directions, or resets
//	close-incompletely   over TLS: the client closes without waiting for the closure alert
//	open                 the client opens another connection
//	stop, resume         the client stops reading, and reads again
//	FIN, RST             of the server
//	FIN-no-alert         over TLS: the server's FIN without a closure alert
//	+50ms                time passes
//	wait 2s              the client waits, and nothing comes
//
// Octets are Go strings, several of them where a part is repeated: "GET /" "a"*8000.
//
// A file of transcripts holds many: a comment that says why, the command "judge", the
// records, a line of four dashes, and the judgement. See the folder testdata/transcripts
// of package trace, where there is one file for each section of the specification.
package transcript

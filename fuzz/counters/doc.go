// Package counters reads how often a running server has come by which place of its code, so that a campaign can be led by it.
//
// A server in Go is built with go build -cover -covermode=atomic, and serves [Page] somewhere; [URL] reads that. A server in C or C++ is
// built with gcc -fsanitize-coverage=trace-pc or clang -fsanitize-coverage=trace-pc-guard and linked with deploy/coverage/hangup_coverage.c, which
// counts in a file; [File] reads that.
//
//	go http.ListenAndServe("127.0.0.1:8081", counters.Page())
//
// Places are told apart by a number that is the same as long as the program is. Sources are safe for concurrent use.
package counters

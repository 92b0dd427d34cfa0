// Command hangup tells whether an HTTP/1.1 server hangs up exactly when it should.
//
//	hangup check http://127.0.0.1:8080    judge a running server
//	hangup replay CASE URL                play one case and show the conversation
//	hangup cases                          list the cases
//	hangup requirements                   list what can be checked
//
// Each command lives in a file of its own, as a struct whose fields are its
// flags and whose Run method does the work. A command returns nil, or an error;
// exit.go says how an error becomes an exit code.
package main

// Command bench measures HTTP/1.1 servers against each other: Hangup's, net/http,
// fasthttp and nginx.
//
//	go run ./deploy/bench           # everything, about five minutes
//	go run ./deploy/bench --quick   # a first impression in about a minute
//
// It needs Linux and two processors: the server gets one of them and the client the
// other. nginx is measured where it is installed.
//
// # What is measured
//
//   - keep-alive: 64 connections, each with one request under way. Processor time of the
//     server for a request, its own and the kernel's for it.
//   - pipelined: the same with 16 requests in each write.
//   - close: each request says Connection: close and has a connection of its own, 64 of
//     them under way.
//   - idle: private memory of the server's process for each of 10,000 connections that
//     wait after their first request. What the kernel holds for a socket, several thousand
//     octets on each side, is not in it.
//
// The request is a head of 152 octets with four fields. The response is 200 with Date,
// Content-Type, Content-Length and six octets of content; some servers add a field.
//
// # How
//
// A round starts each server anew, warms it up and measures a slice of 0.4 s; the
// next round begins with the next server, so that a noisy neighbour meets all of them.
// The ratio is taken to net/http within the round. Reported are medians over the rounds,
// and the quartiles of the ratio, which tell what a difference is worth.
//
// Processor time comes from the clock of the process, in nanoseconds. Memory is
// Private_Dirty of smaps_rollup, read until it has stayed the same for two seconds; a
// server in Go collects its garbage and returns free memory to the system before each
// reading. nginx prepares the
// memory of all its connections when it starts, so its figure is only what comes on top.
//
// The client is one thread with blocking sockets, which needs less for a request than
// most servers. While it deals with one half of its connections, the server has the
// other half; it waits for the response that comes last, so that a server is not
// charged for waking it each time. The first response of a slice is parsed
// and checked; of the others the length, the status and the content.
//
// A slice in which other programs had more than a part of the two processors is
// taken again when they are quiet. On a machine that never is, take precedence:
//
//	go build ./deploy/bench && sudo nice -n -19 ./bench
//
// # How to read it
//
// "us/request" is what a server costs, and "ratio" how many times cheaper it is than
// net/http: larger is better. "busy" is the part of the slice in which the server had
// something to do. Below 90 % it waited for the client, and the requests per second are
// the client's; then a server in Go also pays for falling asleep and waking.
// "kernel" is the part of the processor time spent in system calls: no server can save
// that except with fewer calls.
//
// Absolute figures hold for one machine on one day. Compare ratios.
//
// # Looking closer
//
//	go run ./deploy/bench --only nethttp,native-loop --measure pipelined --profile profiles
//	go tool pprof -top profiles/native-loop-pipelined.pprof
//	go run ./deploy/bench serve native-loop --listen 127.0.0.1:8080   # for wrk, h2load, curl
//
// --profile adds a slice with the profiler running to each server in Go, which does
// not count; for idle it is the heap while the connections wait, in detail with
// GODEBUG=memprofilerate=256 (stacks are not in it).
//
// To add a server, add a line to the table in kinds.go.
package main

package faults

import (
	"time"

	"github.com/hangup-http/hangup/model"
	"github.com/hangup-http/hangup/server"
)

// stopFaults: a graceful stop does not end connections, or is not heeded. Each
// connection is stopped so long after it was accepted, and by nothing else.
var stopFaults = []Fault{
	{
		Name:      "dusty-shutdown-idle",
		Class:     "shutdown-never-ends",
		Summary:   "A graceful stop leaves an idle connection open.",
		Mechanism: "Whatever is open counts as active and is waited for.",
		URL:       "https://github.com/lalinsky/dusty/issues/166",
		Breaks:    []string{"hangup/timeout/idle"},
		Opposite:  "gunicorn-maxreq-stuck",
		seams: stopping(time.Second, model.Rule{
			In: idle, On: on(model.ShutsDown), When: model.When{All: model.Served}, To: model.Stay,
		}),
		tune: onlyStopped,
	},
	{
		Name:      "golang-shutdown-new-pooled",
		Class:     "shutdown-never-ends",
		Summary:   "A graceful stop leaves a connection open that was never used.",
		Mechanism: "A connection is idle after its first request; before, it counts as one on which a request is arriving.",
		URL:       "https://github.com/golang/go/issues/21204",
		Breaks:    []string{"hangup/timeout/unused"},
		Opposite:  "gunicorn-maxreq-stuck",
		seams: stopping(time.Second, model.Rule{
			In: idle, On: on(model.ShutsDown), When: model.When{Not: model.Served}, To: model.Stay,
		}),
		tune: onlyStopped,
	},
	{
		Name:      "httplib-stop-with-huge-keepalive",
		Class:     "shutdown-never-ends",
		Summary:   "A connection that is busy at a graceful stop goes on afterwards as if nothing had happened.",
		Mechanism: "The loop of a connection looks at how many requests are left, and not at whether the server is stopping.",
		URL:       "https://github.com/yhirose/cpp-httplib/issues/1121",
		Breaks:    []string{"hangup/timeout/idle"},
		Opposite:  "manners-shutdown-serves-one-more",
		seams:     stopping(time.Second, model.Rule{In: reading | responding, On: on(model.ShutsDown), To: model.Stay}),
		tune:      onlyStopped,
	},
	{
		Name:      "gunicorn-maxreq-stuck",
		Class:     "shutdown-never-ends",
		Summary:   "A request on a connection that was idle at a graceful stop is neither answered nor refused.",
		Mechanism: "Who stops reads no idle connection any more, and closes none.",
		URL:       "https://github.com/benoitc/gunicorn/issues/2297",
		Breaks:    []string{"9112/9.2/one-response", "9112/9.3/read-body-or-close", "9112/9.5/notice-close", "hangup/timeout/idle", "hangup/timeout/unused"},
		Opposite:  "dusty-shutdown-idle",
		seams:     stopping(550*time.Millisecond, model.Rule{In: idle, On: on(model.ShutsDown), To: model.Draining}, unfinished),
	},
	{
		Name:      "manners-shutdown-serves-one-more",
		Class:     "shutdown-dangling",
		Summary:   "A response says close because the server stops, and another request is served.",
		Mechanism: "Whether the server is stopping is looked at when a head is written, and not before the next request is read.",
		URL:       "https://github.com/mailgun/manners/pull/5",
		Breaks:    []string{"9112/9.6/close-after-response-close", "9112/9.6/no-processing-after-own-close"},
		Opposite:  "httplib-stop-with-huge-keepalive",
		seams: stopping(time.Second, model.Rule{
			In: responding, On: on(model.AnswerEnds), When: model.When{Last: 1 << model.Shutdown},
			To: model.Idle, Set: model.Served, Clear: model.Begun | model.Held, Do: model.Next,
		}),
	},
}

// stopping returns seams with these rows, and a stop of each connection.
func stopping(after time.Duration, first ...model.Rule) server.Seams {
	s := rows(first...)
	s.Stop = after
	return s
}

// onlyStopped leaves it to the stop to end connections.
func onlyStopped(s *server.Server) { s.Timeouts.Idle = -1 }

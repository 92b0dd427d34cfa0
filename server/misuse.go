package server

import (
	"path"
	"runtime"
	"strings"
)

// misused logs what a handler should not have done, and where it did.
func (w *response) misused(what string) {
	frame := caller()
	w.s.log().Error("misuse of the response: "+what, "function", frame.Function, "file", path.Base(frame.File), "line", frame.Line)
}

// caller returns the innermost function that is neither of this package nor of net/http.
func caller() runtime.Frame {
	pc := make([]uintptr, 16)
	frames := runtime.CallersFrames(pc[:runtime.Callers(1, pc)])
	for {
		frame, more := frames.Next()
		if !more || !strings.HasPrefix(frame.Function, "github.com/hangup-http/hangup/server.") && !strings.HasPrefix(frame.Function, "net/http.") {
			return frame
		}
	}
}

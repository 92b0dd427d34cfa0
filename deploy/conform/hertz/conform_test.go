// Package hertz_test is how a project tests its own server: Hertz, with Hangup from beside it. Its module is its own, as
// that of any other project. It takes half a minute, because Hertz leaves goroutines behind and has to be
// waited for in real time:
//
//	cd deploy/conform/hertz && go test -v
package hertz_test

import (
	"net"
	"testing"

	"github.com/cloudwego/hertz/pkg/app/server"
	"github.com/cloudwego/hertz/pkg/common/adaptor"
	"github.com/cloudwego/hertz/pkg/common/hlog"
	"github.com/cloudwego/hertz/pkg/network/standard"

	"github.com/hangup-http/hangup/fuzz"
	"github.com/hangup-http/hangup/properties"
)

// known is what Hertz 0.10.4 breaks, each read against its clause; docs/track-record.md has the octets.
var known = []string{
	"9110/10.1.1/expect-case",
	"9110/10.1.1/expect-in-1.0",
	"9110/7.6.1/connection-options",
	"9110/8.6/no-length-in-bodyless",
	"9112/3.2/host",
	"9112/6.1/close-after-both-lengths",
	"9112/6.1/coding-in-1.0",
	"9112/6.1/no-coding-to-1.0",
	"9112/6.3/bodyless-response",
	"9112/6.3/chunked-not-final",
	"9112/6.3/invalid-length",
	"9112/7.1.1/unknown-extension",
	"9112/9.3/close-beats-keep-alive",
	"9112/9.6/no-processing-after-close",
}

// TestConform: Hertz breaks nothing but what is known.
func TestConform(t *testing.T) {
	hlog.SetLevel(hlog.LevelFatal)
	target := fuzz.ServeTCP(func(l net.Listener) error {
		h := server.New(server.WithListener(l), server.WithTransport(standard.NewTransporter))
		h.Any("/", adaptor.HertzHandler(properties.Handler()))
		h.Any("/*path", adaptor.HertzHandler(properties.Handler()))
		return h.Run()
	})
	properties.Conform(t, target.With(properties.Everything()), fuzz.Conversations(100), fuzz.Known(known...))
}

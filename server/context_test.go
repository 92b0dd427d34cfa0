package server_test

import (
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/hangup-http/hangup/server"
	"github.com/hangup-http/hangup/server/native"
)

type key string

// TestContextValues: the keys of net/http, and those of BaseContext and ConnContext.
func TestContextValues(t *testing.T) {
	onFronts(t, func(t *testing.T, front native.Front) {
		for name, withConn := range map[string]bool{"base": false, "connection": true} {
			values := make(chan []any, 1)
			s := &server.Server{
				Addr: "somewhere:80", Front: front,
				BaseContext: func(l net.Listener) context.Context {
					return context.WithValue(context.Background(), key("listener"), l.Addr().String())
				},
				Handler: http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
					ctx, cancel := context.WithCancel(r.Context())
					defer cancel()
					mirror := ctx.Value(http.ServerContextKey).(*http.Server)
					mirror.ErrorLog.Print("works")
					values <- []any{ctx.Value(key("listener")), ctx.Value(http.LocalAddrContextKey).(net.Addr).String(), mirror.Addr, ctx.Value(key("client")), r.RemoteAddr}
				}),
			}
			if withConn {
				s.ConnContext = func(ctx context.Context, c net.Conn) context.Context {
					return context.WithValue(ctx, key("client"), c.RemoteAddr().String())
				}
			}
			addr := start(t, s).String()
			c, err := net.Dial("tcp", addr)
			if err != nil {
				t.Fatal(err)
			}
			ask(t, c, "GET / HTTP/1.1\r\nHost: a\r\n\r\n")
			want := []any{addr, addr, "somewhere:80", nil, c.LocalAddr().String()}
			if withConn {
				want[3] = c.LocalAddr().String()
			}
			for i, v := range within(t, "a request", values) {
				if v != want[i] {
					t.Errorf("%s: value %d is %v, want %v", name, i, v, want[i])
				}
			}
			c.Close()
		}
	})
}

// TestContextEnds: for each who can ask in another way, when the client is lost, and
// what the cause is.
func TestContextEnds(t *testing.T) {
	for name, wait := range map[string]func(context.Context){
		"done": func(ctx context.Context) { <-ctx.Done() },
		"child": func(ctx context.Context) {
			child, cancel := context.WithTimeout(ctx, time.Hour)
			defer cancel()
			<-child.Done()
		},
		"callback": func(ctx context.Context) {
			called := make(chan struct{})
			context.AfterFunc(ctx, func() { close(called) })
			<-called
		},
		"polling": func(ctx context.Context) {
			for ctx.Err() == nil {
				runtime.Gosched()
			}
		},
	} {
		onFronts(t, func(t *testing.T, front native.Front) {
			began, ended := make(chan struct{}), make(chan error, 2)
			addr := startFunc(t, front, func(w http.ResponseWriter, r *http.Request) {
				ctx := r.Context()
				//lint:ignore SA1019 handlers still use it
				gone := w.(http.CloseNotifier).CloseNotify()
				close(began)
				wait(ctx)
				ended <- ctx.Err()
				ended <- context.Cause(ctx)
				<-gone
				close(ended)
			})
			c := dial(t, addr)
			io.WriteString(c, "GET / HTTP/1.1\r\n"+host+"\r\n")
			<-began
			c.SetLinger(0)
			c.Close()
			if err := within(t, name, ended); err != context.Canceled {
				t.Errorf("%s: %v", name, err)
			}
			if err := within(t, name, ended); !errors.Is(err, native.ErrGone) {
				t.Errorf("%s: the cause is %v", name, err)
			}
			within(t, "CloseNotify", ended)
		})
	}
}

// TestContextOfAnEarlierRequest: a context ends with its handler, whether somebody
// waited for that or not, and nobody is told that the client has gone.
func TestContextOfAnEarlierRequest(t *testing.T) {
	onFronts(t, func(t *testing.T, front native.Front) {
		contexts := make(chan context.Context, 4)
		notified := make(chan (<-chan bool), 1)
		addr := startFunc(t, front, func(w http.ResponseWriter, r *http.Request) {
			contexts <- r.Context()
			if r.URL.Path == "/waited" {
				contexts <- context.WithoutCancel(r.Context())
				child, cancel := context.WithCancel(r.Context())
				t.Cleanup(cancel)
				contexts <- child
				//lint:ignore SA1019 handlers still use it
				notified <- w.(http.CloseNotifier).CloseNotify()
			}
		})
		c := dial(t, addr)
		ask(t, c, "GET /waited HTTP/1.1\r\nHost: a\r\n\r\n")
		ask(t, c, "GET / HTTP/1.1\r\nHost: a\r\n\r\n")
		c.Close()
		for i, want := range []error{context.Canceled, nil, context.Canceled, context.Canceled} {
			ctx := <-contexts
			if want != nil {
				within(t, "the end", ctx.Done())
			}
			if got := ctx.Err(); got != want {
				t.Errorf("context %d: %v", i, got)
			}
			if cause := context.Cause(ctx); cause != want {
				t.Errorf("context %d: the cause is %v", i, cause)
			}
			if addr := ctx.Value(http.LocalAddrContextKey); addr == nil {
				t.Errorf("context %d has no address", i)
			}
		}
		select {
		case <-<-notified:
			t.Error("CloseNotify, though the response was sent")
		default:
		}
	})
}

// TestBaseContextEnds: what the server's owner cancels ends for all requests.
func TestBaseContextEnds(t *testing.T) {
	onFronts(t, func(t *testing.T, front native.Front) {
		base, cancel := context.WithCancelCause(context.Background())
		reason := errors.New("closing time")
		ended := make(chan error, 1)
		s := &server.Server{
			Front: front, BaseContext: func(net.Listener) context.Context { return base },
			Handler: http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
				cancel(reason)
				<-r.Context().Done()
				ended <- context.Cause(r.Context())
			}),
		}
		ask(t, dial(t, start(t, s)), "GET / HTTP/1.1\r\nHost: a\r\n\r\n")
		if err := within(t, "the end", ended); err != reason {
			t.Error(err)
		}
	})
}

// TestHalfCloseCancels: only where the server is told so.
func TestHalfCloseCancels(t *testing.T) {
	for _, cancels := range []bool{false, true} {
		onFronts(t, func(t *testing.T, front native.Front) {
			began := make(chan struct{}, 2)
			addr := start(t, &server.Server{Front: front, HalfCloseCancels: cancels, Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				limit := patience
				if !cancels {
					limit = 50 * time.Millisecond
				}
				done := r.Context().Done()
				began <- struct{}{}
				select {
				case <-done:
					io.WriteString(w, context.Cause(r.Context()).Error())
				case <-time.After(limit):
					io.WriteString(w, "not cancelled")
				}
			})})
			want := "not cancelled"
			if cancels {
				want = native.ErrHalfClosed.Error()
			}
			for _, before := range []bool{true, false} {
				c := dial(t, addr)
				io.WriteString(c, "GET / HTTP/1.1\r\nHost: a\r\n\r\n")
				if !before {
					<-began
				}
				c.CloseWrite()
				if out, err := io.ReadAll(c); err != nil || !strings.HasSuffix(string(out), want) {
					t.Errorf("%q, %v; want %q", out, err, want)
				}
				if before {
					<-began
				}
			}
		})
	}
}

// TestContextOfAStalledHandler: the cause tells that the time is over, and CloseNotify
// does not say that the client has gone.
func TestContextOfAStalledHandler(t *testing.T) {
	onFronts(t, func(t *testing.T, front native.Front) {
		ended := make(chan error, 1)
		addr := start(t, &server.Server{Front: front, Timeouts: server.Timeouts{Handler: 20 * time.Millisecond}, Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			<-r.Context().Done()
			_, err := io.WriteString(w, "too late")
			if err == nil {
				err = http.NewResponseController(w).Flush()
			}
			if !errors.Is(err, native.ErrGone) && !errors.Is(err, native.ErrStalled) {
				t.Errorf("writing behind the end: %v", err)
			}
			ended <- context.Cause(r.Context())
		})})
		if got := brief(talk(t, addr, "GET / HTTP/1.1\r\n"+host+"\r\n", false)); !strings.HasPrefix(got, "503 Service Unavailable|") {
			t.Errorf("%q", got)
		}
		if cause := within(t, "the end", ended); !errors.Is(cause, native.ErrStalled) {
			t.Errorf("the cause is %v", cause)
		}
	})
}

package capable

import (
	"bytes"
	"errors"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"github.com/hangup-http/hangup/server/conn"
	"github.com/hangup-http/hangup/server/native"
	"github.com/hangup-http/hangup/server/wire"
)

// Native returns the same for package native. It waits for nothing but content, so it
// may be run inline: slow responses come from another goroutine.
func Native() native.Handler {
	runs := newCounters(MaxKeys)
	routes := map[string]func(*native.Exchange, url.Values){
		"/":             func(x *native.Exchange, _ url.Values) { say(x, http.StatusOK, "ok\n") },
		"/slow":         nativeSlow,
		"/read":         func(x *native.Exchange, _ url.Values) { nativeRead(x, false) },
		"/echo":         func(x *native.Exchange, _ url.Values) { nativeRead(x, true) },
		"/ignore":       func(x *native.Exchange, _ url.Values) { say(x, http.StatusOK, "ok\n") },
		"/size":         nativeSize,
		"/stream":       nativeStream,
		"/close":        nativeClose,
		"/no-content":   func(x *native.Exchange, _ url.Values) { say(x, http.StatusNoContent, "") },
		"/not-modified": func(x *native.Exchange, _ url.Values) { say(x, http.StatusNotModified, "") },
		"/count": func(x *native.Exchange, q url.Values) {
			key := q.Get("key")
			if key == "" || len(key) > MaxKey {
				say(x, http.StatusBadRequest, "key must have 1 to "+strconv.Itoa(MaxKey)+" octets\n")
				return
			}
			say(x, http.StatusOK, strconv.Itoa(runs.increment(key)))
		},
	}
	return native.HandlerFunc(func(x *native.Exchange) {
		u, err := url.ParseRequestURI(string(x.Head().Target))
		if err != nil {
			say(x, http.StatusBadRequest, "invalid request-target\n")
			return
		}
		serve, ok := routes[u.Path]
		if !ok {
			say(x, http.StatusNotFound, "no such capability\n")
			return
		}
		serve(x, u.Query())
	})
}

var plainText = []wire.Field{{Name: []byte("Content-Type"), Value: []byte("text/plain")}}

// say answers. Errors tell that the client has gone: nobody is left to tell.
func say(x *native.Exchange, status int, content string) {
	if status == http.StatusNotModified { // it has no content whose length could be said
		_ = x.Start(&conn.Answer{Status: status, Length: -1})
		return
	}
	_ = x.Answer(status, plainText, []byte(content))
}

func nativeSlow(x *native.Exchange, q url.Values) {
	ms, err := number(q, "ms", MaxSlow.Milliseconds())
	if err != nil {
		say(x, http.StatusBadRequest, err.Error())
		return
	}
	x.Detach()
	time.AfterFunc(time.Duration(ms)*time.Millisecond, func() { say(x, http.StatusOK, "slow\n") })
}

// content hides the other methods.
type content struct{ x *native.Exchange }

func (c content) Read(p []byte) (int, error) { return c.x.Read(p) }

func nativeRead(x *native.Exchange, back bool) {
	body, err := io.ReadAll(io.LimitReader(content{x}, MaxBytes+1))
	switch {
	case err != nil:
		say(x, http.StatusBadRequest, "body incomplete or malformed\n")
	case len(body) > MaxBytes:
		say(x, http.StatusRequestEntityTooLarge, "body too large\n")
	case back:
		_ = x.Answer(http.StatusOK, plainText, body) // see say
	default:
		say(x, http.StatusOK, strconv.Itoa(len(body)))
	}
}

func nativeSize(x *native.Exchange, q url.Values) {
	n, err := number(q, "bytes", MaxBytes)
	if err != nil {
		say(x, http.StatusBadRequest, err.Error())
		return
	}
	_ = x.Answer(http.StatusOK, plainText, bytes.Repeat([]byte("x"), int(n))) // see say
}

func nativeStream(x *native.Exchange, _ url.Values) {
	if x.Start(&conn.Answer{Status: http.StatusOK, Fields: plainText, Length: -1}) != nil {
		return // the client has gone
	}
	for _, part := range []string{"one\n", "two\n", "three\n"} {
		if _, err := x.Write([]byte(part)); err != nil {
			return // the same
		}
		if x.Flush() != nil {
			return
		}
	}
}

func nativeClose(x *native.Exchange, _ url.Values) {
	const said = "close\n"
	if x.Start(&conn.Answer{Status: http.StatusOK, Fields: plainText, Length: int64(len(said)), Close: true}) == nil {
		x.Write([]byte(said)) // an error comes again with the end
	}
}

// number reads a number between 0 and limit.
func number(q url.Values, name string, limit int64) (int64, error) {
	n, err := strconv.ParseInt(q.Get(name), 10, 64)
	if err != nil || n < 0 || n > limit {
		return 0, errors.New(name + " must be a number from 0 to " + strconv.FormatInt(limit, 10))
	}
	return n, nil
}

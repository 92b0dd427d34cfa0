package live_test

import (
	"encoding/json"
	"fmt"
	"net"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/hangup-http/hangup/model"
	"github.com/hangup-http/hangup/server/live"
	"github.com/hangup-http/hangup/server/native"
)

type source []native.Info

func (s source) Connections() []native.Info { return s }

var two = source{
	{Connection: 1, RemoteAddr: &net.TCPAddr{IP: net.IPv4(127, 0, 0, 1), Port: 5}, State: model.Idle, Requests: 3},
	{Connection: 2, State: model.Responding, Last: model.RequestClose, Request: "GET /<script>", Unsent: 7},
}

func show(s live.Source, target, accept string) *httptest.ResponseRecorder {
	r := httptest.NewRequest("GET", target, nil)
	r.Header.Set("Accept", accept)
	w := httptest.NewRecorder()
	live.Handler(s).ServeHTTP(w, r)
	return w
}

// TestForms: the same in each form; what clients send does no harm to who looks.
func TestForms(t *testing.T) {
	text := show(two, "/", "*/*").Body.String()
	for _, want := range []string{"2 connections", "127.0.0.1:5  idle", "RequestClose", "GET /<script>"} {
		if !strings.Contains(text, want) {
			t.Errorf("no %q in\n%s", want, text)
		}
	}
	html := show(two, "/", "text/html").Body.String()
	if strings.Contains(html, "<script>") || !strings.Contains(html, "GET /&lt;script&gt;") {
		t.Errorf("not escaped:\n%s", html)
	}
	var got struct {
		Total       int
		States      map[string]int
		Connections []struct{ Client, Request string }
	}
	if err := json.Unmarshal(show(two, "/?format=json", "").Body.Bytes(), &got); err != nil {
		t.Fatal(err)
	}
	if got.Total != 2 || got.States["idle"] != 1 || len(got.Connections) != 2 || got.Connections[1].Request != "GET /<script>" {
		t.Errorf("%+v", got)
	}
}

// TestMany: all are counted, and so many shown.
func TestMany(t *testing.T) {
	text := show(make(source, 3*live.Shown), "/", "").Body.String()
	if lines := strings.Count(text, "\n"); lines != live.Shown+2 || !strings.Contains(text, "3000 connections map[idle:3000]") {
		t.Errorf("%d lines: %.80s", lines, text)
	}
}

func Example() {
	fmt.Print(show(two, "/debug/connections", "text/plain").Body.String())
	// Output:
	// 2 connections map[idle:1 responding:1]
	// connection  client       state       requests  last          request        unsent
	// 1           127.0.0.1:5  idle        3                                      0
	// 2                        responding  0         RequestClose  GET /<script>  7
}

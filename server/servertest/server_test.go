package servertest_test

import (
	"fmt"
	"io"
	"net/http"
	"testing"

	"github.com/hangup-http/hangup/server/servertest"
)

func hello(w http.ResponseWriter, r *http.Request) {
	fmt.Fprint(w, "hello ", r.URL.Path, " ", r.TLS != nil)
}

func get(t *testing.T, c *http.Client, url string) string {
	t.Helper()
	resp, err := c.Get(url)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	out, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	return string(out)
}

func TestPlain(t *testing.T) {
	s := servertest.NewServer(http.HandlerFunc(hello))
	if got := get(t, s.Client(), s.URL+"/x"); got != "hello /x false" {
		t.Error(got)
	}
	s.Close()
	s.Close() // again, as tests do
	if _, err := s.Client().Get(s.URL); err == nil {
		t.Error("it serves behind Close")
	}
}

func TestTLS(t *testing.T) {
	s := servertest.NewTLSServer(http.HandlerFunc(hello))
	defer s.Close()
	for _, url := range []string{s.URL, "https://example.com"} {
		if got := get(t, s.Client(), url+"/x"); got != "hello /x true" {
			t.Error(got)
		}
	}
	if s.Certificate() == nil || s.Certificate().DNSNames[0] != "example.com" {
		t.Error(s.Certificate())
	}
	if _, err := http.Get(s.URL); err == nil {
		t.Error("the default client trusts the certificate")
	}
}

// TestUnstarted: what is changed before the start counts.
func TestUnstarted(t *testing.T) {
	s := servertest.NewUnstartedServer(nil)
	s.Config.Handler = http.HandlerFunc(hello)
	s.Config.MaxRequests = 1
	s.Start()
	defer s.Close()
	resp, err := s.Client().Get(s.URL)
	if err != nil {
		t.Fatal(err)
	}
	if resp.Body.Close(); !resp.Close {
		t.Error("MaxRequests does not count")
	}
	never := servertest.NewUnstartedServer(nil)
	never.Close()
	if _, err := never.Listener.Accept(); err == nil {
		t.Error("it listens behind Close")
	}
}

// TestCloseClientConnections: a request that waits is cut off, and its handler told.
func TestCloseClientConnections(t *testing.T) {
	began, ended := make(chan struct{}), make(chan struct{})
	s := servertest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		close(began)
		<-r.Context().Done()
		close(ended)
	}))
	defer s.Close()
	go func() {
		<-began
		s.CloseClientConnections()
	}()
	if _, err := s.Client().Post(s.URL, "", nil); err == nil {
		t.Error("there was a response")
	}
	<-ended
}

func TestRecorder(t *testing.T) {
	w := servertest.NewRecorder()
	hello(w, servertest.NewRequest("GET", "/x", nil))
	if w.Body.String() != "hello /x false" {
		t.Error(w.Body)
	}
}

func Example() {
	s := servertest.NewServer(http.HandlerFunc(hello))
	defer s.Close()
	resp, err := s.Client().Get(s.URL + "/world")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer resp.Body.Close()
	out, _ := io.ReadAll(resp.Body)
	fmt.Printf("%s\n", out)
	// Output: hello /world false
}

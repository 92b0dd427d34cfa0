package play_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/hangup-http/hangup/fuzz/play"
	"github.com/hangup-http/hangup/model"
)

func TestParseTarget(t *testing.T) {
	for _, c := range []struct{ text, network, address, authority, path string }{
		{"http://127.0.0.1:8080", "tcp", "127.0.0.1:8080", "127.0.0.1:8080", "/"},
		{"127.0.0.1:8080", "tcp", "127.0.0.1:8080", "127.0.0.1:8080", "/"},
		{"localhost:8080/health?x=1", "tcp", "localhost:8080", "localhost:8080", "/health?x=1"},
		{"http://LOCALHOST", "tcp", "LOCALHOST:80", "LOCALHOST", "/"},
		{"https://[::1]/a%20b", "tcp", "[::1]:443", "[::1]", "/a%20b"},
		{"http://0.0.0.0:1", "tcp", "0.0.0.0:1", "0.0.0.0:1", "/"},
		{"unix:/run/x.sock", "unix", "/run/x.sock", "localhost", "/"},
		{"unix:///run/x.sock", "unix", "/run/x.sock", "localhost", "/"},
	} {
		got, err := play.ParseTarget(c.text, false)
		if err != nil {
			t.Errorf("%s: %v", c.text, err)
			continue
		}
		path := got.Profile.Path(model.Answer, 0, "")
		if got.Network != c.network || got.Address != c.address || got.Authority != c.authority || path != c.path || got.Remote {
			t.Errorf("%s: %+v", c.text, got)
		}
		if secure := strings.HasPrefix(c.text, "https"); (got.TLS != nil) != secure {
			t.Errorf("%s: TLS is %v", c.text, got.TLS)
		}
	}
}

func TestParseTargetRefuses(t *testing.T) {
	for _, text := range []string{
		"", "http://", "http://:80", "ftp://127.0.0.1", "http://127.0.0.1:port", "http://127.0.0.1:0",
		"http://127.0.0.1:65536", "http://me@127.0.0.1", "http://127.0.0.1/#x", "unix:", "unix://", "http://a b", "http://[::1",
	} {
		_, err := play.ParseTarget(text, true)
		if err == nil || strings.Contains(err.Error(), "\n") || !strings.Contains(err.Error(), `"`) {
			t.Errorf("%q: %v", text, err)
		}
	}
}

func TestRemoteTargetsNeedAFlag(t *testing.T) {
	for _, text := range []string{
		"http://example.com", "192.0.2.1:80", "https://[2001:db8::1]", "http://127.0.0.1.example.com", "http://localhost.example.com",
	} {
		_, err := play.ParseTarget(text, false)
		if !errors.Is(err, play.ErrRemote) || !strings.Contains(err.Error(), "--allow-remote") {
			t.Errorf("%s: %v", text, err)
		}
		if got, err := play.ParseTarget(text, true); err != nil || !got.Remote {
			t.Errorf("%s with the flag: %v", text, err)
		}
	}
}

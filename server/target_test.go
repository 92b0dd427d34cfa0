package server

import (
	"net/http"
	"net/textproto"
	"net/url"
	"testing"

	"pgregory.net/rapid"
)

// TestPlainTargets: whatever is read without package url is read as it does.
func TestPlainTargets(t *testing.T) {
	octets := rapid.SampledFrom([]rune("abcXYZ019-_.~/:@!$&'()*+,;=%2fF?#{|é \x7f"))
	rapid.Check(t, func(t *rapid.T) {
		target := "/" + rapid.StringOf(octets).Draw(t, "target")
		var plain url.URL
		if !plainTarget(target, &plain) {
			return
		}
		u, err := url.ParseRequestURI(target)
		if err != nil {
			t.Fatalf("%q is none: %v", target, err)
		}
		if *u != plain {
			t.Fatalf("%q: %#v, want %#v", target, plain, *u)
		}
	})
}

// TestNames: the table holds what package textproto would make of each name.
func TestNames(t *testing.T) {
	for written, name := range names {
		if want := textproto.CanonicalMIMEHeaderKey(written); name != want || name != http.CanonicalHeaderKey(name) {
			t.Errorf("%q is %q, want %q", written, name, want)
		}
	}
}

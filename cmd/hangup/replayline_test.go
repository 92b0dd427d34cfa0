package main

import (
	"testing"

	"github.com/hangup-http/hangup/corpus"
	"github.com/hangup-http/hangup/model/profile"
)

func TestReplayLine(t *testing.T) {
	found, err := findCase("close/behind-close", profile.Default())
	if err != nil {
		t.Fatal(err)
	}
	embedded := found[0]
	own := corpus.Case{Name: "close/behind-close", File: "my cases/a.case"}
	for name, test := range map[string]struct {
		flags targetFlags
		url   string
		c     corpus.Case
		want  string
	}{
		"plain": {url: "http://127.0.0.1:8080", c: embedded, want: "hangup replay close/behind-close http://127.0.0.1:8080"},
		"file":  {url: "unix:/run/s", c: own, want: "hangup replay 'my cases/a.case:close/behind-close' unix:/run/s"},
		"all flags": {
			flags: targetFlags{Profile: "p.yaml", Host: "it's", Capability: []string{"slow=/w?ms={ms}"}, AllowRemote: true},
			url:   "http://example.com", c: embedded,
			want: `hangup replay close/behind-close http://example.com --profile p.yaml --host 'it'\''s' --capability 'slow=/w?ms={ms}' --allow-remote`,
		},
	} {
		if got := test.flags.replayLine(test.c, test.url, profile.Default()); got != test.want {
			t.Errorf("%s:\n got %s\nwant %s", name, got, test.want)
		}
	}
}

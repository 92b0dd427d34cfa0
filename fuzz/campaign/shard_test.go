package campaign_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/hangup-http/hangup/fuzz/campaign"
)

func TestShardOf(t *testing.T) {
	for _, test := range []struct {
		env  string
		want string // a shard, or part of an error
	}{
		{"", "0/0"},
		{"HANGUP_SHARD=2/4", "2/4"},
		{"HANGUP_SHARD=2/4 CI_NODE_INDEX=1 CI_NODE_TOTAL=2", "2/4"},
		{"JOB_COMPLETION_INDEX=0 HANGUP_SHARDS=3", "1/3"},
		{"JOB_COMPLETION_INDEX=2 HANGUP_SHARDS=3", "3/3"},
		{"CI_NODE_INDEX=2 CI_NODE_TOTAL=2", "2/2"},
		{"CI_NODE_TOTAL=1", "0/0"}, // GitLab, a job that is not parallel
		{"JOB_COMPLETION_INDEX=2", "set HANGUP_SHARDS"},
		{"JOB_COMPLETION_INDEX=3 HANGUP_SHARDS=3", "4/3"},
		{"HANGUP_SHARDS=3", "JOB_COMPLETION_INDEX"},
		{"HANGUP_SHARD=0/4", "0/4"},
		{"HANGUP_SHARD=5/4", "5/4"},
		{"HANGUP_SHARD=2", "i/n"},
		{"CI_NODE_INDEX=x CI_NODE_TOTAL=2", "CI_NODE_INDEX"},
	} {
		env := map[string]string{}
		for _, field := range strings.Fields(test.env) {
			name, value, _ := strings.Cut(field, "=")
			env[name] = value
		}
		s, err := campaign.ShardOf(func(name string) string { return env[name] })
		got := s.String()
		if err != nil {
			got = err.Error()
		}
		if !strings.Contains(got, test.want) || (err == nil) != (got == test.want) {
			t.Errorf("%s: %s", test.env, got)
		}
	}
}

// TestShardsDiffer: with one seed, shards hold different conversations, and the cases that ship with Hangup once between them.
func TestShardsDiffer(t *testing.T) {
	t.Parallel()
	at := builtIn(t, "")
	held := func(shard campaign.Shard) (all []string) {
		store := folder(t)
		_, status := run(t, campaign.Config{Target: at, Store: store, Seed: 5, Shard: shard, Executions: 400, Connections: 64})
		names, err := store.List(t.Context(), campaign.KindCorpus)
		if err != nil || status.Executions != 400 {
			t.Fatal(err, status)
		}
		return names
	}
	one, two := held(campaign.Shard{Index: 1, Count: 2}), held(campaign.Shard{Index: 2, Count: 2})
	both := 0
	for _, name := range one {
		if slices.Contains(two, name) {
			both++
		}
	}
	t.Logf("%d and %d conversations, %d of them in both", len(one), len(two), both)
	if both > len(one)/3 {
		t.Errorf("%d of %d conversations are in both", both, len(one))
	}
}

// TestTakesOver: what another campaign finds meanwhile is known here, and not reported.
func TestTakesOver(t *testing.T) {
	t.Parallel()
	at, store := builtIn(t, "mongoose-answers-after-close"), folder(t)
	found, _ := run(t, campaign.Config{Target: at, Store: folder(t), Seed: 1, SeedAlone: true, Executions: 200, Connections: 64})
	if len(found) == 0 {
		t.Fatal("nothing is found")
	}
	theirs := map[campaign.Key]bool{}
	put := false
	var c *campaign.Campaign
	c, err := campaign.New(t.Context(), campaign.Config{
		Target: at, Store: store, Seed: 1, SeedAlone: true, Executions: 400, Connections: 16, LookEvery: time.Hour,
		Found: func(f campaign.Finding) {
			if theirs[f.Key] {
				t.Errorf("%v is reported again", f.Key)
			}
			if put {
				return
			}
			put = true // from now on, another campaign has found all of them
			for _, other := range found {
				if other.Key == f.Key {
					continue
				}
				theirs[other.Key] = true
				if _, err := store.Put(t.Context(), campaign.KindFinding, fmt.Appendf(other.Text, "\n# by another\n")); err != nil {
					t.Error(err)
				}
			}
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	status, err := c.Run(t.Context())
	if err != nil || status.Total() < len(found) || status.Earlier > len(theirs) {
		t.Errorf("%v %+v", err, status)
	}
}

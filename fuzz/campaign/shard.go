package campaign

import (
	"encoding/binary"
	"fmt"
	"hash/fnv"
	"strconv"
	"strings"
)

// Shard is one of several campaigns that share the work. They meet in the store only. The zero value is the
// only one.
type Shard struct {
	Index int // from 1
	Count int
}

// ParseShard reads "i/n", where i counts from 1.
func ParseShard(text string) (Shard, error) {
	index, count, _ := strings.Cut(text, "/")
	i, err := strconv.Atoi(index)
	n, err2 := strconv.Atoi(count)
	if err != nil || err2 != nil || i < 1 || i > n {
		return Shard{}, fmt.Errorf("%q is no shard: write i/n, where i is between 1 and n, such as 2/4", text)
	}
	return Shard{i, n}, nil
}

// ShardOf reads which shard the environment says that this is: HANGUP_SHARD=i/n, or HANGUP_SHARDS=n with the index that
// an Indexed Job of Kubernetes gives (JOB_COMPLETION_INDEX, from 0), or what GitLab gives to parallel jobs (CI_NODE_INDEX,
// from 1, and CI_NODE_TOTAL). It is the zero value when nothing of this is there.
func ShardOf(getenv func(string) string) (Shard, error) {
	if text := getenv("HANGUP_SHARD"); text != "" {
		s, err := ParseShard(text)
		if err != nil {
			return s, fmt.Errorf("HANGUP_SHARD: %w", err)
		}
		return s, nil
	}
	count := getenv("HANGUP_SHARDS")
	if text := getenv("JOB_COMPLETION_INDEX"); text != "" {
		index, err := strconv.Atoi(text)
		if err != nil || count == "" {
			return Shard{}, fmt.Errorf("JOB_COMPLETION_INDEX=%s says which shard this is, and nothing says of how many: set HANGUP_SHARDS to the completions of the job", text)
		}
		s, err := ParseShard(fmt.Sprintf("%d/%s", index+1, count))
		if err != nil {
			return s, fmt.Errorf("JOB_COMPLETION_INDEX (from 0) and HANGUP_SHARDS: %w", err)
		}
		return s, nil
	}
	if index, total := getenv("CI_NODE_INDEX"), getenv("CI_NODE_TOTAL"); index != "" && total != "" {
		s, err := ParseShard(index + "/" + total)
		if err != nil {
			return s, fmt.Errorf("CI_NODE_INDEX and CI_NODE_TOTAL: %w", err)
		}
		return s, nil
	}
	if count != "" {
		return Shard{}, fmt.Errorf("HANGUP_SHARDS=%s says how many shards there are, and nothing says which this is: it goes with JOB_COMPLETION_INDEX; elsewhere set HANGUP_SHARD=i/n", count)
	}
	return Shard{}, nil
}

func (s Shard) String() string { return fmt.Sprintf("%d/%d", s.Index, s.Count) }

// alone tells that there are no others.
func (s Shard) alone() bool { return s.Count < 2 }

// seed is what this shard makes of a seed that all have: each draws other conversations.
func (s Shard) seed(seed uint64) uint64 {
	if s.alone() {
		return seed
	}
	h := fnv.New64a()
	for _, n := range []uint64{seed, uint64(s.Index), uint64(s.Count)} {
		_ = binary.Write(h, binary.BigEndian, n) // a hash never fails
	}
	return h.Sum64()
}

// takes tells whether a part of the work that is numbered from 0 is this shard's.
func (s Shard) takes(n int) bool { return s.alone() || n%s.Count == s.Index-1 }

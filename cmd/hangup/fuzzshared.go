package main

import (
	"context"
	"os"

	"github.com/hangup-http/hangup/fuzz/campaign"
	"github.com/hangup-http/hangup/fuzz/store"
)

// sharedFlags say with whom a campaign shares its work.
type sharedFlags struct {
	Store string `help:"Store that is shared with other campaigns: a folder, s3://BUCKET, gs://BUCKET or azblob://CONTAINER, with parameters such as ?region=R&prefix=P/. What is found is kept in DIR first, and sent there." placeholder:"ADDRESS" group:"Sharing:"`
	Shard string `help:"Which of how many campaigns this is, such as 2/4: each draws other conversations. Without it HANGUP_SHARD, JOB_COMPLETION_INDEX with HANGUP_SHARDS, or CI_NODE_INDEX and CI_NODE_TOTAL are read." placeholder:"I/N" group:"Sharing:"`
}

// shard is what the flag says, or else the environment.
func (f *sharedFlags) shard() (campaign.Shard, error) {
	if f.Shard == "" {
		s, err := campaign.ShardOf(os.Getenv)
		if err != nil {
			return s, usage("hangup fuzz --shard 1/4", "%w", err)
		}
		return s, nil
	}
	s, err := campaign.ParseShard(f.Shard)
	if err != nil {
		return s, usage("hangup fuzz --shard 1/4", "--shard: %w", err)
	}
	return s, nil
}

// share has a campaign work on local and share it with the store that was named. finish sends what is left.
func (f *sharedFlags) share(ctx context.Context, local campaign.Store, told func(string)) (s campaign.Store, finish func() error, err error) {
	if f.Store == "" {
		return local, func() error { return nil }, nil
	}
	s, send, err := store.Share(ctx, local, f.Store, told)
	if err != nil {
		return nil, nil, storeUsage(err)
	}
	return s, func() error {
		if err := send(); err != nil {
			return &failure{exitInconclusive, err, "the same command with the same --dir sends it"}
		}
		return nil
	}, nil
}

// storeUsage says what to do about a store that cannot be opened.
func storeUsage(err error) error {
	return usage("docs/scale-out.md says how stores are named", "%w", err)
}

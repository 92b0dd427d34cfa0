package store

import (
	"context"
	"errors"
	"time"

	"github.com/sethvargo/go-retry"

	"github.com/hangup-http/hangup/fuzz/campaign"
)

// Patient has each call to a store tried again while it fails, for as long as most, a second apart at first and then longer. A damaged
// entry stays damaged, and is not asked for again.
func Patient(s campaign.Store, most time.Duration) campaign.Store { return patient{s, most} }

type patient struct {
	campaign.Store
	most time.Duration
}

func (p patient) Put(ctx context.Context, kind string, data []byte) (string, error) {
	return try(ctx, p.most, func(ctx context.Context) (string, error) { return p.Store.Put(ctx, kind, data) })
}

func (p patient) Get(ctx context.Context, kind, name string) ([]byte, error) {
	return try(ctx, p.most, func(ctx context.Context) ([]byte, error) { return p.Store.Get(ctx, kind, name) })
}

func (p patient) List(ctx context.Context, kind string) ([]string, error) {
	return try(ctx, p.most, func(ctx context.Context) ([]string, error) { return p.Store.List(ctx, kind) })
}

func try[T any](ctx context.Context, most time.Duration, call func(context.Context) (T, error)) (T, error) {
	rest := retry.WithMaxDuration(most, retry.WithJitterPercent(20, retry.NewExponential(firstRest)))
	return retry.DoValue(ctx, rest, func(ctx context.Context) (T, error) {
		value, err := call(ctx)
		if err == nil || errors.Is(err, campaign.ErrDamaged) {
			return value, err
		}
		return value, retry.RetryableError(err)
	})
}

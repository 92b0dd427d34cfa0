package store

import (
	"context"
	"fmt"
	"time"

	"github.com/hangup-http/hangup/fuzz/campaign"
)

const (
	firstLook = 15 * time.Second // most that the beginning of a campaign waits for the shared store
	lastSend  = 30 * time.Second // and its end
)

// Share has a campaign work on local and share it with the store at an address, whose first contents it awaits for a quarter
// of a minute. finish sends what is left, for half a minute at most, also when ctx has ended; its error says how many entries
// did not get there. told gets lines for a person.
func Share(ctx context.Context, local campaign.Store, address string, told func(string)) (s campaign.Store, finish func() error, err error) {
	shared, err := Open(context.WithoutCancel(ctx), address) // who is interrupted has something to send
	if err != nil {
		return nil, nil, err
	}
	mirror := StartMirror(local, shared, told)
	select {
	case <-mirror.First():
	case <-ctx.Done():
	case <-time.After(firstLook):
		told(fmt.Sprintf("%s takes its time; what others have stored there comes later", address))
	}
	return mirror, func() error {
		ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), lastSend)
		defer cancel()
		err := mirror.Close(ctx)
		if closed := shared.Close(); closed != nil && err == nil {
			err = fmt.Errorf("closing %s: %w", address, closed)
		}
		return err
	}, nil
}

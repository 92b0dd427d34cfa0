package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"slices"
	"sync"

	"golang.org/x/sync/errgroup"
)

// hunt does the hunts that are left, some at once. When ctx ends it returns its error, and
// what was done is kept.
func (c *runCommand) hunt(ctx context.Context, progress io.Writer, kept *store) error {
	hunts := c.plan(kept)
	if slices.ContainsFunc(hunts, func(h *hunt) bool { return h.Engine == "native" || h.Engine == "bare" }) {
		folder, err := os.MkdirTemp("", "discovery-")
		if err != nil {
			return fmt.Errorf("making room for FuzzFault: %w", err)
		}
		defer os.RemoveAll(folder)
		binary, err := build(ctx, folder)
		if err != nil {
			return err
		}
		for _, h := range hunts {
			h.binary = binary
		}
	}
	var mu sync.Mutex
	done := 0
	group, ctx := errgroup.WithContext(ctx)
	group.SetLimit(c.Parallel)
	for _, h := range hunts {
		group.Go(func() error {
			if ctx.Err() != nil {
				return ctx.Err()
			}
			r, err := h.start(ctx, c.Time)
			if err != nil {
				return err
			}
			mu.Lock()
			defer mu.Unlock()
			done++
			fmt.Fprintf(progress, "%d/%d %s\n", done, len(hunts), r.told())
			return kept.add(r)
		})
	}
	return group.Wait()
}

// told is a result in a line.
func (r *result) told() string {
	s := fmt.Sprintf("%s %s %d: ", r.Fault, r.Engine, r.Run)
	switch r.Ended {
	case found:
		return s + fmt.Sprintf("found after %d, by %s, %d operations became %d", r.Executions, r.Requirement, r.First.Operations, r.Small.Operations)
	case limited:
		return s + fmt.Sprintf("not found in %d", r.Executions)
	case late:
		return s + fmt.Sprintf("not found in %d, for which there was time", r.Executions)
	}
	return s + fmt.Sprintf("%s after %d: %s", r.Ended, r.Executions, r.Why)
}

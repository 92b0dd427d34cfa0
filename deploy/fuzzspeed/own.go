package main

import (
	"context"
	"errors"
	"math/rand/v2"
	"sync"
	"syscall"
	"time"

	"github.com/hangup-http/hangup/fuzz/core"
	"github.com/hangup-http/hangup/fuzz/gen"
	"github.com/hangup-http/hangup/model"
	"github.com/hangup-http/hangup/server/conn"
)

// own returns a loop that generates conversations, plays each in core.Ways ways and judges them, in
// so many goroutines.
func own(workers int) func(context.Context, time.Duration) (speed, error) {
	loops := make([]*loop, workers)
	for i := range loops {
		loops[i] = newLoop(uint64(i))
	}
	return func(ctx context.Context, d time.Duration) (speed, error) {
		ctx, cancel := context.WithTimeout(ctx, d)
		defer cancel()
		begun, before := time.Now(), spent(syscall.RUSAGE_SELF)
		var all sync.WaitGroup
		done := make([]int, workers)
		for i := range loops {
			all.Go(func() { done[i] = loops[i].run(ctx) })
		}
		all.Wait()
		s := speed{elapsed: time.Since(begun), spent: spent(syscall.RUSAGE_SELF) - before}
		for i := range loops {
			s.done += done[i]
		}
		if s.done == 0 {
			return s, errors.New("no conversation was played")
		}
		return s, nil
	}
}

// loop plays conversations. It keeps its memory from one round to the next, as a long run does.
type loop struct {
	player *core.Player
	source *rand.Rand
	script gen.Script
	built  gen.Conversation
}

func newLoop(seed uint64) *loop {
	return &loop{
		player: core.New(core.Server{Config: conn.Config{Policy: model.DefaultPolicy}}),
		source: rand.New(rand.NewPCG(9112, seed)),
	}
}

// run returns how many conversations it has played. What is not clean for certain is judged in full.
func (l *loop) run(ctx context.Context) (done int) {
	choose := func(_ string, n int) int { return l.source.IntN(n) }
	everything := gen.Everything()
	for ; ctx.Err() == nil; done++ {
		l.built = gen.AppendBuilt(l.built[:0], choose, everything)
		l.built.Render(&l.script, gen.Plain())
		if suspect := l.player.Check(&l.script, l.source.Uint32(), core.Ways); suspect != nil {
			played := l.script
			played.Steps = suspect
			l.player.Judge(&played)
		}
	}
	return done
}

// spent is the processor time so far.
func spent(who int) time.Duration {
	var u syscall.Rusage
	if syscall.Getrusage(who, &u) != nil {
		return 0
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

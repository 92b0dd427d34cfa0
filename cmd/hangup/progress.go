package main

import (
	"fmt"
	"io"
	"sync"

	"github.com/vbauerster/mpb/v8"
	"github.com/vbauerster/mpb/v8/decor"
)

// progress tells on standard error how far a run is: a bar on a terminal, a line
// at each quarter elsewhere.
type progress interface {
	advance() // one more case is judged; safe for concurrent use
	end()     // leaves the terminal clean; nothing may be advanced afterwards
}

func newProgress(w io.Writer, total int, quiet bool) progress {
	switch {
	case quiet || total == 0:
		return silent{}
	case isTerminal(w):
		return newBar(w, total)
	}
	return &lines{w: w, total: total}
}

type silent struct{}

func (silent) advance() {}
func (silent) end()     {}

type bar struct {
	container *mpb.Progress
	bar       *mpb.Bar
}

func newBar(w io.Writer, total int) *bar {
	container := mpb.New(mpb.WithOutput(w), mpb.WithWidth(60))
	return &bar{container, container.AddBar(
		int64(total), mpb.BarRemoveOnComplete(),
		mpb.PrependDecorators(decor.CountersNoUnit("%d of %d cases ")),
		mpb.AppendDecorators(decor.Elapsed(decor.ET_STYLE_GO)),
	)}
}

func (b *bar) advance() { b.bar.Increment() }

func (b *bar) end() {
	b.bar.Abort(true)
	b.container.Wait()
}

type lines struct {
	mu          sync.Mutex
	w           io.Writer
	done, total int
}

func (l *lines) advance() {
	l.mu.Lock()
	defer l.mu.Unlock()
	before := l.done * 4 / l.total
	l.done++
	if l.done*4/l.total > before {
		fmt.Fprintf(l.w, "hangup: %d of %s judged\n", l.done, caseCount(l.total))
	}
}

func (*lines) end() {}

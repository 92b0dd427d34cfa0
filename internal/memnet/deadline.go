package memnet

import "time"

// deadline ends waiting reads or writes. It is guarded by the lock of its link.
type deadline struct {
	at    time.Time // zero: never
	timer *time.Timer
}

// over asks the clock and not the timer, which may have fired and be waiting for the lock.
func (d *deadline) over() bool { return !d.at.IsZero() && !time.Now().Before(d.at) }

// set moves the deadline to t, and wakes those who wait when it comes.
func (d *deadline) set(l *link, t time.Time) {
	d.stop()
	d.at = t
	if d.at.IsZero() || d.over() {
		return
	}
	d.timer = time.AfterFunc(time.Until(t), func() {
		l.mu.Lock()
		defer l.mu.Unlock()
		l.changed.Broadcast()
	})
}

func (d *deadline) stop() {
	if d.timer != nil {
		d.timer.Stop()
		d.timer = nil
	}
}

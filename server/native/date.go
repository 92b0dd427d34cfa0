package native

import (
	"sync/atomic"
	"time"

	"github.com/hangup-http/hangup/internal/timers"
)

// httpDate is the preferred format of HTTP's dates (RFC 9110, section 5.6.7).
const httpDate = "Mon, 02 Jan 2006 15:04:05 GMT"

// dates keeps the value of Date, which changes once a second. Safe for concurrent use.
type dates struct{ last atomic.Pointer[date] }

type date struct {
	until timers.Time
	value []byte
}

// at returns the value now. It must not be changed.
func (d *dates) at(now timers.Time) []byte {
	if last := d.last.Load(); last != nil && now < last.until {
		return last.value
	}
	wall := time.Now()
	next := &date{
		until: now.Add(time.Second - time.Duration(wall.Nanosecond())),
		value: wall.UTC().AppendFormat(nil, httpDate),
	}
	d.last.Store(next)
	return next.value
}

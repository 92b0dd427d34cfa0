package timers_test

import (
	"runtime"
	"testing"
	"time"
	"unsafe"
	"weak"

	"github.com/hangup-http/hangup/internal/timers"
)

func TestMemory(t *testing.T) {
	if size := unsafe.Sizeof(timers.Timer{}); size > 24 {
		t.Errorf("a timer costs its owner %d octets, want at most 24", size)
	}
	const n = 50_000
	owners := make([]bare, n)
	var ts timers.Timers
	perTimer := func(before uint64) float64 { return (float64(inUse()) - float64(before)) / n }
	before := inUse()
	for i := range owners {
		ts.Set(&owners[i], ts.Now().Add(time.Hour))
	}
	if got := perTimer(before); got > 24.5 {
		t.Errorf("a timer costs %.2f octets in the heap, want 24 and little more", got)
	}
	for i := range owners {
		ts.Remove(&owners[i])
	}
	if got := perTimer(before); got > 1 {
		t.Errorf("%.2f octets for each timer stay when all are removed", got)
	}
	runtime.KeepAlive(owners)
	runtime.KeepAlive(&ts)
}

// What Remove lets go of is garbage long before its time.
func TestRemoveLetsGo(t *testing.T) {
	var ts timers.Timers
	stays, goes := new(bare), new(bare)
	gone := weak.Make(goes)
	ts.Set(stays, ts.Now().Add(time.Hour))
	ts.Set(goes, ts.Now().Add(time.Hour))
	ts.Remove(goes)
	runtime.GC() // goes is not used below
	if gone.Value() != nil {
		t.Error("the owner is held after Remove")
	}
	ts.Remove(stays)
}

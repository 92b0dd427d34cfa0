//go:build linux

package main

import (
	"bytes"
	"os"
	"runtime"
	"runtime/debug"
	"runtime/metrics"
	"strconv"
	"time"
)

// usage is what the process holds.
type usage struct {
	descriptors, goroutines int
	heap, resident          uint64 // octets
}

// What may stay: pools and tables that are kept for the next connections.
const heapStays = 4 << 20

func (u usage) returnedTo(before usage) bool {
	return u.descriptors <= before.descriptors && u.goroutines <= before.goroutines &&
		u.heap <= before.heap+heapStays && u.resident <= before.resident+residentStays
}

func measure() usage {
	runtime.GC()
	runtime.GC() // what was in pools goes with the second one
	debug.FreeOSMemory()
	sample := []metrics.Sample{{Name: "/memory/classes/heap/objects:bytes"}}
	metrics.Read(sample)
	u := usage{goroutines: runtime.NumGoroutine(), heap: sample[0].Value.Uint64()}
	if entries, err := os.ReadDir("/proc/self/fd"); err == nil {
		u.descriptors = len(entries) - 1 // without that of this reading
	}
	if statm, err := os.ReadFile("/proc/self/statm"); err == nil {
		if fields := bytes.Fields(statm); len(fields) > 1 {
			pages, _ := strconv.ParseUint(string(fields[1]), 10, 64)
			u.resident = pages * uint64(os.Getpagesize())
		}
	}
	return u
}

// settled measures until everything has returned, for some seconds: timers that were
// under way and goroutines that are about to end have a moment to do so.
func settled(before usage) usage {
	for end := time.Now().Add(15 * time.Second); ; time.Sleep(50 * time.Millisecond) {
		if u := measure(); u.returnedTo(before) || time.Now().After(end) {
			return u
		}
	}
}

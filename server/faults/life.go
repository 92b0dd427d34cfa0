package faults

import "slices"

// lifeFaults: time, clients that go away, errors and shutdown.
var lifeFaults = slices.Concat(
	goneFaults, halfCloseFaults, idleFaults, headTimeFaults, stopFaults, errorFaults, resetFaults, bodylessFaults, workerFaults,
)

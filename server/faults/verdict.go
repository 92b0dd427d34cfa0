package faults

import (
	"slices"

	"github.com/hangup-http/hangup/model"
)

// verdictFaults: closing and persisting: which response is the last, and what is done about it.
var verdictFaults = slices.Concat(
	behindFaults, ignoredFaults, wordFaults, http10Faults, silentFaults, limitFaults,
	goesOnFaults, flushFaults,
)

// whyLast is where facts keep why an exchange is the last one: to clear it forgets the verdict.
var whyLast = func() (set model.Facts) {
	for bit := range model.MachineBits {
		if f := model.Facts(1) << bit; f.Last() != model.NotLast {
			set |= f
		}
	}
	return set
}()

// because returns a set of reasons.
func because(reasons ...model.Reason) (set uint64) {
	for _, r := range reasons {
		set |= 1 << r
	}
	return set
}

// status returns a set of statuses.
func status(statuses ...model.Status) (set uint64) {
	for _, s := range statuses {
		set |= 1 << s
	}
	return set
}

package faults

import "slices"

// turnFaults: requests behind one another, Expect and Upgrade.
var turnFaults = slices.Concat(droppedFaults, orderlyFaults, leakFaults, refusalFaults)

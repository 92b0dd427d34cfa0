package faults

// lengthFaults: how much of the input belongs to a request.
var lengthFaults = []Fault{}

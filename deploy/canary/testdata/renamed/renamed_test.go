// Package renamed has a fuzz target, but not the one that deploy/canary asks for.
package renamed

import "testing"

func FuzzFaulty2(f *testing.F) { f.Fuzz(func(*testing.T, []byte) {}) }

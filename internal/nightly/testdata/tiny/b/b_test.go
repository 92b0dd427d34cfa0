// Package b has fuzz targets that hang and that do nothing.
package b

import "testing"

func FuzzHang(f *testing.F) {
	f.Add([]byte("seed"))
	f.Fuzz(func(_ *testing.T, octets []byte) {
		if string(octets) != "seed" {
			select {}
		}
	})
}

func FuzzNoOp(f *testing.F) { f.Skip("not today") }

package counters

import (
	"bytes"
	"encoding/binary"
	"errors"
)

// The format of counter data files, which no package exports: internal/coverage/defs.go and
// internal/coverage/encodecounter of Go 1.20 to 1.26.
const (
	magic      = "\x00cwm"
	headerSize = 4 + 4 + 16 + 1 + 1 + 6
	footerSize = 16
	raw        = 1 // counters are words of four octets
	leb128     = 2 // counters are ULEB128
)

var errFormat = errors.New("these are no counters of Go: build the target with -cover -covermode=atomic, by Go 1.20 or later")

// file is what is left of a counter data file.
type file struct {
	rest  []byte
	wide  bool // words of four octets
	short bool // it ended too early
}

// parse returns the counters of a counter data file of one segment, as a program writes of itself.
func parse(text []byte) (map[uint64]uint32, error) {
	if len(text) < headerSize+footerSize || !bytes.HasPrefix(text, []byte(magic)) {
		return nil, errFormat
	}
	f := file{rest: text[headerSize : len(text)-footerSize]}
	switch flavour, bigEndian := text[24], text[25]; {
	case bigEndian != 0:
		return nil, errors.New("these are counters of a machine that is not little-endian")
	case flavour == raw:
		f.wide = true
	case flavour != leb128:
		return nil, errFormat
	}
	functions := binary.LittleEndian.Uint64(f.take(8))
	strings, args := f.word(), f.word()
	f.take(int(strings))
	f.take(int(args))
	if over := (len(text) - footerSize - len(f.rest)) % 4; over != 0 {
		f.take(4 - over)
	}
	counts := map[uint64]uint32{}
	for ; functions > 0 && !f.short; functions-- {
		n, pkg, function := f.value(), f.value(), f.value()
		for i := uint32(0); i < n && !f.short; i++ {
			if count := f.value(); count > 0 {
				counts[place(pkg, function, i)] = count
			}
		}
	}
	if f.short {
		return nil, errFormat
	}
	return counts, nil
}

// place numbers a counter of a function. Functions have fewer than 2^20 of them, and packages fewer than 2^20 functions.
func place(pkg, function, i uint32) uint64 {
	return uint64(pkg)<<40 | uint64(function&(1<<20-1))<<20 | uint64(i&(1<<20-1))
}

// take removes n octets.
func (f *file) take(n int) []byte {
	if n < 0 || n > len(f.rest) {
		f.short = true
		return make([]byte, 8)
	}
	taken := f.rest[:n]
	f.rest = f.rest[n:]
	return taken
}

func (f *file) word() uint32 { return binary.LittleEndian.Uint32(f.take(4)) }

// value is the next number of a function.
func (f *file) value() uint32 {
	if f.wide {
		return f.word()
	}
	v, n := binary.Uvarint(f.rest)
	if n <= 0 {
		f.short = true
		return 0
	}
	f.rest = f.rest[n:]
	return uint32(v)
}

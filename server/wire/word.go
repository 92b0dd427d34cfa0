package wire

import (
	"encoding/binary"
	"math/bits"
)

// Eight octets are looked at all at once, as a word. Each function that marks octets
// returns a word in which the high bit of the first octet sought, counted from the
// low end, is set and no bit before it. Bits behind it may be set for nothing,
// because sums and differences carry towards the high end. What they mark is a
// little more than what the grammar forbids: an octet that is marked is looked up in
// the table of classes before anything is made of it.
const (
	ones  = 0x0101010101010101
	highs = 0x80 * ones
)

// load is the word of the octets from i on. The limits of the slice spare the
// compiler a computation in the middle of every loop.
func load(b []byte, i int) uint64 { return binary.LittleEndian.Uint64(b[i : i+8 : i+8]) }

// first is how many octets lie before the first one that a word marks; 8 if none.
func first(marked uint64) int { return bits.TrailingZeros64(marked) / 8 }

// controls marks controls and DEL.
func controls(w uint64) uint64 {
	return ((w - ' '*ones) | (w ^ 0x7f*ones - ones)) &^ w & highs
}

// notInPath marks what is neither a letter nor one of "-./0123456789:", which is
// most of what stands in paths.
func notInPath(w uint64) uint64 {
	lower := w | 0x20*ones
	letters := (lower + (0x80-'a')*ones) &^ (lower + (0x7f-'z')*ones)
	others := (w + (0x80-'-')*ones) &^ (w + (0x7f-':')*ones)
	return (^(letters | others) | w) & highs
}

// notInName marks what is neither a letter nor "-", which is most of what stands
// in field names.
func notInName(w uint64) uint64 {
	lower := w | 0x20*ones
	letters := (lower + (0x80-'a')*ones) &^ (lower + (0x7f-'z')*ones)
	notHyphens := w ^ '-'*ones + 0x7f*ones
	return (notHyphens&^letters | w) & highs
}

// skipPath is skip for plainOctet, made for long runs of it.
func skipPath(b []byte, i int) int {
	for {
		for len(b)-i >= 8 && notInPath(load(b, i)) == 0 {
			i += 8
		}
		word := b[:min(i+8, len(b))]
		if i = skip(word, i, plainOctet); i < len(word) || i == len(b) {
			return i
		}
	}
}

// skipValue returns the index of the first octet at or after i that cannot be
// part of a field value, or len(b).
func skipValue(b []byte, i int) int {
	for len(b)-i >= 8 {
		marked := controls(load(b, i))
		if marked == 0 {
			i += 8
			continue
		}
		i += first(marked)
		if b[i] != '\t' {
			return i
		}
		i++
	}
	return skip(b, i, valueOctet)
}

// skipName returns the index of the first octet at or after i that cannot be part of a
// field name, or len(b).
func skipName(b []byte, i int) int {
	for len(b)-i >= 8 && notInName(load(b, i)) == 0 {
		i += 8
	}
	return skip(b, i, tokenOctet)
}

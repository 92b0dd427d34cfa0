// Package nearest finds what a mistyped word was probably meant to be, for the
// next step that an error message offers.
package nearest

import "strings"

// Of returns the candidate that takes the fewest edits to make word of, or that
// holds the whole word; empty when none is near.
func Of(word string, candidates []string) string {
	best, distance := "", len(word)/2+1
	for _, c := range candidates {
		d := edits(word, c)
		if len(word) > 2 && strings.Contains(c, word) {
			d = min(d, 1)
		}
		if d < distance {
			best, distance = c, d
		}
	}
	return best
}

// edits counts the octets to insert, delete or replace to turn a into b (Levenshtein).
func edits(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		diagonal := row[0]
		row[0] = i + 1
		for j := range len(b) {
			replaced := diagonal
			if a[i] != b[j] {
				replaced++
			}
			diagonal = row[j+1]
			row[j+1] = min(replaced, row[j+1]+1, row[j]+1)
		}
	}
	return row[len(b)]
}

package corpus_test

import (
	"slices"
	"testing"

	"github.com/hangup-http/hangup/corpus"
)

// TestVariants: each way in which a case is played is a case of its own.
func TestVariants(t *testing.T) {
	cases, err := corpus.Parse("x.case", []byte("case a/b\nabout 9112/2.2/bare-cr\nsplit whole every-byte boundaries\n\nawait\n\ncase c/d\nabout 9112/2.2/bare-cr\n\nawait\n"))
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, c := range corpus.Variants(cases) {
		got = append(got, c.Name+" "+c.Split.String())
		if c.Also != nil {
			t.Errorf("%s has variants of its own", c.Name)
		}
	}
	if want := []string{"a/b whole", "a/b-every-byte every-byte", "a/b-boundaries boundaries", "c/d whole"}; !slices.Equal(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
}

// TestCriticalCasesAreSplit: many are also played octet by octet and line by line.
func TestCriticalCasesAreSplit(t *testing.T) {
	ways := map[corpus.Split]int{}
	cases, err := corpus.Embedded()
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range cases {
		ways[c.Split]++
	}
	if ways[corpus.EveryByte] < 50 || ways[corpus.Boundaries] < 50 {
		t.Errorf("%v: fewer than 50 cases in a way", ways)
	}
}

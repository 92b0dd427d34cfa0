package merge_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/hangup-http/hangup/fuzz/campaign"
	"github.com/hangup-http/hangup/fuzz/merge"
)

func folder(t interface{ Fatal(...any) }, dir string) *campaign.Folder {
	f, err := campaign.OpenFolder(dir)
	if err != nil {
		t.Fatal(err)
	}
	return f
}

// put stores what a campaign would.
func put(t interface{ Fatal(...any) }, s campaign.Store, kind string, data []byte) string {
	name, err := s.Put(context.Background(), kind, data)
	if err != nil {
		t.Fatal(err)
	}
	return name
}

// finding is one of a rule, with a number of replays that tells two of one key apart.
func finding(rule string, plays int) []byte {
	fields, _ := json.Marshal(campaign.Finding{Key: campaign.Key{Rule: rule, State: "idle"}, Verdict: "violation", Shown: 1, Plays: plays})
	return fmt.Appendf(nil, "# finding %s\n", fields)
}

// coverage is an entry that says what conversations showed.
func coverage(t interface{ Fatal(...any) }, executions int, shown map[string][]int) []byte {
	data, err := json.Marshal(map[string]any{"executions": executions, "rules": []int{executions % 3}, "shown": shown})
	if err != nil {
		t.Fatal(err)
	}
	return data
}

func gather(t interface{ Fatal(...any) }, into campaign.Store, sources ...campaign.Store) *merge.Result {
	var all []merge.Source
	for i, s := range sources {
		all = append(all, merge.Source{Name: fmt.Sprint("source ", i), Store: s})
	}
	result, err := merge.Into(context.Background(), into, all)
	if err != nil {
		t.Fatal(err)
	}
	return result
}

// drawStore fills a folder with findings, conversations and what they showed, and returns all that was shown.
func drawStore(r *rapid.T, dir string) *campaign.Folder {
	s := folder(r, dir)
	for range rapid.IntRange(0, 4).Draw(r, "findings") {
		put(r, s, campaign.KindFinding, finding(rapid.SampledFrom([]string{"a", "b", "c"}).Draw(r, "rule"), rapid.IntRange(1, 3).Draw(r, "plays")))
	}
	shown := map[string][]int{}
	for range rapid.IntRange(0, 12).Draw(r, "conversations") {
		name := put(r, s, campaign.KindCorpus, rapid.SliceOfN(rapid.Byte(), 1, 3).Draw(r, "conversation"))
		if rapid.IntRange(0, 9).Draw(r, "known") > 0 {
			shown[name] = rapid.SliceOfN(rapid.IntRange(1, 20), 0, 5).Draw(r, "shown")
		}
	}
	put(r, s, campaign.KindCoverage, coverage(r, rapid.IntRange(1, 50).Draw(r, "executions"), shown))
	return s
}

// world is what stores have together.
func world(t interface{ Fatal(...any) }, stores ...campaign.Store) (keys, corpus, shown map[string]bool, executions uint64) {
	keys, corpus, shown = map[string]bool{}, map[string]bool{}, map[string]bool{}
	ctx, counted, by := context.Background(), map[string]bool{}, map[string][]string{}
	for _, s := range stores {
		for _, kind := range campaign.Kinds() {
			names, err := s.List(ctx, kind)
			if err != nil {
				t.Fatal(err)
			}
			for _, name := range names {
				data, err := s.Get(ctx, kind, name)
				if err != nil {
					t.Fatal(err)
				}
				switch kind {
				case campaign.KindCorpus:
					corpus[name] = true
				case campaign.KindFinding:
					f, err := campaign.ReadFinding(data)
					if err != nil {
						t.Fatal(err)
					}
					keys[f.Key.Rule] = true
				case campaign.KindCoverage:
					entry, err := campaign.ReadCoverage(data)
					if err != nil {
						t.Fatal(err)
					}
					if !counted[name] {
						executions += entry.Executions
					}
					counted[name] = true
					for conversation, features := range entry.Shown {
						by[conversation] = append(by[conversation], "known")
						for _, f := range features {
							by[conversation] = append(by[conversation], fmt.Sprint(f))
						}
					}
				}
			}
		}
	}
	for name := range corpus {
		if by[name] == nil {
			shown["all of "+name] = true // what it shows is not known
		}
		for _, f := range by[name] {
			shown[f] = f != "known"
		}
	}
	return keys, corpus, shown, executions
}

func same(a, b map[string]bool) bool {
	for k, v := range a {
		if v && !b[k] {
			return false
		}
	}
	return len(a) >= len(b)
}

// TestNothingIsLost: whatever is gathered, all findings, all reactions and all counts are in the store, with no finding twice
// and no more conversations than before; and a second time changes nothing.
func TestNothingIsLost(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		dir, err := os.MkdirTemp(t.TempDir(), "")
		if err != nil {
			r.Fatal(err)
		}
		into := folder(r, filepath.Join(dir, "into"))
		all := []campaign.Store{into}
		for i := range rapid.IntRange(1, 3).Draw(r, "sources") {
			all = append(all, drawStore(r, filepath.Join(dir, fmt.Sprint(i))))
		}
		keys, corpus, shown, executions := world(r, all...)
		result := gather(r, into, all[1:]...)
		gotKeys, gotCorpus, gotShown, gotExecutions := world(r, into)
		if !same(keys, gotKeys) || !same(shown, gotShown) || executions != gotExecutions || result.Executions != executions {
			r.Errorf("findings %v of %v, shown %v of %v, %d of %d executions", gotKeys, keys, gotShown, shown, gotExecutions, executions)
		}
		names, _ := into.List(context.Background(), campaign.KindFinding)
		if len(names) != len(keys) || result.Fresh() != len(keys) || len(gotCorpus) > len(corpus) || result.Corpus.Added != len(gotCorpus) {
			r.Errorf("%d findings of %d keys, %d conversations of %d, %+v", len(names), len(keys), len(gotCorpus), len(corpus), result)
		}
		again := gather(r, into, all[1:]...)
		if _, c, _, _ := world(r, into); again.Fresh() != 0 || again.Corpus.Added != 0 || len(c) != len(gotCorpus) || again.Executions != executions {
			r.Errorf("again: %+v", again)
		}
	})
}

// TestFewest: of conversations that show the same, one is kept.
func TestFewest(t *testing.T) {
	s, into := folder(t, t.TempDir()), folder(t, t.TempDir())
	shown := map[string][]int{}
	for i, features := range [][]int{{1, 2, 3, 4}, {1, 2}, {3, 4}, {5}, {5, 4}, {6}, {}} {
		shown[put(t, s, campaign.KindCorpus, []byte{byte(i)})] = features
	}
	put(t, s, campaign.KindCoverage, coverage(t, 1, shown))
	if result := gather(t, into, s); result.Corpus != (merge.CorpusResult{Offered: 7, Added: 3}) {
		t.Errorf("%+v", result.Corpus)
	}
}

// TestDamaged: what is damaged is named and left out, and the rest is gathered.
func TestDamaged(t *testing.T) {
	dir := t.TempDir()
	s, into := folder(t, dir), folder(t, t.TempDir())
	put(t, s, campaign.KindFinding, finding("a", 1))
	broken := put(t, s, campaign.KindFinding, finding("b", 1))
	if err := os.WriteFile(filepath.Join(dir, campaign.KindFinding, broken), []byte("# fin"), 0o600); err != nil {
		t.Fatal(err)
	}
	odd := put(t, s, campaign.KindCoverage, []byte("no JSON"))
	result := gather(t, into, s)
	if told := strings.Join(result.Damaged, "\n"); len(result.Damaged) != 2 || !strings.Contains(told, broken) || !strings.Contains(told, odd) || result.Fresh() != 1 {
		t.Errorf("%q, %d new", told, result.Fresh())
	}
}

// TestReports: each form says what there is, new findings first.
func TestReports(t *testing.T) {
	s, into := folder(t, t.TempDir()), folder(t, t.TempDir())
	put(t, into, campaign.KindFinding, finding("a|old", 1))
	put(t, s, campaign.KindFinding, finding("b", 2))
	result := gather(t, into, s)
	for name, form := range map[string]func(*bytes.Buffer) error{
		"text": func(b *bytes.Buffer) error { return result.Text(b) },
		"md":   func(b *bytes.Buffer) error { return result.Markdown(b) },
		"json": func(b *bytes.Buffer) error { return result.JSON(b) },
	} {
		var b bytes.Buffer
		if err := form(&b); err != nil {
			t.Fatal(err)
		}
		text := b.String()
		fresh, old := strings.Index(text, "flaky, 1 of 2"), strings.Index(text, "old")
		if name == "json" {
			var back merge.Result
			if err := json.Unmarshal(b.Bytes(), &back); err != nil || len(back.Findings) != 2 || !back.Findings[0].New || back.Findings[1].New || back.Findings[0].Entry == "" {
				t.Errorf("%v\n%s", err, text)
			}
		} else if fresh < 0 || old < fresh || !strings.Contains(text, "findings 2, 1 new") {
			t.Errorf("%s:\n%s", name, text)
		}
		if name == "md" && !strings.Contains(text, `a\|old`) {
			t.Errorf("a bar ends the cell:\n%s", text)
		}
	}
}

func ExampleInto() {
	dir, err := os.MkdirTemp("", "merge")
	if err != nil {
		panic(err)
	}
	defer os.RemoveAll(dir)
	shard, err := campaign.OpenFolder(filepath.Join(dir, "shard"))
	if err != nil {
		panic(err)
	}
	all, err := campaign.OpenFolder(filepath.Join(dir, "all"))
	if err != nil {
		panic(err)
	}
	ctx := context.Background()
	if _, err := shard.Put(ctx, campaign.KindFinding, finding("9112/9.6/close", 1)); err != nil {
		panic(err)
	}
	result, err := merge.Into(ctx, all, []merge.Source{{Name: "shard", Store: shard}})
	if err != nil {
		panic(err)
	}
	fmt.Println(len(result.Findings), "findings,", result.Fresh(), "new")
	// Output: 1 findings, 1 new
}

package mutate

import (
	"fmt"
	"slices"
	"sync/atomic"

	"github.com/hangup-http/hangup/model"
	"github.com/hangup-http/hangup/model/trace/transcript"
)

// Transcripts is the killer that replays conversations and compares the whole judgement,
// message for message, with that of the original.
func Transcripts(original *model.Table, conversations []transcript.Conversation) Killer {
	type known struct {
		transcript.Conversation
		judgement string
		look      look
	}
	all := make([]known, len(conversations))
	for i, c := range conversations {
		report := transcript.Judge(original, c.Records)
		all[i] = known{c, transcript.Format(report), lookOf(c.Records, report.Verdict)}
	}
	var last atomic.Int64 // neighbouring mutants often fall to the same transcript
	return Killer{Name: "transcripts", Kind: Example, Kills: func(t *Trial) (string, bool) {
		first := int(last.Load())
		for i := range all {
			k := (first + i) % len(all)
			if !all[k].look.sees(&t.where) {
				continue
			}
			if got, failed := judgement(t.Table(), all[k].Conversation); failed || got != all[k].judgement {
				last.Store(int64(k))
				return fmt.Sprintf("%s:%d", all[k].File, all[k].Line), true
			}
		}
		return "", false
	}}
}

// judgement also fails where the table has a gap.
func judgement(table *model.Table, c transcript.Conversation) (text string, failed bool) {
	defer func() { failed = recover() != nil }()
	return transcript.Format(transcript.Judge(table, c.Records)), false
}

// Stale returns those conversations whose judgement by a table is not the one that was
// written down; killing mutants with them would prove nothing.
func Stale(t *model.Table, conversations []transcript.Conversation) []transcript.Conversation {
	return slices.DeleteFunc(slices.Clone(conversations), func(c transcript.Conversation) bool {
		got, failed := judgement(t, c)
		return !failed && got == c.Want
	})
}

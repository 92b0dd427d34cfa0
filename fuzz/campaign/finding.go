package campaign

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"strings"

	"github.com/hangup-http/hangup/corpus"
	"github.com/hangup-http/hangup/fuzz/entries"
	"github.com/hangup-http/hangup/fuzz/gen"
	"github.com/hangup-http/hangup/fuzz/play"
	"github.com/hangup-http/hangup/internal/report"
	"github.com/hangup-http/hangup/model"
)

// Key tells findings apart: two conversations that end in the same key show the same bug.
type Key struct {
	State    string `json:"state"`    // where the server had to be
	Event    string `json:"event"`    // what the client had done last
	Rule     string `json:"rule"`     // the row of the table that was broken; of troubles with the target's health, which
	Reaction string `json:"reaction"` // what the server did instead
}

// Finding is a bug that was confirmed by replay and stored.
type Finding struct {
	Key      Key    `json:"key"`
	Address  string `json:"requirement,omitempty"` // of the requirement that is broken; empty for troubles with its health
	Verdict  string `json:"verdict"`               // as in reports, or one of "died", "hangs", "leaks", "slow"
	Expected string `json:"expected,omitempty"`
	Observed string `json:"observed,omitempty"`
	// Shown of Plays replays showed it, each with the patience of the profile.
	Shown int `json:"shown"`
	Plays int `json:"plays"`

	Seed         uint64   `json:"seed"`
	Number       uint64   `json:"number"`       // of the conversation that it was found with
	Conversation []string `json:"conversation"` // what was left of it, as gen.Parse reads it; several where it takes them all

	// Text is the case file: what the fields above say as comments, the trace, and the case.
	Text []byte `json:"-"`
	// Name is that of the stored entry.
	Name string `json:"-"`
}

// Flaky tells that not every replay showed it.
func (f *Finding) Flaky() bool { return f.Shown < f.Plays }

// Unknown tells that nothing showed it again: it is only known which conversations were held last.
func (f *Finding) Unknown() bool { return f.Shown == 0 }

// mark begins the line of a case file that holds the fields of a finding.
const mark = "# finding "

// write makes the case file of what a play showed.
func (f *Finding) write(cases []corpus.Case, played *play.Played) error {
	fields, err := json.Marshal(f)
	if err != nil {
		return fmt.Errorf("writing a finding: %w", err)
	}
	var b bytes.Buffer
	fmt.Fprintf(&b, "%s%s\n#\n", mark, fields)
	if played != nil {
		var told strings.Builder
		run := report.Run{Target: "the target", Results: []report.Result{played.Result(cases[0])}}
		if err := report.Conversations(&told, &run, false); err != nil {
			return fmt.Errorf("writing a trace: %w", err)
		}
		for line := range strings.Lines(told.String()) {
			b.WriteString(strings.TrimRight("# "+strings.TrimRight(line, "\n"), " ") + "\n")
		}
	}
	b.Write(corpus.Print(cases))
	f.Text = b.Bytes()
	return nil
}

// ReadFinding reads the case file of a finding.
func ReadFinding(text []byte) (Finding, error) {
	var f Finding
	line, _, _ := bytes.Cut(text, []byte("\n"))
	fields, ok := bytes.CutPrefix(line, []byte(mark))
	if !ok {
		return f, fmt.Errorf("it is no finding: the first line does not begin with %q", mark)
	}
	if err := json.Unmarshal(fields, &f); err != nil {
		return f, fmt.Errorf("reading the fields of a finding: %w", err)
	}
	f.Text = text
	return f, nil
}

// File is a name for the case file: what is broken, and a digest.
func (f *Finding) File() string {
	digest := f.Name[:min(len(f.Name), 8)]
	return slug(f.subject()) + "-" + digest + ".case"
}

func (f *Finding) subject() string {
	if f.Address != "" {
		return f.Address
	}
	return "health/" + f.Verdict
}

func slug(name string) string {
	return strings.NewReplacer("/", "-", ".", "-").Replace(strings.ToLower(name))
}

// caseOf makes the case of what a finding is about.
func (f *Finding) caseOf(c gen.Conversation, has func(model.Handler) bool) corpus.Case {
	sum := sha256.Sum256(c.Encode())
	made := c.CaseFor("fuzz/"+slug(f.subject())+"-"+hex.EncodeToString(sum[:4]), has)
	made.Why = []string{
		fmt.Sprintf("%s: %s (in state %s; %s).", f.Verdict, f.Key.Rule, f.Key.State, f.Key.Reaction),
		fmt.Sprintf("Shown by %d of %d replays.", f.Shown, f.Plays),
	}
	if f.Address != "" {
		made.About = []string{f.Address}
		return made
	}
	made.Why = made.Why[1:]
	made.Why = append([]string{fmt.Sprintf("The target %s.", f.Key.Reaction)}, made.Why...)
	if made.About = entries.About(c); len(made.About) == 0 {
		made.About = []string{anyRequirement}
	}
	return made
}

// anyRequirement is what a case is about that follows no rule with a clause: every case is about something.
const anyRequirement = "9112/9.3/persistence"

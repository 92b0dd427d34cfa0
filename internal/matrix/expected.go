package matrix

import (
	"bufio"
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"

	"github.com/hangup-http/hangup/internal/report"
	"github.com/hangup-http/hangup/model"
)

// Expected are the violations of one server that are known.
type Expected struct {
	lines map[string]expectation // by the address of the requirement
}

type expectation struct {
	always bool // else it depends on who wins a race
	why    string
}

// ReadExpected reads a file of lines "always REQUIREMENT why" and "sometimes REQUIREMENT
// why". Empty lines and lines that begin with # say nothing.
func ReadExpected(file string) (*Expected, error) {
	e := &Expected{map[string]expectation{}}
	err := eachLine(file, func(words []string) error { return e.add(words) })
	return e, err
}

// ReadAgainst reads the expected violations of many servers: either lines as of
// [ReadExpected] with the name of the server in front, or the JSON of an earlier matrix,
// where a violation that not every run showed is one of sometimes.
func ReadAgainst(file string) (map[string]*Expected, error) {
	src, err := os.ReadFile(file)
	if err != nil {
		return nil, fmt.Errorf("reading what is expected: %w", err)
	}
	if strings.HasPrefix(strings.TrimSpace(string(src)), "{") {
		return fromJSON(file, src)
	}
	all := map[string]*Expected{}
	err = eachLine(file, func(words []string) error {
		if len(words) < 2 {
			return fmt.Errorf("want: NAME always REQUIREMENT why, or: NAME sometimes REQUIREMENT why")
		}
		if all[words[0]] == nil {
			all[words[0]] = &Expected{map[string]expectation{}}
		}
		if err := all[words[0]].add(words[1:]); err != nil {
			return fmt.Errorf("behind the name of the server, %w", err)
		}
		return nil
	})
	return all, err
}

// eachLine calls read with the words of each line that says something. Its errors get the
// position.
func eachLine(file string, read func(words []string) error) error {
	f, err := os.Open(file)
	if err != nil {
		return fmt.Errorf("reading what is expected: %w", err)
	}
	defer f.Close()
	lines := bufio.NewScanner(f)
	for number := 1; lines.Scan(); number++ {
		line := strings.TrimSpace(lines.Text())
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		if err := read(strings.Fields(line)); err != nil {
			return fmt.Errorf("%s:%d: %w", file, number, err)
		}
	}
	if err := lines.Err(); err != nil {
		return fmt.Errorf("reading what is expected, %s: %w", file, err)
	}
	return nil
}

func (e *Expected) add(words []string) error {
	if len(words) < 3 || words[0] != "always" && words[0] != "sometimes" {
		return fmt.Errorf("want: always REQUIREMENT why, or: sometimes REQUIREMENT why")
	}
	address := words[1]
	if _, twice := e.lines[address]; twice {
		return fmt.Errorf("%s stands twice: put the reasons into one line", address)
	}
	if !strings.Contains(address, "/") {
		return fmt.Errorf("%q is no requirement: `hangup requirements` lists them", address)
	}
	e.lines[address] = expectation{words[0] == "always", strings.Join(words[2:], " ")}
	return nil
}

func fromJSON(file string, src []byte) (map[string]*Expected, error) {
	var doc document
	if err := json.Unmarshal(src, &doc); err != nil {
		return nil, fmt.Errorf("reading what is expected, %s: %w", file, err)
	}
	if doc.Tool != toolName || doc.Servers == nil {
		return nil, fmt.Errorf("%s is no matrix of hangup: `hangup matrix FILE --output %[1]s` writes one", file)
	}
	all := map[string]*Expected{}
	for _, s := range doc.Servers {
		e := &Expected{map[string]expectation{}}
		for address, cell := range s.Cells {
			if cell.Verdict == model.Violation.String() {
				e.lines[address] = expectation{!cell.Flapped, "shown in " + file}
			}
		}
		all[s.Name] = e
	}
	return all, nil
}

// Why returns the reason that an expected violation was listed with.
func (s *Server) Why(address string) string {
	if s.Expected == nil {
		return ""
	}
	return s.Expected.lines[address].why
}

// Difference is a requirement on which a server is not what was expected of it.
type Difference struct {
	Requirement string
	Case        string // for an unexpected violation: the first that shows it
	Message     string // one sentence
	Replay      string // the command that plays the case again, or empty
}

// Compare returns the violations that nobody expected, and those that should always show
// and did not in every run. Of a server that was not judged whole nothing is gone.
func (s *Server) Compare() (unexpected, gone []Difference) {
	var lines map[string]expectation
	if s.Expected != nil {
		lines = s.Expected.lines
	}
	missed := map[string]int{}
	for _, run := range s.Runs {
		found := violations(run)
		for _, address := range slices.Sorted(maps.Keys(found)) {
			known := slices.ContainsFunc(unexpected, func(d Difference) bool { return d.Requirement == address })
			if _, expected := lines[address]; !expected && !known {
				unexpected = append(unexpected, found[address])
			}
		}
		for address, line := range lines {
			if _, shows := found[address]; line.always && !shows {
				missed[address]++
			}
		}
	}
	if s.Status != Judged || s.Partial {
		return unexpected, nil
	}
	for _, address := range slices.Sorted(maps.Keys(missed)) {
		gone = append(gone, Difference{
			Requirement: address,
			Message:     fmt.Sprintf("was expected and did not show in %d of %s", missed[address], count(len(s.Runs), "run", "runs")),
		})
	}
	return unexpected, gone
}

// violations returns the first finding of each requirement that a run showed broken.
func violations(run *report.Run) map[string]Difference {
	all := map[string]Difference{}
	for i := range run.Results {
		r := &run.Results[i]
		for _, f := range r.Findings {
			if _, known := all[f.Requirement.Address]; f.Verdict == model.Violation && !known {
				all[f.Requirement.Address] = Difference{f.Requirement.Address, r.Case, f.Message, r.Replay}
			}
		}
	}
	return all
}

func count(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, many)
}

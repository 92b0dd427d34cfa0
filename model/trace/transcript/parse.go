package transcript

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/hangup-http/hangup/model"
	"github.com/hangup-http/hangup/model/trace"
)

var kinds = map[string]trace.Kind{
	"half-close": trace.HalfClosed, "abort": trace.Aborted, "close-incompletely": trace.ClosedIncompletely, "open": trace.Opened,
	"FIN": trace.FIN, "FIN-no-alert": trace.FINNoAlert, "RST": trace.RST, "stop": trace.ReadStopped, "resume": trace.ReadResumed,
}

// Parse reads the records of one conversation. The first connection is opened before
// the first line. An error names the line, counted from 1.
func Parse(text string) ([]trace.Record, error) {
	records := []trace.Record{{Kind: trace.Opened}}
	at := time.Duration(0)
	number := 0
	for line := range strings.Lines(text) {
		number++
		if line = strings.TrimSpace(line); line == "" {
			continue
		}
		at += time.Millisecond
		r, pause, err := parseLine(line)
		if err != nil {
			return nil, fmt.Errorf("line %d: %s: %w", number, line, err)
		}
		at += pause
		if r.At = at; r.Kind != 0 {
			records = append(records, r)
		}
	}
	return records, nil
}

// parseLine reads one line: a record, a pause before it, or both.
func parseLine(line string) (r trace.Record, pause time.Duration, err error) {
	word, rest, _ := strings.Cut(line, " ")
	switch {
	case kinds[line] != 0:
		r.Kind = kinds[line]
	case word == "C":
		r.Kind = trace.Sent
		if r.Data, err = octets(rest); err == nil {
			r.Data, r.Uses, err = address(r.Data)
		}
	case word == "S":
		r.Kind = trace.Received
		r.Data, err = octets(rest)
	case word == "wait":
		r.Kind = trace.Waited
		r.For, err = time.ParseDuration(rest)
		pause = r.For
	case strings.HasPrefix(line, "+"):
		pause, err = time.ParseDuration(line[1:])
	default:
		err = fmt.Errorf("this is no record; those are C, S, wait, +duration, %s", strings.Join(names(), ", "))
	}
	return r, pause, err
}

func names() (all []string) {
	for k := trace.Opened; k <= trace.ReadResumed; k++ {
		for name, kind := range kinds {
			if kind == k {
				all = append(all, name)
			}
		}
	}
	return all
}

// octets reads one or more quoted strings, each of which may be repeated.
func octets(s string) (data []byte, err error) {
	for s = strings.TrimSpace(s); s != ""; s = strings.TrimSpace(s) {
		quoted, err := strconv.QuotedPrefix(s)
		if err != nil {
			return nil, fmt.Errorf("reading a quoted string: %w", err)
		}
		s = s[len(quoted):]
		part, _ := strconv.Unquote(quoted)
		times := 1
		if strings.HasPrefix(s, "*") {
			digits, rest, _ := strings.Cut(s[1:], " ")
			if times, err = strconv.Atoi(digits); err != nil || times < 0 {
				return nil, fmt.Errorf("%q is not how often a string is repeated", digits)
			}
			s = rest
		}
		data = append(data, strings.Repeat(part, times)...)
	}
	return data, nil
}

// address replaces {handler} and {handler:argument} by a path, and notes the use.
func address(s []byte) (data []byte, uses []trace.Use, err error) {
	for rest := string(s); ; {
		before, marked, ok := strings.Cut(rest, "{")
		data = append(data, before...)
		if !ok {
			return data, uses, nil
		}
		name, after, _ := strings.Cut(marked, "}")
		name, arg, _ := strings.Cut(name, ":")
		use := trace.Use{Offset: len(data)}
		if use.Handler, ok = model.ParseHandler(name); !ok {
			return nil, nil, fmt.Errorf("no handler is called %q", name)
		}
		if arg != "" {
			if use.Arg, err = strconv.Atoi(arg); err != nil {
				return nil, nil, fmt.Errorf("reading the argument of %s: %w", name, err)
			}
		}
		uses = append(uses, use)
		data = append(data, "/"+name...)
		rest = after
	}
}

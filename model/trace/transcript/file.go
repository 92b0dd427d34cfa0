package transcript

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/hangup-http/hangup/model/trace"
)

// Conversation is one transcript of a file.
type Conversation struct {
	File    string // name of the file, which is the section
	Line    int    // of the command in it
	Why     string // the comment before it
	Records []trace.Record
	Want    string // the judgement, as Format writes it
}

// ReadDir reads all files of transcripts in a folder, in the order of their names.
func ReadDir(dir string) ([]Conversation, error) {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return nil, fmt.Errorf("reading transcripts: %w", err)
	}
	var all []Conversation
	for _, e := range entries {
		text, err := os.ReadFile(filepath.Join(dir, e.Name()))
		if err != nil {
			return nil, fmt.Errorf("reading transcripts: %w", err)
		}
		more, err := read(e.Name(), string(text))
		if err != nil {
			return nil, err
		}
		all = append(all, more...)
	}
	return all, nil
}

// read splits a file at its empty lines.
func read(file, text string) (all []Conversation, err error) {
	line := 1
	for paragraph := range strings.SplitSeq(text, "\n\n") {
		c := Conversation{File: file, Line: line}
		line += strings.Count(paragraph, "\n") + 2
		body := strings.TrimLeft(paragraph, "\n")
		c.Line += len(paragraph) - len(body)
		for strings.HasPrefix(body, "#") {
			var comment string
			comment, body, _ = strings.Cut(body, "\n")
			c.Why += strings.TrimSpace(comment[1:]) + "\n"
			c.Line++
		}
		if body == "" {
			continue
		}
		records, isCommand := strings.CutPrefix(body, "judge\n")
		records, c.Want, _ = strings.Cut(records, "----\n")
		if !isCommand {
			return nil, fmt.Errorf("%s:%d: a transcript begins with the command judge", file, c.Line)
		}
		if c.Records, err = Parse(records); err != nil {
			return nil, fmt.Errorf("%s:%d: %w", file, c.Line, err)
		}
		if c.Want != "" && !strings.HasSuffix(c.Want, "\n") {
			c.Want += "\n"
		}
		all = append(all, c)
	}
	return all, nil
}

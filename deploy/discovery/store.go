package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"slices"
)

// store is the file with the results.
type store struct {
	Results []result `json:"results"`
	name    string
}

// open reads the file, which need not exist.
func open(name string) (*store, error) {
	s := &store{name: name}
	text, err := os.ReadFile(name)
	if errors.Is(err, fs.ErrNotExist) {
		return s, nil
	}
	if err == nil {
		err = json.Unmarshal(text, s)
	}
	if err != nil {
		return nil, fmt.Errorf("reading the results %s (remove it to begin anew): %w", name, err)
	}
	return s, nil
}

// add takes a result in place of an older one of the same hunt, and writes the file: whole, or
// not at all.
func (s *store) add(r result) error {
	s.Results = slices.DeleteFunc(s.Results, func(o result) bool {
		return o.Fault == r.Fault && o.Engine == r.Engine && o.Run == r.Run
	})
	s.Results = append(s.Results, r)
	file, err := os.Create(s.name + ".new")
	if err == nil {
		err = errors.Join(s.print(file), file.Close())
	}
	if err == nil {
		err = os.Rename(s.name+".new", s.name)
	}
	if err != nil {
		return fmt.Errorf("keeping the results: %w", err)
	}
	return nil
}

// print writes one result a line.
func (s *store) print(w io.Writer) error {
	text := []byte("{\"results\": [\n")
	for i, r := range s.Results {
		line, err := json.Marshal(r)
		if err != nil {
			return err
		}
		if i > 0 {
			text = append(text, ",\n"...)
		}
		text = append(text, line...)
	}
	_, err := w.Write(append(text, "\n]}\n"...))
	return err
}

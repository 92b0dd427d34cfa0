package main

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"github.com/hangup-http/hangup/internal/report"
)

// outputFlags say in which formats a report is printed, and where to.
type outputFlags struct {
	Format []string `help:"Format of the report: text, json or junit (${default}). Repeatable." enum:"text,json,junit" default:"text" placeholder:"FORMAT"`
	Output []string `help:"File for the report; the n-th --output belongs to the n-th --format. The last format goes to standard output when it has none." type:"path" placeholder:"FILE" sep:"none"`
}

// destination is one format and the file it goes to; no file means standard output.
type destination struct{ format, file string }

// destinations pairs formats with files, and refuses what could not be written
// before a run is spent on it.
func (o *outputFlags) destinations() ([]destination, error) {
	if len(o.Output) > len(o.Format) {
		return nil, usage("give one --format for each --output", "--output %s has no --format", o.Output[len(o.Format)])
	}
	if len(o.Format)-len(o.Output) > 1 {
		return nil, usage("give one --output for each --format but the last", "--format %s has no --output, and only the last format can go to standard output", o.Format[len(o.Output)])
	}
	all := make([]destination, len(o.Format))
	for i, format := range o.Format {
		all[i].format = format
		if i < len(o.Output) {
			all[i].file = o.Output[i]
			if err := writable(o.Output[i]); err != nil {
				return nil, err
			}
		}
	}
	return all, nil
}

func writable(file string) error {
	const next = "name a file in a folder that exists"
	if info, err := os.Stat(filepath.Dir(file)); err != nil {
		return usage(next, "--output %s: %w", file, err)
	} else if !info.IsDir() {
		return usage(next, "--output %s: %s is no folder", file, filepath.Dir(file))
	}
	if info, err := os.Stat(file); err == nil && info.IsDir() {
		return usage(next, "--output %s is a folder", file)
	}
	return nil
}

// printing is how the reports of one command look.
type printing struct {
	verbose, strict bool
}

// print writes the run to every destination.
func (s *surroundings) print(run *report.Run, to []destination, p printing) error {
	for _, d := range to {
		var b bytes.Buffer
		if err := render(&b, run, d.format, p, d.file == "" && s.coloured(s.stdout)); err != nil {
			return err
		}
		if err := s.deliver(b.Bytes(), d.file); err != nil {
			return usage("", "writing the %s report: %w", d.format, err)
		}
	}
	return nil
}

func render(w io.Writer, run *report.Run, format string, p printing, colour bool) error {
	switch format {
	case "json":
		return report.JSON(w, run)
	case "junit":
		return report.JUnit(w, run, p.strict)
	}
	return report.Text(w, run, report.TextOptions{Verbose: p.verbose, Color: colour})
}

func (s *surroundings) deliver(content []byte, file string) error {
	if file == "" {
		_, err := s.stdout.Write(content)
		return err
	}
	if err := os.WriteFile(file, content, 0o644); err != nil {
		return fmt.Errorf("%w", err)
	}
	return nil
}

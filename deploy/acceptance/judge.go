package main

import (
	"context"
	"encoding/json"
	"fmt"
)

var judgements = []check{{tool: "hangup", name: "check --strict", run: judge}}

// judge runs hangup check. A choice that the specification leaves open may be noted,
// anything else may not.
func judge(ctx context.Context, s *site) (string, error) {
	target := s.url
	if s.socket != "" {
		target = "unix:" + s.socket
	}
	out, _, err := execute(ctx, nil, s.hangup, "check", target, "--strict", "--profile", s.profile, "--quiet", "--confirm", "2", "--format", "json")
	if err != nil {
		return "", err
	}
	return readReport([]byte(out))
}

func readReport(text []byte) (string, error) {
	var report struct {
		Summary  map[string]int `json:"summary"`
		Findings []struct {
			Case, Verdict, Message, Replay string
		} `json:"findings"`
	}
	if err := json.Unmarshal(text, &report); err != nil {
		return "", fmt.Errorf("reading the report of hangup: %w", err)
	}
	for _, f := range report.Findings {
		if f.Verdict != "note" {
			return "", fmt.Errorf("%s in %s: %s; %s", f.Verdict, f.Case, f.Message, f.Replay)
		}
	}
	n := report.Summary
	said := fmt.Sprintf("%d violations, %d late, %d warnings, %d notes, %d inconclusive, %d skipped, %d conform",
		n["violation"], n["late"], n["warning"], n["note"], n["inconclusive"], n["skipped"], n["conforms"])
	if n["violation"]+n["late"]+n["warning"]+n["inconclusive"]+n["skipped"] > 0 || n["conforms"] == 0 {
		return "", fmt.Errorf("%s", said)
	}
	return said, nil
}

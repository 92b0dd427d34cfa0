package main

import (
	"fmt"
	"runtime/debug"
)

const release = "0.1.0-dev"

type versionCommand struct{}

func (versionCommand) Run(s *surroundings) error {
	_, err := fmt.Fprintln(s.stdout, "hangup", version())
	return err
}

// version is the release and, where the build knows it, the revision it was built from.
func version() string {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return release
	}
	settings := map[string]string{}
	for _, s := range info.Settings {
		settings[s.Key] = s.Value
	}
	revision := settings["vcs.revision"]
	if revision == "" {
		return release
	}
	revision = revision[:min(12, len(revision))]
	if settings["vcs.modified"] == "true" {
		revision += ", modified"
	}
	return release + " (" + revision + ")"
}

package main

import (
	"strings"

	"github.com/hangup-http/hangup/corpus"
	"github.com/hangup-http/hangup/model/profile"
)

// replayLine is the command that plays the case again on the same target, ready
// to be pasted into a shell.
func (f *targetFlags) replayLine(c corpus.Case, url string, p profile.Profile) string {
	name := c.Name
	if !isKnown(c, p) {
		name = c.File + ":" + c.Name
	}
	return f.replay(name, url)
}

// replay is the command that plays what name finds.
func (f *targetFlags) replay(name, url string) string {
	words := []string{"hangup", "replay", name}
	if url != "" {
		words = append(words, url)
	}
	for _, flag := range []struct{ name, value string }{
		{"--fault", f.Fault}, {"--innocent", f.Innocent}, {"--profile", f.Profile}, {"--host", f.Host},
	} {
		if flag.value != "" {
			words = append(words, flag.name, flag.value)
		}
	}
	for _, capability := range f.Capability {
		words = append(words, "--capability", capability)
	}
	if f.AllowRemote {
		words = append(words, "--allow-remote")
	}
	for i, word := range words {
		words[i] = shellQuote(word)
	}
	return strings.Join(words, " ")
}

// shellQuote quotes a word unless every shell takes it as it is.
func shellQuote(word string) string {
	plain := strings.Trim(word, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_./:@%+,=") == ""
	if plain && word != "" {
		return word
	}
	return "'" + strings.ReplaceAll(word, "'", `'\''`) + "'"
}

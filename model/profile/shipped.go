package profile

import (
	"embed"
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/hangup-http/hangup/internal/strictyaml"
)

//go:embed shipped
var shipped embed.FS

// Names returns the names of the profiles that ship, rfc first.
func Names() []string {
	entries, _ := shipped.ReadDir("shipped") // embedded: it is there
	names := []string{"rfc"}
	for _, e := range entries {
		if name, ok := strings.CutSuffix(e.Name(), ".yaml"); ok && !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	return names
}

// Shipped returns the profile of that name.
func Shipped(name string) (Profile, bool) {
	src, ok := Source(name)
	if !ok {
		return Profile{}, false
	}
	l := &loader{Reader: strictyaml.Reader{File: name + ".yaml"}, shipped: true, open: func(file string) ([]byte, error) {
		return shipped.ReadFile(path.Join("shipped", file))
	}}
	p, err := l.profile(src)
	if err != nil {
		panic(fmt.Sprintf("profile: one that ships has a mistake: %v", err))
	}
	p.Name = name
	return p, true
}

// Source returns the text of the shipped profile of that name.
func Source(name string) ([]byte, bool) {
	if strings.ContainsAny(name, "./\\") {
		return nil, false
	}
	src, err := shipped.ReadFile("shipped/" + name + ".yaml")
	return src, err == nil
}

package recipe

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

// debian begins the name of a Debian package among the needs.
const debian = "deb:"

// serverFolders are where Debian and others keep servers, which are not always in PATH.
const serverFolders = ":/usr/local/sbin:/usr/sbin:/sbin"

// SearchPath is PATH with the folders of servers behind it.
func SearchPath() string { return os.Getenv("PATH") + serverFolders }

// Missing returns the needs that this machine does not meet, in their order: a word is a
// program in SearchPath, one with a slash a file or a pattern of files, and deb:NAME an
// installed Debian package.
func (t Target) Missing() []string {
	var missing []string
	for _, need := range t.Needs {
		if !has(need) {
			missing = append(missing, need)
		}
	}
	return missing
}

func has(need string) bool {
	if name, isPackage := strings.CutPrefix(need, debian); isPackage {
		status, err := exec.Command("dpkg-query", "--show", "--showformat", "${db:Status-Status}", name).Output()
		return err == nil && strings.TrimSpace(string(status)) == "installed"
	}
	if strings.Contains(need, "/") {
		files, err := filepath.Glob(need)
		return err == nil && len(files) > 0
	}
	return Program(need) != ""
}

// Program returns the path of a program in SearchPath, or "". What has a slash is a path already.
func Program(name string) string {
	if strings.Contains(name, "/") {
		return name
	}
	for _, folder := range filepath.SplitList(SearchPath()) {
		file := filepath.Join(folder, name)
		if found, err := exec.LookPath(file); err == nil && filepath.IsAbs(file) {
			return found
		}
	}
	return ""
}

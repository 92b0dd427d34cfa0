package draw

import "strings"

// SectionURL returns where the section of a requirement can be read, or "" for an
// address that is not one of an RFC.
func SectionURL(address string) string {
	rfc, rest, _ := strings.Cut(address, "/")
	section, _, ok := strings.Cut(rest, "/")
	if !ok || strings.Trim(rfc, "0123456789") != "" {
		return ""
	}
	return "https://www.rfc-editor.org/rfc/rfc" + rfc + "#section-" + section
}

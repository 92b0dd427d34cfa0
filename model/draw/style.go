package draw

import (
	_ "embed"
	"strings"
)

// rules are the style of a drawing, one rule a line. A word behind a dollar sign is a
// colour. They hold inside the drawing only, so that a page around it keeps its own style.
//
//go:embed svg.css
var rules string

// colours holds each colour for light and for dark surroundings. Not every program
// that shows SVG knows CSS variables, so they are written out.
var colours = map[string][2]string{
	"paper": {"#ffffff", "#0d1117"},
	"card":  {"#f6f8fa", "#161b22"},
	"edge":  {"#d0d7de", "#3d444d"},
	"faint": {"#b4bcc6", "#4b535d"},
	"ink":   {"#1f2328", "#f0f6fc"},
	"soft":  {"#59636e", "#9198a1"},
	"main":  {"#1f2328", "#f0f6fc"},
	"keep":  {"#1a7f37", "#3fb950"},
	"end":   {"#bc4c00", "#f0883e"},
	"gone":  {"#8c959f", "#6e7681"},
	"hit":   {"#8250df", "#d2a8ff"},
	"never": {"#cf222e", "#ff7b72"},
}

const fonts = `.model { font-family: "Helvetica Neue", Helvetica, Arial, "Liberation Sans", sans-serif; }` + "\n"

// stylesheet returns the rules for both surroundings.
func stylesheet() string {
	var light, dark strings.Builder
	for rule := range strings.Lines(rules) {
		rule = ".model " + strings.ReplaceAll(rule, ", ", ", .model ")
		light.WriteString(coloured(rule, 0))
		if strings.Contains(rule, "$") {
			dark.WriteString(coloured(rule, 1))
		}
	}
	return fonts + light.String() + "@media (prefers-color-scheme: dark) {\n" + dark.String() + "}\n"
}

func coloured(rule string, scheme int) string {
	for name, pair := range colours {
		rule = strings.ReplaceAll(rule, "$"+name, pair[scheme])
	}
	return rule
}

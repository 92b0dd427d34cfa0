package draw

import "strings"

// widths of the printable ASCII characters in Helvetica and its metric twins, in
// thousandths of the font size. The bold face is a tenth wider.
var widths = [...]int{
	278, 278, 355, 556, 556, 889, 667, 191, 333, 333, 389, 584, 278, 333, 278, 278, // space to /
	556, 556, 556, 556, 556, 556, 556, 556, 556, 556, 278, 278, 584, 584, 584, 556, // 0 to ?
	1015, 667, 667, 722, 722, 667, 611, 778, 722, 278, 500, 667, 556, 833, 722, 778, // @ to O
	667, 778, 722, 667, 611, 722, 667, 944, 667, 667, 611, 278, 278, 278, 469, 556, // P to _
	333, 556, 556, 500, 556, 556, 278, 556, 556, 222, 222, 500, 222, 833, 556, 556, // ` to o
	556, 556, 333, 500, 278, 556, 500, 722, 500, 500, 500, 334, 260, 334, 584, // p to ~
}

// slack makes room for the fonts of systems that have no Helvetica.
const slack = 1.06

// measure returns about how wide a text is, in units of the drawing.
func measure(text string, size float64) float64 {
	sum := 0
	for _, c := range text {
		if c == '\u00a0' {
			c = ' '
		}
		if c >= ' ' && int(c-' ') < len(widths) {
			sum += widths[c-' ']
		} else {
			sum += 1000
		}
	}
	return float64(sum) * size / 1000 * slack
}

func measureBold(text string, size float64) float64 { return measure(text, size) * 1.1 }

// wrap breaks a text between words into lines that are no wider than width, except
// for a word that is.
func wrap(text string, size, width float64) []string {
	var lines []string
	line := ""
	for word := range strings.FieldsSeq(text) {
		switch longer := line + " " + word; {
		case line == "":
			line = word
		case measure(longer, size) <= width:
			line = longer
		default:
			lines = append(lines, line)
			line = word
		}
	}
	if line != "" {
		lines = append(lines, line)
	}
	return lines
}

package report

import "github.com/hangup-http/hangup/model"

// paint colours words for a terminal that allows it.
type paint bool

func (p paint) wrap(code, s string) string {
	if !p {
		return s
	}
	return "\x1b[" + code + "m" + s + "\x1b[0m"
}

func (p paint) bold(s string) string { return p.wrap("1", s) }
func (p paint) dim(s string) string  { return p.wrap("2", s) }

func (p paint) verdict(v model.Verdict, s string) string {
	switch v {
	case model.Violation:
		return p.wrap("1;31", s)
	case model.Late:
		return p.wrap("1;35", s)
	case model.Warning:
		return p.wrap("1;33", s)
	case model.Conforms:
		return p.wrap("32", s)
	}
	return p.wrap("36", s)
}

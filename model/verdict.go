package model

// Verdict is the judgement of one trace.
type Verdict uint8

// The verdicts, from best to worst. A trace has the worst one that its cheapest
// explanation needs.
const (
	Conforms     Verdict = iota
	Skipped              // the target lacks a capability that the case needs
	Note                 // a MAY choice, recorded
	Inconclusive         // the server's own right to close explains it, or runs disagree
	Warning              // a SHOULD is broken
	Late                 // a MUST was met, past its budget
	Violation            // a MUST is broken
)

var verdictNames = [...]string{
	Conforms: "conforms", Skipped: "skipped", Note: "note", Inconclusive: "inconclusive",
	Warning: "warning", Late: "late", Violation: "violation",
}

// String returns the name used in reports.
func (v Verdict) String() string { return verdictNames[v] }

// ParseVerdict finds the verdict of that name.
func ParseVerdict(name string) (Verdict, bool) {
	for v, n := range verdictNames {
		if n == name {
			return Verdict(v), true
		}
	}
	return 0, false
}

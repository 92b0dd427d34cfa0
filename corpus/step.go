package corpus

import "time"

// maxPause is the longest pause in a script: a case should end while a person still watches.
const maxPause = 30 * time.Second

// steps are the lines of a script that begin with a keyword.
var steps = map[string]func(*parser, []word) (Step, string){
	"flush":      nothing(0),
	"pause":      (*parser).pause,
	"await":      choice("await", map[string]StepKind{"": Await, "start": AwaitStart, "close": AwaitClose}),
	"half-close": nothing(HalfClose),
	"close":      nothing(Close),
	"reset":      nothing(Reset),
	"stop":       choice("stop", map[string]StepKind{"reading": StopReading}),
	"resume":     choice("resume", map[string]StepKind{"reading": ResumeReading}),
	"connect":    choice("connect", map[string]StepKind{"": Connect, "beside": ConnectBeside}),
}

// nothing is a step that takes no words.
func nothing(kind StepKind) func(*parser, []word) (Step, string) {
	return func(_ *parser, rest []word) (Step, string) {
		if len(rest) > 0 {
			return Step{}, "it takes nothing behind it: remove the rest of the line"
		}
		return Step{Kind: kind}, ""
	}
}

// choice is a step whose meaning depends on the word behind it.
func choice(key string, kinds map[string]StepKind) func(*parser, []word) (Step, string) {
	usage := map[string]string{
		"await":   "write `await`, `await start` or `await close`",
		"stop":    "write `stop reading`",
		"resume":  "write `resume reading`",
		"connect": "write `connect` or `connect beside`",
	}[key]
	return func(_ *parser, rest []word) (Step, string) {
		second := ""
		if len(rest) > 0 {
			second = rest[0].text
		}
		kind, ok := kinds[second]
		if !ok || len(rest) > 1 {
			return Step{}, usage
		}
		return Step{Kind: kind}, ""
	}
}

func (p *parser) pause(rest []word) (Step, string) {
	if len(rest) != 1 {
		return Step{}, "write how long, for example `pause 50ms`"
	}
	d, err := time.ParseDuration(rest[0].text)
	switch {
	case err != nil:
		return Step{}, "it is no duration: write for example `pause 50ms` or `pause 2s`"
	case d <= 0 || d > maxPause:
		return Step{}, "a pause lasts more than 0 and at most 30s"
	case d%time.Millisecond != 0:
		return Step{}, "a pause is a whole number of milliseconds"
	}
	return Step{Kind: Pause, Duration: d}, ""
}

// step takes a line of the script that is not data.
func (p *parser) step(key word, rest []word) {
	if p.current == nil {
		p.fail(key.column, "`%s` stands above the first case: begin with `case` and a name", key.text)
		return
	}
	step, mistake := steps[key.text](p, rest)
	switch {
	case mistake != "":
		at := key.column
		if len(rest) > 0 {
			at = rest[0].column
		}
		p.fail(at, "`%s`: %s", key.text, mistake)
	case key.text == "flush":
		p.flushSegment(key)
	default:
		p.checkFlush()
		p.current.sending = false
		p.addStep(step)
	}
}

func (p *parser) addStep(s Step) {
	s.Line, s.Comments = p.line, p.takeComments()
	p.current.Steps = append(p.current.Steps, s)
}

// flushSegment ends a segment; more data has to follow.
func (p *parser) flushSegment(key word) {
	if !p.current.sending {
		p.fail(key.column, "`flush` ends a segment and none is open: put it between two lines that begin with '>'")
		return
	}
	p.current.sending, p.current.flush = false, p.line
}

// checkFlush reports a flush with no segment behind it.
func (p *parser) checkFlush() {
	if p.current.flush != 0 {
		p.failAt(column{p.current.flush, 1}, "no segment follows this `flush`: remove it, every other step ends a segment by itself")
		p.current.flush = 0
	}
}

// send takes a line of data.
func (p *parser) send(text string) {
	if p.current == nil {
		p.fail(1, "data stands above the first case: begin with `case` and a name")
		return
	}
	if !p.current.sending {
		p.current.sending, p.current.flush = true, 0
		p.addStep(Step{Kind: Send})
	} else if len(p.comments) > 0 {
		p.failAt(column{p.comments[0].line, 1}, "a comment cannot stand inside a segment: put it above the first '>', or write `flush` below it to begin a new segment")
		p.takeComments()
	}
	last := &p.current.Steps[len(p.current.Steps)-1]
	last.Pieces = append(last.Pieces, p.data(text)...)
}

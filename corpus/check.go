package corpus

import "github.com/hangup-http/hangup/model"

// endCase checks the case that ends here, and keeps it.
func (p *parser) endCase() {
	c := p.current
	if c == nil {
		return
	}
	p.checkFlush()
	if !c.broken {
		p.checkHeader()
		p.checkNeeds()
		p.checkSize()
		p.checkScript()
	}
	p.cases = append(p.cases, c.Case)
	p.current = nil
}

func (p *parser) checkHeader() {
	at := column{p.current.Line, 1}
	if len(p.current.About) == 0 {
		p.failAt(at, "the case is about nothing: add `about` with the requirements that it can show broken")
	}
	if len(p.current.Steps) == 0 {
		p.failAt(at, "the case does nothing: add what the client sends, in lines that begin with '>'")
	}
}

// checkNeeds holds the declared capabilities against those that the script uses.
func (p *parser) checkNeeds() {
	used := map[string]bool{}
	for _, s := range p.current.Steps {
		for _, piece := range s.Pieces {
			name := piece.Handler.String()
			if piece.Handler == model.Unknown || piece.Handler == model.Answer || used[name] {
				continue
			}
			used[name] = true
			if _, declared := p.current.needs[name]; !declared {
				p.failAt(column{s.Line, 1}, "the segment asks for {%s}, which the case does not declare: add `needs %s`", name, name)
			}
		}
	}
	for _, h := range p.current.Needs {
		if !used[h.String()] {
			p.failAt(p.current.needs[h.String()], "the case never asks for {%s}: remove the word", h)
		}
	}
}

func (p *parser) checkSize() {
	total := 0
	for _, s := range p.current.Steps {
		for _, piece := range s.Pieces {
			total += len(piece.Data) * max(piece.Repeat, 1)
		}
		if total > maxOctets {
			p.failAt(column{s.Line, 1}, "up to here the case sends more than %d octets: lower a count", maxOctets)
			return
		}
	}
}

// checkScript refuses steps that a client cannot take where they stand.
func (p *parser) checkScript() {
	var writes, reads, open bool
	restart := func() { writes, reads, open = true, true, true }
	restart()
	for _, s := range p.current.Steps {
		wrong := ""
		switch s.Kind {
		case Send, HalfClose:
			if !writes {
				wrong = "the client has already closed this side: write `connect` above"
			}
			writes = writes && s.Kind == Send
		case Await, AwaitStart, AwaitClose:
			if !open || !reads {
				wrong = "nothing can come while the client does not read: write `connect` or `resume reading` above"
			}
		case Close, Reset:
			if !open {
				wrong = "the connection is already closed: write `connect` above"
			}
			writes, open = false, false
		case StopReading, ResumeReading:
			if !open || reads == (s.Kind == ResumeReading) {
				wrong = "the client already does so, or has closed: remove the step"
			}
			reads = s.Kind == ResumeReading
		case Connect, ConnectBeside:
			restart()
		}
		if wrong != "" {
			p.failAt(column{s.Line, 1}, "%s", wrong)
			return
		}
	}
}

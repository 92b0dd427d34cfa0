package wire

import "bytes"

// codings is what the Transfer-Encoding lines of a request list, in their order.
type codings struct {
	present    bool // at least one line, be it empty
	invalid    bool // a member is no transfer-coding
	final      bool // the last member is chunked
	parameters bool // chunked has parameters
	below      bool // chunked is listed and followed by another member
	unknown    bool // a coding other than chunked is listed
}

// add takes in one line. Quotes, which only a parameter can hold, make the list
// invalid: a comma between them would be read as the end of a member by some
// recipients and not by others, and no registered coding has such a parameter.
func (c *codings) add(list []byte) {
	c.present = true
	if bytes.IndexByte(list, '"') >= 0 {
		c.invalid = true
		return
	}
	for len(list) > 0 {
		var member []byte
		member, list = nextMember(list)
		if len(member) > 0 {
			c.member(member)
		}
	}
}

func (c *codings) member(member []byte) {
	name := member
	parameter := bytes.IndexByte(member, ';')
	if parameter >= 0 {
		name = trim(member[:parameter])
	}
	if len(name) == 0 || !all(name, tokenOctet) {
		c.invalid = true
	}
	c.below = c.below || c.final
	c.final = equalFold(name, "chunked")
	if c.final {
		c.parameters = c.parameters || parameter >= 0
	} else {
		c.unknown = true
	}
}

// flaw says what is wrong, beginning with what hides the end of the body.
func (c *codings) flaw() Flaw {
	switch {
	case !c.present:
		return NoFlaw
	case c.invalid:
		return BadCoding
	case !c.final || c.below:
		return CodingNotFinal
	case c.parameters:
		return CodingParameters
	case c.unknown:
		return UnknownCoding
	default:
		return NoFlaw
	}
}

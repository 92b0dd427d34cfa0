package model

// Policy is a set of choices where the specification leaves one. A machine has a
// policy; a profile forbids or requires choices of other servers.
type Policy uint32

const (
	HonourKeepAlive10 Policy = 1 << iota // persist for HTTP/1.0 clients that ask for it
	OneExchange                          // no persistence at all
	CloseAfterError                      // close after every error of the server's own
	CloseUnread                          // close rather than wait for content that 100 did not invite
	Say408                               // answer 408 before closing on a head or a body that does not come in time
	RefuseCutShort                       // answer 400 to a request that the client's FIN cuts short
	AcceptBareLF                         // take LF alone for the end of a line
	AcceptFold                           // read a folded field line as one with a space
	RequireLength                        // refuse content without Content-Length with 411
	RefuseExpectation                    // refuse an unknown expectation with 417
	OmitContinue                         // send a final response instead of 100
	CloseTooLarge                        // refuse content that is too large with 413
	ServeParallel                        // prepare answers to pipelined requests in parallel
	CloseIdle                            // close idle connections after a while
	CloseReading                         // close while a request is arriving
	SwitchProtocol                       // accept an upgrade
	numPolicies       = iota
)

// DefaultPolicy is what a server that nobody configured does.
const DefaultPolicy = HonourKeepAlive10 | CloseAfterError | CloseUnread | Say408

// Complete returns the policy with what it implies: a server without persistence closes
// after its own errors, too. A machine completes its policy by itself.
func (p Policy) Complete() Policy {
	if p&OneExchange != 0 {
		p |= CloseAfterError
	}
	return p
}

// alsoOnly marks, in a compiled row, a choice that no machine makes.
const alsoOnly Policy = 1 << 31

// Choice describes one policy.
type Choice struct {
	Policy Policy
	Name   string // as in profiles, for example keep-alive-1.0
	Cites  string // the requirement that leaves the choice
	Rule   string // what a server that makes the choice does
}

// Choices returns every policy, in the order of their bits. The slice is a copy.
func Choices() []Choice { return append([]Choice(nil), choices...) }

// LookupChoice finds a policy by its name.
func LookupChoice(name string) (Choice, bool) {
	for _, c := range choices {
		if c.Name == name {
			return c, true
		}
	}
	return Choice{}, false
}

var choices = []Choice{
	{HonourKeepAlive10, "keep-alive-1.0", "9112/9.3/http10-keep-alive", "persists for HTTP/1.0 clients that ask for keep-alive"},
	{OneExchange, "one-exchange", "9112/9.3/close-in-every-response", "closes after every response and says so in each"},
	{CloseAfterError, "close-after-error", "9112/9.6/close-after-response-close", "closes after every error of its own"},
	{CloseUnread, "close-unread", "9110/10.1.1/early-final", "closes after a final response sent instead of 100, rather than wait for the content"},
	{Say408, "say-408", "9110/15.5.9/timeout-408", "says 408 before it closes on a request that does not come in time"},
	{RefuseCutShort, "refuse-cut-short", "9112/8/error-before-close", "answers an incomplete request with an error before it closes"},
	{AcceptBareLF, "accept-bare-lf", "9112/2.2/bare-lf", "takes LF alone for the end of a line"},
	{AcceptFold, "accept-obs-fold", "9112/5.2/obs-fold", "reads a folded field line as one with a space"},
	{RequireLength, "require-length", "9112/6.3/length-required", "refuses content without Content-Length with 411"},
	{RefuseExpectation, "refuse-expectation", "9110/10.1.1/unknown-expectation", "refuses an unknown expectation with 417"},
	{OmitContinue, "omit-100", "9110/10.1.1/may-omit-100", "sends a final response instead of 100 (Continue)"},
	{CloseTooLarge, "refuse-large", "9110/15.5.14/413-may-close", "refuses content that is too large with 413"},
	{ServeParallel, "serve-parallel", "9112/9.3.2/parallel-safe-methods", "prepares answers to pipelined requests in parallel"},
	{CloseIdle, "close-idle", "9112/9.5/may-close", "closes idle connections after a while"},
	{CloseReading, "close-reading", "9112/9.5/may-close", "closes while a request is arriving"},
	{SwitchProtocol, "switch-protocol", "9110/7.8/may-ignore-upgrade", "accepts an upgrade to another protocol"},
}

// Package profile reads what a team says of its servers: how the model is to judge them
// where the RFCs leave a choice, and where their handlers are.
//
// A profile is a YAML file ([Load]), or one of those that ship ([Names]). All its parts
// are optional:
//
//	extends: strict                    # begin with a shipped profile, or a file
//	policies:                          # choices: require, forbid, allow (model.Choices)
//	  accept-bare-lf: forbid
//	levels:                            # how strongly requirements bind: MUST, SHOULD, MAY, off
//	  9112/9.6/announce-close: MUST
//	budgets:                           # how long silence may last, by kind or requirement
//	  answer: 500ms
//	requirements:                      # the team's own
//	  - address: acme/keepalive/max-100
//	    level: MUST
//	    rule: A connection serves at most 100 requests.
//	    sign: a request is answered behind the 100th response
//	    never:                         # rows of the model, in its own words
//	      - in: [responding]
//	        on: [AnswerStarts]
//	        when: {served: 100}
//	cases: [acme.case]                 # conversations that show them broken
//	host: localhost                    # the Host field to send
//	capabilities:                      # the path of each handler that cases need
//	  slow: /slow?ms={ms}
//
// [Profile.Table] edits the standard table to judge by, [Profile.Policy] is for a server
// that follows the profile, and [Profile.Patience] changes budgets. Mistakes and
// contradictions are reported with file, line and column ([Error]).
//
// In a path, {ms}, {bytes} and {key} stand for what a case fills in: how many
// milliseconds, how many octets, and a key that no other play of a case uses.
// [ParseCapability] reads one such path from a flag; [Default] promises no more than
// that GET / is answered.
//
// The package reads files and nothing else of its surroundings.
package profile

package faults

import "github.com/hangup-http/hangup/model"

// endFaults: how an exchange ends, apart from the verdict on its connection.
var endFaults = []Fault{
	{
		Name:      "vanilla-halfclose-drop",
		Class:     "half-close-drops",
		Summary:   "A client that half-closes behind its request gets no answer.",
		Mechanism: "The end of the input is taken for the end of the client, and the response is thrown away.",
		URL:       "https://github.com/enghitalo/vanilla/issues/103",
		Breaks:    []string{"9112/9.6/half-close", "9112/9.6/answer-before-close", "9112/9.6/announce-close"},
		seams: rows(model.Rule{
			In: responding, On: on(model.HalfCloses), When: model.When{Not: model.Begun},
			To: model.Closed, Do: model.Release,
		}),
	},
	{
		Name:      "czhttpd-400-then-404",
		Class:     "double-response",
		Summary:   "One request has two responses: an error, and then the answer to what was refused.",
		Mechanism: "The error is sent, and the function that handles the request goes on.",
		URL:       "https://github.com/jsks/czhttpd/issues/3",
		Breaks: []string{
			"9112/9.2/one-response", "9112/9.6/no-processing-after-own-close", "9112/6.3/invalid-length",
			"9112/6.3/chunked-not-final", "9112/9.6/no-processing-after-close",
		},
		Opposite: "mongoose-file-then-drop",
		seams: rows(model.Rule{
			In: responding, On: on(model.AnswerEnds), When: model.When{All: model.Refusing, Not: model.HadBody, Last: refused},
			To: model.Stay, Set: model.Served, Clear: model.Refusing | model.Begun | model.Announced | model.TraitHere, Do: model.Dispatch,
		}),
	},
}

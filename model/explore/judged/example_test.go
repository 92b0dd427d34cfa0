package judged_test

import (
	"fmt"

	"github.com/hangup-http/hangup/model"
	"github.com/hangup-http/hangup/model/explore/judged"
)

// A trace, as witnesses give them: a request with close, its response, and another one.
func ExampleTrace_Play() {
	response := []model.Input{{Event: model.AnswerStarts, Status: model.S2xx}, {Event: model.AnswerSaysClose}, {Event: model.AnswerHeadEnds}, {Event: model.AnswerEnds}}
	trace := judged.Trace{
		{Actor: judged.Client, Inputs: []model.Input{{Event: model.Begins}, {Event: model.SaysClose}, {Event: model.HeadEnds}}},
		{Actor: judged.Observed, Inputs: response},
		{Actor: judged.Observed, Inputs: response[:1]},
	}
	verdict, cites, _ := judged.Judgement(model.Standard, trace)
	fmt.Println(trace)
	fmt.Println(verdict, cites)
	// Output:
	// > Begins SaysClose HeadEnds < AnswerStarts(S2xx) AnswerSaysClose AnswerHeadEnds AnswerEnds < AnswerStarts(S2xx)
	// violation [9112/9.6/no-processing-after-close]
}

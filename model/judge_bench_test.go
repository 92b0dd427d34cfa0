package model_test

import (
	"testing"

	"github.com/hangup-http/hangup/model"
)

// BenchmarkJudge judges a connection of three exchanges, the last with close: twelve
// observations a client makes of each, FIN, and silence.
func BenchmarkJudge(b *testing.B) {
	request := []model.Input{{Event: model.Begins}, {Event: model.Addresses, Handler: model.Answer, Safe: true}, {Event: model.HeadEnds}}
	last := []model.Input{
		{Event: model.Begins}, {Event: model.SaysClose}, {Event: model.Addresses, Handler: model.Answer, Safe: true}, {Event: model.HeadEnds},
	}
	answer := []model.Input{
		{Event: model.AnswerStarts, Status: model.S2xx}, {Event: model.AnswerHasLength}, {Event: model.AnswerHeadEnds}, {Event: model.AnswerEnds},
	}
	lastAnswer := []model.Input{
		{Event: model.AnswerStarts, Status: model.S2xx},
		{Event: model.AnswerHasLength},
		{Event: model.AnswerSaysClose},
		{Event: model.AnswerHeadEnds},
		{Event: model.AnswerEnds},
		{Event: model.Closes},
		{Event: model.Silent},
	}
	play := func(j *model.Judge, request, answer []model.Input) {
		for _, in := range request {
			j.Client(in, 0)
		}
		for _, in := range answer {
			j.Observe(in, 0)
		}
	}
	b.ReportAllocs()
	for b.Loop() {
		j := model.NewJudge(model.Standard)
		play(j, request, answer)
		play(j, request, answer)
		play(j, last, lastAnswer)
		if v, _ := j.Verdict(); v != model.Conforms {
			b.Fatal(v)
		}
	}
}

package mutate

import (
	"github.com/hangup-http/hangup/model"
	"github.com/hangup-http/hangup/model/trace/transcript"
)

// Standard returns the killers for mutants of the standard table, cheap ones first,
// properties before examples; and the prover for them. Conversations are the transcripts
// of package trace. With deep, the explorer is among the killers: some minutes more.
func Standard(conversations []transcript.Conversation, deep bool) ([]Killer, *Prover, error) {
	prover := NewProver(model.Rules())
	walks, err := WalkKiller(model.Standard, Walks())
	if err != nil {
		return nil, nil, err
	}
	killers := []Killer{prover.LawKiller(), prover.OverdueKiller()}
	if deep {
		killers = append(killers, prover.ExplorerKiller())
	}
	return append(killers, walks, Transcripts(model.Standard, conversations)), prover, nil
}

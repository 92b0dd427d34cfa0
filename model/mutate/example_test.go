package mutate_test

import (
	"context"
	"fmt"

	"github.com/hangup-http/hangup/model"
	"github.com/hangup-http/hangup/model/mutate"
)

// The laws of the table notice, without any example, that a closed connection which
// answers is no closed connection.
func Example() {
	prover := mutate.NewProver(model.Rules())
	var mistakes []mutate.Mutant
	for _, m := range mutate.All(model.Rules()) {
		if m.Original().In == 1<<model.Closed && m.Operator == mutate.Target && m.Detail == "draining" {
			mistakes = append(mistakes, m)
		}
	}
	outcomes, err := mutate.Run(context.Background(), mistakes, mutate.Config{
		Killers: []mutate.Killer{prover.LawKiller()}, Prover: prover,
	})
	if err != nil {
		fmt.Println(err)
	}
	for _, o := range outcomes {
		fmt.Println(o.Original().Why)
		fmt.Println("killed by", o.KilledBy, "-", o.What)
	}
	// Output:
	// a new connection starts anew
	// killed by laws - anew: closed, Connects: not a new connection
	// the connection is gone
	// killed by laws - closed for good: closed, EmptyLine: something happens on a connection that is gone
}

package explore_test

import (
	"context"
	"fmt"
	"os"

	"github.com/hangup-http/hangup/model"
	"github.com/hangup-http/hangup/model/explore"
)

// A mistake in the table, and the shortest conversation that shows it.
func Example() {
	defect, _ := explore.LookupDefect("waits-for-the-head")
	result, err := explore.Run(context.Background(), explore.Options{Table: defect.Table(model.Standard)})
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, p := range result.Properties {
		if p.Name == "closed-when-the-client-stops" {
			fmt.Println(p.Holds, p.Says)
			if err := p.Breach.Print(os.Stdout); err != nil {
				fmt.Println(err)
			}
		}
	}
	// Output:
	// false A connection whose client does nothing more is closed.
	//       1  client   begins a request (Begins)
	//                   idle -> reading
	//                   a request begins
	//           and then for ever:
	//       2  clock    head timer (TimerFires)
	//                   reading -> reading
	//                   no complete request came in time [9110/15.5.9/timeout-408]
}

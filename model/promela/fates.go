package promela

import (
	"fmt"
	"slices"
	"strings"

	"github.com/hangup-http/hangup/model/explore"
)

// fateName is a fate's name as Promela can have it.
func fateName(fate string) string { return "fate_" + identifier(fate) }

// formulas prints the fates: always again, the configuration is outside of the region. Where actors are
// to be still, only configurations behind the moment when they stopped for good count.
func formulas(t *text) error {
	for _, fate := range explore.Fates() {
		region := strings.Join(guard(&fate.Region), " && ")
		for _, a := range actors {
			if slices.Contains(fate.Still, a) != (len(fate.Still) > 0 && !fair(a)) {
				return fmt.Errorf("fate %s: the export can only keep all unfair actors still, or none", fate.Name)
			}
		}
		if len(fate.Still) > 0 {
			region = "stopped && " + region
		}
		t.line("ltl %s { [] <> !(%s) } /* %s */", fateName(fate.Name), region, fate.Says)
	}
	return nil
}

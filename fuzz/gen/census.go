package gen

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"
	"text/tabwriter"
)

// Census counts what conversations have, so that a person sees what is tried, and a test
// that nothing has quietly gone missing. The zero value has counted nothing. It is not
// safe for concurrent use.
type Census struct {
	conversations int
	counts        map[string]int
}

// Add counts a conversation by its labels, and by those of the caller: a state that it has
// reached, for example. A label is a group and a name, as in "state draining".
func (n *Census) Add(c Conversation, more ...string) {
	if n.counts == nil {
		n.counts = map[string]int{}
	}
	n.conversations++
	for _, label := range c.Labels() {
		n.counts[label]++
	}
	slices.Sort(more)
	for _, label := range slices.Compact(more) {
		n.counts[label]++
	}
}

// Share returns how many of the conversations have a label, from 0 to 1.
func (n *Census) Share(label string) float64 {
	return float64(n.counts[label]) / float64(max(n.conversations, 1))
}

// String is a table with a line for each group, what is most frequent first.
func (n *Census) String() string {
	byGroup := map[string][]string{}
	for label := range n.counts {
		group, _, _ := strings.Cut(label, " ")
		byGroup[group+" "] = append(byGroup[group+" "], label)
	}
	order := slices.Clone(groups)
	for _, group := range slices.Sorted(maps.Keys(byGroup)) {
		if !slices.Contains(order, group) {
			order = append(order, group)
		}
	}
	var out strings.Builder
	fmt.Fprintf(&out, "of %d conversations, so many in a hundred have\n", n.conversations)
	table := tabwriter.NewWriter(&out, 0, 0, 2, ' ', 0)
	for _, group := range order {
		n.line(table, group, byGroup[group])
	}
	table.Flush()
	return out.String()
}

func (n *Census) line(table *tabwriter.Writer, group string, labels []string) {
	if len(labels) == 0 {
		return
	}
	slices.SortFunc(labels, func(a, b string) int {
		return cmp.Or(cmp.Compare(n.counts[b], n.counts[a]), cmp.Compare(a, b))
	})
	fmt.Fprint(table, strings.TrimSpace(group), "\t")
	for i, label := range labels {
		if i > 0 {
			fmt.Fprint(table, ", ")
		}
		fmt.Fprintf(table, "%s %.3g", strings.TrimPrefix(label, group), 100*n.Share(label))
	}
	fmt.Fprintln(table)
}

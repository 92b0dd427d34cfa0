package corpus

// Variants returns each case as it is and, behind it, once for each other way in which
// it is split. Those are called NAME-every-byte or NAME-boundaries: what a request means
// does not depend on the segments that it comes in.
func Variants(cases []Case) []Case {
	all := make([]Case, 0, len(cases))
	for _, c := range cases {
		ways := c.Also
		c.Also = nil
		all = append(all, c)
		for _, way := range ways {
			variant := c
			variant.Name, variant.Split = c.Name+"-"+way.String(), way
			all = append(all, variant)
		}
	}
	return all
}

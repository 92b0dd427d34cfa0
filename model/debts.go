package model

// Debts returns the addresses of all requirements by which the conformant servers that
// fit what was seen still have to send something, each once; nothing when one of them
// may stay silent. Owed names the likeliest of them; whoever gives each its own time has
// to wait for all.
func (j *Judge) Debts() (addresses []string) {
	if _, owed := j.Owed(); !owed {
		return nil
	}
	for i := range j.configs {
		if c := &j.configs[i]; j.quiescent(c) {
			r := j.table.Pick(c.state, Silent, c.facts, 0, c.served)
			addresses = addOnce(addresses, r.Cites)
		}
	}
	return addresses
}

func addOnce(all []string, s string) []string {
	for _, old := range all {
		if old == s {
			return all
		}
	}
	return append(all, s)
}

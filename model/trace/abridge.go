package trace

// Abridge keeps the first and the last octets of what was sent, and of what was received,
// keep of each, and drops what is between them; Omitted of a record says how
// many octets are gone. It bounds the memory of a run in which a server never stops sending.
func (t *Trace) Abridge(keep int) {
	for _, kind := range []Kind{Sent, Received} {
		t.abridge(kind, keep)
	}
}

func (t *Trace) abridge(kind Kind, keep int) {
	total := 0
	for i := range t.Records {
		if t.Records[i].Kind == kind {
			total += len(t.Records[i].Data)
		}
	}
	at := 0
	for i := range t.Records {
		r := &t.Records[i]
		if r.Kind != kind {
			continue
		}
		begin, end := at, at+len(r.Data)
		at = end
		if begin >= keep && end <= total-keep {
			r.Omitted, r.Data, r.Uses = len(r.Data), nil, nil
		}
	}
}

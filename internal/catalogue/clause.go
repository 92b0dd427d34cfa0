package catalogue

// Clause is one line of the list that the requirements were written from.
type Clause struct {
	ID      string // P1 to P15 parsing, F framing, K chunks, C connection, E expectations, U upgrades
	Address string // of the requirement
	Profile string // not empty: it is judged only under this profile
}

// Clauses returns the list in its order. The slice is a copy.
func Clauses() []Clause { return append([]Clause(nil), clauses...) }

// IDs returns the identifiers of the clauses that became this requirement.
func IDs(address string) (ids []string) {
	for _, c := range clauses {
		if c.Address == address {
			ids = append(ids, c.ID)
		}
	}
	return ids
}

var clauses = []Clause{
	{ID: "P1", Address: "9112/2.2/leading-empty-line"},
	{ID: "P2", Address: "9112/2.2/bare-lf"},
	{ID: "P3", Address: "9112/2.2/bare-cr"},
	{ID: "P4", Address: "9112/2.2/space-before-first-field"},
	{ID: "P5", Address: "9112/2.2/not-http"},
	{ID: "P6", Address: "9112/3/long-method"},
	{ID: "P7", Address: "9112/3/long-target"},
	{ID: "P8", Address: "9112/3/request-line-8000"},
	{ID: "P9", Address: "9112/3.2/invalid-request-line"},
	{ID: "P10", Address: "9112/3.2/host"},
	{ID: "P11", Address: "9112/3.2.2/absolute-form"},
	{ID: "P12", Address: "9112/5.1/space-before-colon"},
	{ID: "P13", Address: "9112/5.2/obs-fold"},
	{ID: "P14", Address: "9110/6.2/later-minor-version"},
	{ID: "P15", Address: "9110/6.2/own-version"},

	{ID: "F1", Address: "9112/6.1/chunked"},
	{ID: "F2", Address: "9112/6.1/unknown-coding"},
	{ID: "F3", Address: "9112/6.1/close-after-both-lengths"},
	{ID: "F4", Address: "9112/6.3/coding-overrides-length"},
	{ID: "F5", Address: "9112/6.1/coding-in-1.0"},
	{ID: "F6", Address: "9112/6.1/no-coding-to-1.0"},
	{ID: "F7", Address: "9112/6.1/no-coding-in-bodyless"},
	{ID: "F8", Address: "9112/6.2/no-length-with-coding"},
	{ID: "F9", Address: "9112/6.3/bodyless-response"},
	{ID: "F10", Address: "9112/6.3/chunked-not-final"},
	{ID: "F11", Address: "9112/6.3/invalid-length"},
	{ID: "F12", Address: "9112/6.3/no-length-no-body"},
	{ID: "F13", Address: "9112/6.3/delimited-response"},
	{ID: "F14", Address: "9112/6.3/length-required"},
	{ID: "F15", Address: "9110/8.6/huge-length"},
	{ID: "F16", Address: "9110/8.6/no-length-in-bodyless"},
	{ID: "F17", Address: "9112/8/incomplete-body"},

	{ID: "K1", Address: "9112/7.1/chunks"},
	{ID: "K2", Address: "9112/7.1/chunk-size-overflow"},
	{ID: "K3", Address: "9112/7.1.1/unknown-extension"},
	{ID: "K4", Address: "9112/7.1.1/long-extension"},
	{ID: "K5", Address: "9112/7.1/invalid-chunk"},
	{ID: "K6", Address: "9112/7.1.2/trailer-fields"},
	{ID: "K7", Address: "9112/7.1/coding-parameters"},

	{ID: "C1", Address: "9112/9.3/persistence"},
	{ID: "C2", Address: "9112/9.3/close-in-every-response"},
	{ID: "C3", Address: "9112/9.3/http10-closes"},
	{ID: "C4", Address: "9112/9.3/http10-keep-alive"},
	{ID: "C5", Address: "9112/9.3/close-beats-keep-alive"},
	{ID: "C6", Address: "9112/9.3/read-body-or-close"},
	{ID: "C7", Address: "9110/7.6.1/connection-options"},
	{ID: "C8", Address: "9110/7.6.1/listed-in-connection"},
	{ID: "C9", Address: "9112/9.3.2/response-order"},
	{ID: "C10", Address: "9112/9.3.2/parallel-safe-methods"},
	{ID: "C11", Address: "9112/9.2/one-response"},
	{ID: "C12", Address: "9112/9.6/close-after-request-close"},
	{ID: "C13", Address: "9112/9.6/response-says-close"},
	{ID: "C14", Address: "9112/9.6/no-processing-after-close"},
	{ID: "C15", Address: "9112/9.6/close-after-response-close"},
	{ID: "C16", Address: "9112/9.6/no-processing-after-own-close"},
	{ID: "C17", Address: "9112/9.6/announce-close"},
	{ID: "C18", Address: "9112/9.6/answer-before-close"},
	{ID: "C19", Address: "9112/9.6/staged-close"},
	{ID: "C20", Address: "9112/9.6/half-close"},
	{ID: "C21", Address: "9112/9.5/graceful-timeout"},
	{ID: "C22", Address: "9112/9.5/notice-close"},
	{ID: "C23", Address: "9112/9.5/sustain"},
	{ID: "C24", Address: "9112/9.5/may-close"},
	{ID: "C25", Address: "9110/15.5.9/timeout-408"},
	{ID: "C26", Address: "9112/8/error-before-close"},
	{ID: "C27", Address: "9110/15.5.14/413-may-close"},
	{ID: "C28", Address: "9112/9.8/closure-alert"},
	{ID: "C29", Address: "9112/9.8/incomplete-close"},
	{ID: "C30", Address: "9112/9.3/proxy-http10", Profile: "proxy"},

	{ID: "E1", Address: "9110/10.1.1/expect-case"},
	{ID: "E2", Address: "9110/10.1.1/expect-in-1.0"},
	{ID: "E3", Address: "9110/15.2/no-1xx-to-1.0"},
	{ID: "E4", Address: "9110/10.1.1/respond-at-once"},
	{ID: "E5", Address: "9110/10.1.1/no-wait-for-content"},
	{ID: "E6", Address: "9110/10.1.1/may-omit-100"},
	{ID: "E7", Address: "9110/10.1.1/final-after-100"},
	{ID: "E8", Address: "9110/10.1.1/early-final"},
	{ID: "E9", Address: "9110/10.1.1/unknown-expectation"},
	{ID: "E10", Address: "9110/15.2/interim-ends-at-empty-line"},

	{ID: "U1", Address: "9110/7.8/upgrade-in-1.0"},
	{ID: "U2", Address: "9110/15.2.2/101-names-protocol"},
	{ID: "U3", Address: "9110/7.8/only-offered"},
	{ID: "U4", Address: "9110/15.5.22/426-names-protocol"},
	{ID: "U5", Address: "9110/7.8/100-before-101"},
	{ID: "U6", Address: "9110/7.8/upgrade-listed"},
	{ID: "U7", Address: "9110/7.8/may-ignore-upgrade"},
}

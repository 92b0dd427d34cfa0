package faults

// chunkFaults: chunks are decoded to something else than was sent, or not at all.
var chunkFaults = []Fault{
	{
		Name:      "hyper-cve-2021-32714",
		Class:     "chunk-size-lenient",
		Summary:   "A chunk-size past 64 bits is a small one.",
		Mechanism: "Digits are shifted in, and the first ones out.",
		URL:       "https://nvd.nist.gov/vuln/detail/CVE-2021-32714",
		Breaks:    []string{"9112/7.1/chunk-size-overflow"},
		seams:     readAs(`\r\n1[0-9A-Fa-f]*([0-9A-Fa-f]{16})\r\n`, "\r\n$1\r\n"),
	},
	{
		Name:      "jetty-cve-2017-7657",
		Class:     "chunk-size-lenient",
		Summary:   "A chunk-size past 32 bits is a small one.",
		Mechanism: "The size is an int.",
		URL:       "https://nvd.nist.gov/vuln/detail/CVE-2017-7657",
		Breaks:    []string{"9112/7.1/chunk-size-overflow", "9112/8/incomplete-body"},
		seams:     readAs(`\r\n1([0-9A-Fa-f]{8})\r\n`, "\r\n$1\r\n"),
	},
	{
		Name:      "hotaru-extension-refused",
		Class:     "chunk-ext",
		Summary:   "A chunk with an extension is refused.",
		Mechanism: "The whole line is read as a number.",
		URL:       "https://github.com/Field-of-Dream-Studio/hotaru/issues/31",
		Breaks:    []string{"9112/7.1.1/unknown-extension"},
		Opposite:  "puma-cve-2024-21647",
		seams:     readAs(`(\r\n[0-9A-Fa-f]+);`, "$1,"),
	},
	{
		Name:      "reactphp-chunk-leading-zeros",
		Class:     "chunk-size-lenient",
		Summary:   "A chunk-size with leading zeros is refused.",
		Mechanism: "The number is written again, and has to be the same.",
		URL:       "https://github.com/reactphp/http/pull/135",
		Breaks:    []string{"9112/7.1/chunks"},
		seams:     readAs(`\r\n0[0-9A-Fa-f]{1,3}\r\n`, "\r\n@\r\n"),
	},
}

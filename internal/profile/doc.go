// Package profile says where the handlers of a target are: which path answers
// slowly, which echoes, which never reads a body.
//
// A profile comes from a YAML file, from --capability flags, or is one of the two
// built in: [Default], which only expects the URL itself to answer GET, and [Full], the
// paths of the built-in server.
//
//	host: localhost          # optional: the Host field to send
//	capabilities:
//	  answer: /
//	  slow: /slow?ms={ms}    # {ms}: milliseconds
//	  size: /size?bytes={bytes}
//	  count: /count?key={key}
package profile

// Package profile says where a target's handlers are: for each capability that
// cases may need, the path at which the target offers it.
//
// A profile comes from a YAML file ([Load]), from flags ([ParseCapability]), or is
// the [Default], which promises no more than that GET / is answered:
//
//	# where the handlers are
//	host: localhost          # optional: the Host field to send
//	capabilities:
//	  answer: /
//	  slow: /slow?ms={ms}
//	  size: /octets/{bytes}
//	  count: /count?key={key}
//
// In a path, {ms}, {bytes} and {key} stand for what a case fills in: how many
// milliseconds, how many octets, and a key that no other play of a case uses.
package profile

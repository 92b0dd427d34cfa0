// Package nightly is one night of fuzzing: every native fuzz target of some packages and some live servers share
// a budget, canaries prove that bugs would be found, and the night is compared with those before it.
//
//	config, err := nightly.Load("nightly.yaml")
//	night, err := nightly.Run(ctx, config, told)
//	err = night.Write("report")
//
// Targets are found by parsing test files, so that one that was renamed is missed and not passed over.
// All that is remembered stands in one folder ([Config.History]): nights as JSON, the cache of each target, inputs that
// failed, the campaign of each server, and the night that is going on, which another run takes up when this one is killed.
//
// docs/nightly.md is the guide.
package nightly

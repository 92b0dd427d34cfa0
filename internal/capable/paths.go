package capable

import "github.com/hangup-http/hangup/model"

var paths = map[model.Handler]string{
	model.Answer:      "/",
	model.Slow:        "/slow?ms={ms}",
	model.Read:        "/read",
	model.Echo:        "/echo",
	model.Ignore:      "/ignore",
	model.Size:        "/size?bytes={bytes}",
	model.Stream:      "/stream",
	model.Closing:     "/close",
	model.NoContent:   "/no-content",
	model.NotModified: "/not-modified",
	model.Count:       "/count?key={key}",
}

// Paths returns the path of each capability in the form of a profile, with the
// placeholders {ms}, {bytes} and {key} where the capability takes an argument.
// The map is a copy.
func Paths() map[model.Handler]string {
	all := make(map[model.Handler]string, len(paths))
	for h, path := range paths {
		all[h] = path
	}
	return all
}

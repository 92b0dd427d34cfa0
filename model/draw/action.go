package draw

import "github.com/hangup-http/hangup/model"

// actionNames holds every action with its identifier and how a drawing says it.
var actionNames = []struct {
	action       model.Action
	name, phrase string
}{
	{model.Dispatch, "Dispatch", "run the handler"},
	{model.Refuse, "Refuse", "answer with an error"},
	{model.Send100, "Send100", "send 100"},
	{model.Next, "Next", "go on with what waits"},
	{model.Discard, "Discard", "discard"},
	{model.Hold, "Hold", "hold it back"},
	{model.FinishFIN, "FinishFIN", "send FIN"},
	{model.Release, "Release", "release"},
}

// actions returns the identifiers of a set of actions.
func actions(a model.Action) []string {
	names := []string{}
	for _, n := range actionNames {
		if a&n.action != 0 {
			names = append(names, n.name)
		}
	}
	return names
}

// doing says what a set of actions does.
func doing(a model.Action) string {
	said := ""
	for _, n := range actionNames {
		if a&n.action == 0 {
			continue
		}
		if said != "" {
			said += ", "
		}
		said += n.phrase
	}
	return said
}

package judged

import "github.com/hangup-http/hangup/model"

// scopes returns what is explored: small ones for tests, larger ones for the command.
func scopes(large bool) []Scope {
	all := []Scope{
		{
			Name: "pipelining", First: shapes(plain, closing, upload, ignored), Then: shapes(plain, closing), Requests: 2, Connections: 1, Odd: 1,
			Client: MayHalfClose, Statuses: fewStatuses,
		},
		{
			Name: "connections", First: shapes(plain, closing), Requests: 1, Connections: 4, Odd: 1,
			Client: MayAbort, Statuses: fewStatuses[:1],
		},
		{
			Name: "reading stops", First: shapes(plain, upload), Then: shapes(plain), Requests: 2, Connections: 1, Odd: 1,
			Client: MayStopReading, Statuses: fewStatuses,
		},
		{
			Name: "requests", First: essentials.ordinary(), Then: shapes(plain), Requests: 2, Connections: 1, Odd: 0,
			Statuses: fewStatuses,
		},
		{
			Name: "remarkable requests", First: append(remarkable(model.Connects), tangled()...), Then: shapes(plain), Requests: 2,
			Connections: 1, Odd: 1, Statuses: fewStatuses,
		},
		{
			Name: "expectations", Requests: 1, Connections: 1, Odd: 2, Statuses: fewStatuses,
			First: shapes(
				Head{Expect: model.Expects, Framing: ByLength}, Head{Expect: model.ExpectsOddly, Framing: ByLength},
				Head{Expect: model.Expects, Old: true, Framing: ByLength}, Head{Trait: model.Upgrades, Expect: model.Expects, Framing: ByLength},
			),
		},
		{
			Name: "statuses", First: remarkable(model.Connects), Requests: 1, Connections: 1, Odd: 0, Statuses: allStatuses,
		},
		{
			Name: "options", First: variety{everyOption, everyExpectation[:1], []model.Handler{model.Answer}}.ordinary(), Then: shapes(plain),
			Requests: 2, Connections: 1, Odd: 1, Statuses: []model.Status{model.S2xx, model.S408},
		},
		{
			Name: "responses", First: shapes(plain), Then: shapes(plain), Requests: 2, Connections: 1, Odd: 3,
			Statuses: []model.Status{model.S2xx, model.S204},
		},
	}
	if large {
		all[0].Requests, all[0].Odd, all[1].Odd, all[2].Odd = 3, 2, 2, 2
		all[5].Odd = 3
		all[3].First, all[3].Odd, all[3].Statuses = everything.ordinary(), 1, fewStatuses
		all[4].Statuses, all[4].Odd = allStatuses, 1
	}
	return all
}

// refinements returns the products with the machine.
func refinements(large bool) []Refinement {
	answers := []model.Status{model.S2xx, model.S4xx}
	all := []Refinement{
		{
			Name: "pipelining", Policies: []model.Policy{0, model.DefaultPolicy, everyPolicy}, First: shapes(plain, closing, upload, ignored, stranger), Then: shapes(plain), Requests: 2,
			Client: MayHalfClose, Statuses: answers, Timers: true,
		},
	}
	if large {
		all[0].Policies, all[0].Interims = policies(), true
		all = append(all,
			Refinement{
				Name: "requests", Policies: []model.Policy{0, model.DefaultPolicy, everyPolicy}, First: essentials.ordinary(), Then: shapes(plain),
				Requests: 2, Client: MayHalfClose, Statuses: answers, Timers: true,
			},
			Refinement{
				Name: "remarkable requests", Policies: []model.Policy{0, model.DefaultPolicy, everyPolicy},
				First: remarkable(model.Connects, model.SaysClose), Then: shapes(plain), Requests: 2, Client: MayHalfClose, Statuses: answers, Timers: true,
			},
		)
	}
	return all
}

// machinePolicies are those that some row of a machine asks for.
var machinePolicies = func() (bits []model.Policy) {
	for _, c := range model.Choices() {
		for _, r := range model.Rules() {
			if r.By == c.Policy {
				bits = append(bits, c.Policy)
				break
			}
		}
	}
	return bits
}()

var everyPolicy = func() (all model.Policy) {
	for _, p := range machinePolicies {
		all |= p
	}
	return all
}()

// policies returns every combination of them.
func policies() []model.Policy {
	all := []model.Policy{0}
	for _, p := range machinePolicies {
		for _, q := range all[:len(all):len(all)] {
			all = append(all, q|p)
		}
	}
	return all
}

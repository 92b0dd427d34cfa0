// Package campaign fuzzes a running HTTP/1.1 server over the network, guided by the model.
//
//	c, err := campaign.New(ctx, campaign.Config{Target: target, Store: store, Seed: 1, Duration: time.Minute})
//	status, err := c.Run(ctx)
//
// A [Source] makes conversations. They are held side by side, hundreds or thousands in flight,
// so that waiting for silence costs a place and not time, and each is judged as it
// happens. The target is not instrumented: what guides the source is what the judge saw. A conversation
// is new when a rule of the table, what the server did under it, how that reached the client and whether it came
// promptly have not been seen together before. Conversations that showed something rare are
// bred from most.
//
// What was found is first seen with little patience. It is then played again, made smaller on
// the live target, confirmed with all patience while the target is less busy, and rated. Only then it
// is stored as a case file, and only then it is told: whoever kills the process loses nothing
// that was reported. A campaign on the same [Store] goes on where the one before it was.
//
// A monitor greets the target all the while. When it has died, hangs, has become slow or keeps
// connections that its clients have closed, the monitor finds out which conversation did it,
// starts the target again if it can ([Server]), and goes on.
package campaign

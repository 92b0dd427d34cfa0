// Package automaton is the judge of package model as a deterministic automaton whose
// states are made when they are first reached: the subset construction, on demand.
//
// A [model.Judge] follows every configuration that a conformant server could be in, and does
// it anew for every trace. Few sets of configurations ever occur, and the same inputs lead from
// one to the next in a million conversations. The automaton remembers each set once, in the
// canonical form of [model.Canon], and each step between two of them, by one input or by a [Sequence] of
// them: a step that was taken before is one look-up in a table, some ten nanoseconds instead of a microsecond.
//
//	a := automaton.New(model.Standard)
//	s := a.Start()
//	var head automaton.Sequence
//	head.Add(model.Input{Event: model.Begins})
//	head.Add(model.Input{Event: model.HeadEnds})
//	s = a.Next(s, &head)
//	fmt.Println(a.Verdict(s), a.Broken(s))
//
// It gives the verdict, whether it is broken, and what is owed. It does not know why: whoever
// wants to know judges the trace again, with package trace.
package automaton

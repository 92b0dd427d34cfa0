// Package promela prints the machine in its closed environment as a program in Promela, the language of the model checker
// SPIN, so that the explorer is not its own witness.
//
// # What corresponds to what
//
// The program is printed from rows (model.Rule) and moves (explore.Move), as data. Nothing of the compiled table and nothing of
// the explorer's stepping is called: a mistake in either shows as a difference.
//
//   - The state, the reason, the trait and the status are variables; each flag is a bit. They, and the
//     phases and flags of the world, are the whole state of the program: one state that SPIN stores is one
//     configuration of the explorer, the initial one included, and their numbers are equal.
//   - Each move is one indivisible step: a guard, then what the input says of itself, then the rows of the machine's state on that
//     input, tried in their order. Choices are settled as the machine with its policy settles them.
//     A move that the table forbids is not made; SPIN counts one transition more than the explorer, the way into the initial state.
//   - A law about steps is an assertion in each row that could break it. A law about configurations
//     is a step of its own that only a broken law enables, so that it adds no configuration. The
//     assertion that fails has the law's name.
//   - Searched breadth first, the depth is that of the explorer.
//   - A promise is a formula. Server, handler and clock are processes of their own then, and weak fairness of SPIN is
//     the fairness that the explorer states. Client and operator share a process that may always do nothing.
//
// docs/spin.md shows the comparison; deploy/spin/check makes it.
package promela

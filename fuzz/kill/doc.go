// Package kill measures the cases: it plays them on every server of the fault bank, and on
// every innocent, and says which case kills which fault.
//
//	m, err := kill.Run(ctx, kill.Options{Suspects: kill.Bank()})
//	kill.Text(os.Stdout, m)
//
// A fault is killed when a case finds it by a requirement that it breaks, and wrongly
// accused when a case blames another one. An innocent is a behaviour that looks odd and
// that the RFCs allow: whoever accuses it raises a false alarm. The matrix also says what
// each requirement and each case is worth: which faults nothing else would find.
//
// In memory, each suspect is played in a bubble of testing/synctest, whose clock is not
// that of the wall: timeouts take no time, and a busy machine makes no server late. A program
// that uses this package has the flags of package testing in [flag.CommandLine] (see package
// bubble). On sockets the suspects are played side by side, since most of the
// time is spent waiting, and every finding is confirmed; a wrong accusation once more, when
// no other suspect keeps the machine busy.
//
// docs/mutants.md is the matrix in memory of all faults and innocents, as it was when somebody wrote it last: the faults that are races
// are found by another case now and then, so that no two runs agree in every letter.
package kill

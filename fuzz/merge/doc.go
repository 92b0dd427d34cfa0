// Package merge gathers what campaigns have found in several stores into one.
//
//	result, err := merge.Into(ctx, store, []merge.Source{{Name: "one", Store: one}, {Name: "two", Store: two}})
//	err = result.Text(os.Stdout)
//
// A finding is never dropped: of several that show the same, the store gets one. Of the conversations in the corpora it gets so many that each reaction
// that a server ever showed, and each rule with it, is still shown by one of them.
//
// Nothing is changed or removed, neither in the sources nor in the store, so that all of them may be in use, and a merge
// that is interrupted can be begun again. Gathering twice changes nothing. To make a store small, gather it into a new one.
package merge

// Package store opens what a campaign remembers where many campaigns can share it.
//
//	s, err := store.Open(ctx, "s3://corpus?region=eu-central-1&prefix=acme/")
//	defer s.Close()
//
// [Open] takes a folder or the address of an object store. What object stores need is not linked here: the
// program hangup-store opens them, a module of its own, which is started as a child process.
//
// [Mirror] keeps a folder and a shared store the same in the background. A campaign that works on it waits for
// the folder only: it is not slowed down by a slow store, loses nothing when it is killed while the store is
// away, and sees what others have put there.
//
// The shape of a store is that of [campaign.Store]: entries of a kind, named by the SHA-256 of their content, that
// nobody changes or removes. So writers need not know of each other.
package store

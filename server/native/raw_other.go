//go:build !unix

package native

// rawSocket is for systems whose sockets can be read without waiting.
type rawSocket struct{}

type attempts struct{}

func newRawSocket(*threaded) *rawSocket { return nil }

func (*rawSocket) read() (int, error)              { panic("native: no raw sockets here") }
func (*rawSocket) write([]byte, bool) (int, error) { panic("native: no raw sockets here") }

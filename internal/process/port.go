package process

import (
	"errors"
	"math/rand/v2"
	"net"
	"strconv"
	"sync"
	"time"
)

// Ports from which FreePort takes one. A system gives out others by itself, to clients and
// to those who listen on port 0: from 32768 on Linux, from 49152 elsewhere. A port that
// was one of those would often be somebody else's before the server has it.
const (
	firstPort = 20000
	lastPort  = 32767
)

// given are the ports that were returned. The server may not have its own yet when the
// next one is looked for.
var given sync.Map

// FreePort returns a port at 127.0.0.1 where nobody listens, for a server that is about to
// be started. It returns each port once. It is safe for concurrent use.
func FreePort() (int, error) {
	var last error
	for range lastPort - firstPort {
		port := firstPort + rand.IntN(lastPort-firstPort+1)
		if _, twice := given.LoadOrStore(port, true); twice {
			continue
		}
		if last = free(port); last == nil {
			return port, nil
		}
	}
	return 0, errors.Join(errors.New("no port is free"), last)
}

// answers is how long a system may take to tell that nobody listens; most tell at once.
const answers = 100 * time.Millisecond

// free listens at a port for a moment, and then looks whether it is given back: a process that is started meanwhile holds it too,
// until it runs its own program.
func free(port int) error {
	address := net.JoinHostPort("127.0.0.1", strconv.Itoa(port))
	l, err := net.Listen("tcp", address)
	if err != nil {
		return err
	}
	if err := l.Close(); err != nil {
		return err
	}
	c, err := net.DialTimeout("tcp", address, answers)
	if err != nil {
		return nil
	}
	return errors.Join(errors.New("somebody holds it"), c.Close())
}

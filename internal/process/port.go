package process

import (
	"errors"
	"math/rand/v2"
	"net"
	"strconv"
	"sync"
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
		l, err := net.Listen("tcp", net.JoinHostPort("127.0.0.1", strconv.Itoa(port)))
		if err == nil {
			return port, l.Close()
		}
		last = err
	}
	return 0, errors.Join(errors.New("no port is free"), last)
}

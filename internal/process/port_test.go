package process_test

import (
	"net"
	"strconv"
	"sync"
	"testing"

	"github.com/hangup-http/hangup/internal/process"
)

// Many who look for a port at once get different ones, on which they can listen.
func TestFreePort(t *testing.T) {
	const many = 50
	ports := make([]int, many)
	var looking sync.WaitGroup
	for i := range ports {
		looking.Go(func() {
			port, err := process.FreePort()
			if err != nil {
				t.Error(err)
			}
			ports[i] = port
		})
	}
	looking.Wait()
	for i, port := range ports {
		l, err := net.Listen("tcp", "127.0.0.1:"+strconv.Itoa(port))
		if err != nil {
			t.Errorf("the port of number %d, among %v: %v", i, ports, err)
			continue
		}
		defer l.Close()
	}
}

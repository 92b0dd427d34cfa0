package campaign

import (
	"bufio"
	"encoding/hex"
	"fmt"
	"net"
	"os"
	"slices"
	"strconv"
	"strings"

	"github.com/hangup-http/hangup/fuzz/play"
)

// closeWait is the state of a connection whose other side has closed, in /proc/net/tcp.
const closeWait = "08"

// halfClosed returns the addresses of the clients of connections that the target has not closed
// though its clients have.
func halfClosed(t play.Target) (map[string]bool, error) {
	port, err := portOf(t)
	if err != nil {
		return nil, err
	}
	clients := map[string]bool{}
	for _, name := range []string{"/proc/net/tcp", "/proc/net/tcp6"} {
		if err := readSockets(name, port, clients); err != nil {
			return nil, err
		}
	}
	return clients, nil
}

func readSockets(name, port string, clients map[string]bool) error {
	file, err := os.Open(name)
	if err != nil {
		return fmt.Errorf("reading the sockets of this machine: %w", err)
	}
	defer file.Close()
	lines := bufio.NewScanner(file)
	for lines.Scan() {
		fields := strings.Fields(lines.Text()) // number, local, remote, state ...
		if len(fields) < 4 || fields[3] != closeWait {
			continue
		}
		_, local, ok := readAddress(fields[1])
		host, remote, also := readAddress(fields[2])
		if ok && also && local == port {
			clients[net.JoinHostPort(host, remote)] = true
		}
	}
	return lines.Err()
}

// readAddress reads 0100007F:1F90: each word of four octets is in the order of the machine.
func readAddress(text string) (host, port string, ok bool) {
	address, number, _ := strings.Cut(text, ":")
	octets, err := hex.DecodeString(address)
	n, portErr := strconv.ParseUint(number, 16, 16)
	if err != nil || portErr != nil || len(octets)%4 != 0 {
		return "", "", false
	}
	for word := range slices.Chunk(octets, 4) {
		slices.Reverse(word)
	}
	return net.IP(octets).String(), strconv.FormatUint(n, 10), true
}

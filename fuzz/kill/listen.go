package kill

import (
	"fmt"
	"net"
	"os"
	"path/filepath"
)

// listen listens on a network, tcp or unix, and says how to reach that. The socket of a unix listener
// goes when that is closed; its folder is removed with it.
func listen(network string) (l net.Listener, url string, err error) {
	if network == "tcp" {
		l, err = net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			return nil, "", fmt.Errorf("listening for a suspect: %w", err)
		}
		return l, "http://" + l.Addr().String(), nil
	}
	dir, err := os.MkdirTemp("", "hangup-")
	if err != nil {
		return nil, "", fmt.Errorf("making a folder for a socket: %w", err)
	}
	name := filepath.Join(dir, "s")
	l, err = net.Listen("unix", name)
	if err != nil {
		_ = os.RemoveAll(dir) // the error that counts is the other one
		return nil, "", fmt.Errorf("listening for a suspect: %w", err)
	}
	return &inFolder{l, dir}, "unix:" + name, nil
}

type inFolder struct {
	net.Listener
	dir string
}

func (l *inFolder) Close() error {
	err := l.Listener.Close()
	_ = os.RemoveAll(l.dir) // an empty folder in the temporary one does no harm
	return err
}

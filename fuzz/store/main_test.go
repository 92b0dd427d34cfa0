package store_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/rpc"
	"net/rpc/jsonrpc"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/hangup-http/hangup/fuzz/campaign"
	"github.com/hangup-http/hangup/fuzz/store"
)

// TestMain makes the test binary the program that opens object stores, too: started as
// hangup-store s3://DIR it keeps the entries in a folder.
func TestMain(m *testing.M) {
	if filepath.Base(os.Args[0]) != store.Driver {
		os.Exit(m.Run())
	}
	if err := serve(strings.TrimPrefix(os.Args[1], "s3://")); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(2)
	}
}

func serve(dir string) error {
	if strings.HasPrefix(dir, "refused") {
		return errors.New("hangup-store: nobody knows that bucket")
	}
	f, err := campaign.OpenFolder(dir)
	if err != nil {
		return err
	}
	s := rpc.NewServer()
	if err := s.RegisterName("Store", &service{f, dir}); err != nil {
		return err
	}
	s.ServeCodec(jsonrpc.NewServerCodec(struct {
		io.Reader
		io.WriteCloser
	}{os.Stdin, os.Stdout}))
	return nil
}

type service struct {
	f   *campaign.Folder
	dir string
}

// Entry is the argument of every call.
type Entry struct {
	Kind, Name string
	Data       []byte
}

func (s *service) Put(e Entry, name *string) (err error) {
	if string(e.Data) == "die" {
		fmt.Fprintln(os.Stderr, "hangup-store: it was told to")
		os.Exit(3)
	}
	*name, err = s.f.Put(context.Background(), e.Kind, e.Data)
	return err
}

// Get looks at nothing, as an object store does.
func (s *service) Get(e Entry, data *[]byte) (err error) {
	*data, err = os.ReadFile(filepath.Join(s.dir, e.Kind, e.Name))
	return err
}

func (s *service) List(e Entry, names *[]string) (err error) {
	*names, err = s.f.List(context.Background(), e.Kind)
	return err
}

// withDriver puts the test binary into PATH, under the name of the program.
func withDriver(t *testing.T) {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	if err := os.Symlink(self, filepath.Join(dir, store.Driver)); err != nil {
		t.Skipf("no link can be made: %v", err)
	}
	t.Setenv("PATH", dir)
}

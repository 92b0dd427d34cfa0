// Hangup-store opens an object store for hangup: s3://, gs:// and azblob://. It is a program and a
// module of its own, so that who does not keep a corpus there never downloads, builds or links what those
// three need.
//
//	hangup-store 's3://bucket?region=eu-central-1'
//
// It speaks JSON-RPC 1.0 on standard input and output, one object for each call: Store.Put with a kind and
// data returns a name, Store.Get with a kind and a name returns data, Store.List with a kind returns
// names. Octets are base64, as encoding/json writes them. It ends with its standard input. Package
// github.com/hangup-http/hangup/fuzz/store is the other side.
//
// Who may read and write is told as each of the clouds has it told: AWS_ACCESS_KEY_ID and the like, GOOGLE_APPLICATION_CREDENTIALS,
// AZURE_STORAGE_ACCOUNT. Query parameters are those of gocloud.dev/blob; prefix works with all.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/rpc"
	"net/rpc/jsonrpc"
	"os"
	"os/signal"

	"gocloud.dev/blob"
	_ "gocloud.dev/blob/azureblob"
	_ "gocloud.dev/blob/gcsblob"
	_ "gocloud.dev/blob/s3blob"
)

func main() {
	if len(os.Args) != 2 {
		fmt.Fprintln(os.Stderr, "hangup-store: usage: hangup-store ADDRESS; hangup starts it for --store and hangup merge")
		os.Exit(2)
	}
	signal.Ignore(os.Interrupt) // Ctrl-C is for hangup, which has something left to store then
	if err := serve(context.Background(), os.Args[1]); err != nil {
		fmt.Fprintln(os.Stderr, "hangup-store:", err)
		os.Exit(2)
	}
}

// serve answers calls until standard input ends.
func serve(ctx context.Context, address string) error {
	url, err := addressed(address)
	if err != nil {
		return err
	}
	b, err := blob.OpenBucket(ctx, url)
	if err != nil {
		return fmt.Errorf("opening %s: %w", address, err)
	}
	defer b.Close()
	ctx, cancel := context.WithCancel(ctx)
	defer cancel() // what is under way when hangup ends
	s := rpc.NewServer()
	if err := s.RegisterName("Store", &Bucket{ctx, b}); err != nil {
		return fmt.Errorf("serving: %w", err)
	}
	s.ServeCodec(jsonrpc.NewServerCodec(pipes{os.Stdin, os.Stdout}))
	return nil
}

// pipes are standard input and output as one.
type pipes struct {
	io.Reader
	out *os.File
}

func (p pipes) Write(data []byte) (int, error) { return p.out.Write(data) }
func (p pipes) Close() error                   { return errors.Join(os.Stdin.Close(), p.out.Close()) }

package main

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"net/url"
	"path"
	"strconv"
	"time"

	"gocloud.dev/blob"
	"gocloud.dev/gcerrors"
)

// patience is how long one call to the object store may take.
const patience = time.Minute

// Bucket is what is called. Its methods may be called at once.
type Bucket struct {
	ctx context.Context
	b   *blob.Bucket
}

// Entry is the argument of every call; what a call does not need is empty.
type Entry struct {
	Kind string
	Name string
	Data []byte
}

// Put keeps data under its digest. Two writers of one name write the same, so that it does not matter who
// comes first. What is there already is read: if it is damaged, the right content takes its place.
func (b *Bucket) Put(e Entry, name *string) error {
	ctx, cancel := context.WithTimeout(b.ctx, patience)
	defer cancel()
	sum := sha256.Sum256(e.Data)
	*name = hex.EncodeToString(sum[:])
	key := path.Join(e.Kind, *name)
	err := b.upload(ctx, key, e.Data, true)
	if code := gcerrors.Code(err); code == gcerrors.FailedPrecondition || code == gcerrors.AlreadyExists {
		there, err := b.b.ReadAll(ctx, key)
		if err == nil && sha256.Sum256(there) == sum {
			return nil
		}
		return wrap("repairing", key, b.upload(ctx, key, e.Data, false))
	}
	return wrap("writing", key, err)
}

// upload writes an object whole or not at all. Upload and not WriteAll: with that, azureblob v0.47 closes a pipe that
// it has let go of when a write is refused, and panics.
func (b *Bucket) upload(ctx context.Context, key string, data []byte, fresh bool) error {
	return b.b.Upload(ctx, key, bytes.NewReader(data), &blob.WriterOptions{ContentType: "application/octet-stream", IfNotExist: fresh})
}

// Get reads an entry. Whether it is whole is seen by who asks.
func (b *Bucket) Get(e Entry, data *[]byte) (err error) {
	ctx, cancel := context.WithTimeout(b.ctx, patience)
	defer cancel()
	key := path.Join(e.Kind, e.Name)
	*data, err = b.b.ReadAll(ctx, key)
	return wrap("reading", key, err)
}

// List returns the names of a kind.
func (b *Bucket) List(e Entry, names *[]string) error {
	ctx, cancel := context.WithTimeout(b.ctx, patience)
	defer cancel()
	*names = []string{}
	all := b.b.List(&blob.ListOptions{Prefix: e.Kind + "/", Delimiter: "/"})
	for {
		object, err := all.Next(ctx)
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return wrap("listing", e.Kind, err)
		}
		if !object.IsDir {
			*names = append(*names, path.Base(object.Key))
		}
	}
}

func wrap(doing, key string, err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("%s %s: %w", doing, key, err)
}

// addressed fills in what an address of S3 leaves open. Stores of one's own, which an endpoint names, are addressed as host/bucket:
// bucket.host is a name that nobody has made there. Checksums are sent and compared only where they must be: not every such store knows
// them, and the name of an entry says more.
func addressed(address string) (string, error) {
	u, err := url.Parse(address)
	if err != nil {
		return "", fmt.Errorf("reading the address: %w", err)
	}
	if u.Scheme != "s3" {
		return address, nil
	}
	q := u.Query()
	for name, value := range map[string]string{
		"use_path_style":               strconv.FormatBool(q.Has("endpoint")),
		"request_checksum_calculation": "when_required",
		"response_checksum_validation": "when_required",
	} {
		if !q.Has(name) {
			q.Set(name, value)
		}
	}
	u.RawQuery = q.Encode()
	return u.String(), nil
}

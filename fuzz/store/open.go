package store

import (
	"context"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/hangup-http/hangup/fuzz/campaign"
)

// Store is a [campaign.Store] that has to be closed.
type Store interface {
	campaign.Store
	// Close frees what the store holds. No call may be under way.
	Close() error
}

// Schemes are the object stores that the program hangup-store opens.
func Schemes() []string { return []string{"s3", "gs", "azblob"} }

// Open opens the store at an address: a folder, file:///folder, s3://bucket, gs://bucket or azblob://container,
// with the query parameters of gocloud.dev/blob (endpoint, region, prefix and others). A folder is made when it is not there.
//
// It does not wait for an object store: whether that can be reached shows with the first call. ctx
// bounds the life of the store.
func Open(ctx context.Context, address string) (Store, error) {
	if dir, ok := Folder(address); ok {
		f, err := campaign.OpenFolder(dir)
		return folder{f}, err
	}
	scheme, _, isURL := strings.Cut(address, "://")
	switch {
	case !isURL:
		return nil, fmt.Errorf("the address of a store is empty: name a folder or an object store")
	case scheme == "file":
		return nil, fmt.Errorf("%s is no folder: write file:///folder, with three slashes and without parameters", address)
	case slices.Contains(Schemes(), scheme):
		return start(ctx, address)
	}
	return nil, fmt.Errorf("%s: no store has addresses that begin with %s://; there are folders, file:///folder, s3://bucket, gs://bucket and azblob://container", address, scheme)
}

// OpenExisting is Open for who only reads: a folder has to be there.
func OpenExisting(ctx context.Context, address string) (Store, error) {
	if dir, ok := Folder(address); ok {
		if info, err := os.Stat(dir); err != nil || !info.IsDir() {
			return nil, fmt.Errorf("there is no folder %s", dir)
		}
	}
	return Open(ctx, address)
}

// Folder returns the folder that an address names, if it names one.
func Folder(address string) (dir string, ok bool) {
	scheme, _, isURL := strings.Cut(address, "://")
	if !isURL {
		return address, address != ""
	}
	u, err := url.Parse(address)
	if scheme != "file" || err != nil || u.Host != "" || u.RawQuery != "" || u.Path == "" {
		return "", false
	}
	return filepath.FromSlash(u.Path), true
}

// folder is a campaign.Folder that can be closed.
type folder struct{ *campaign.Folder }

func (folder) Close() error { return nil }

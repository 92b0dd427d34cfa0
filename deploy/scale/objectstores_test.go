package scale_test

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// objectStores are those that are tried. Each starts one with an empty bucket and returns its address.
var objectStores = map[string]func(*testing.T) string{
	"s3": func(t *testing.T) string {
		address, _ := startS3(t, t.TempDir(), freeAddress(t))
		return address
	},
	"gs":     startGCS,
	"azblob": startAzure,
}

// startS3 starts versitygw, a gateway that keeps objects as files, on a folder.
func startS3(t *testing.T, dir, at string) (address string, stop func()) {
	t.Helper()
	program := build(t, "versitygw", "install", versitygw)
	t.Setenv("ROOT_ACCESS_KEY", "hangup")
	t.Setenv("ROOT_SECRET_KEY", "hangup-secret")
	t.Setenv("AWS_ACCESS_KEY_ID", "hangup")
	t.Setenv("AWS_SECRET_ACCESS_KEY", "hangup-secret")
	for _, made := range []string{"objects/corpus", "meta"} {
		if err := os.MkdirAll(filepath.Join(dir, made), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	// Not every file system has the extended attributes that it would use otherwise.
	stop = start(t, at, program, "--port", at, "--quiet", "posix", "--sidecar", filepath.Join(dir, "meta"), filepath.Join(dir, "objects"))
	return "s3://corpus?region=us-east-1&endpoint=http://" + at + "&prefix=acme/", stop
}

// startGCS starts fake-gcs-server, which speaks the JSON API of Google's store.
func startGCS(t *testing.T) string {
	t.Helper()
	program := build(t, "fake-gcs-server", "install", fakeGCS)
	at := freeAddress(t)
	host, port, _ := net.SplitHostPort(at)
	start(t, at, program, "-backend", "memory", "-scheme", "http", "-host", host, "-port", port, "-public-host", at)
	resp, err := http.Post("http://"+at+"/storage/v1/b", "application/json", strings.NewReader(`{"name": "corpus"}`))
	if err != nil || resp.StatusCode != http.StatusOK {
		t.Fatal(resp, err)
	}
	resp.Body.Close()
	t.Setenv("STORAGE_EMULATOR_HOST", at)
	return "gs://corpus?anonymous=true&prefix=acme/"
}

// The account that every Azurite has; its key is public.
const (
	azureAccount = "devstoreaccount1"
	azureKey     = "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw=="
)

// startAzure starts Azurite, Microsoft's own stand-in.
func startAzure(t *testing.T) string {
	t.Helper()
	program, err := exec.LookPath("azurite-blob")
	if err != nil {
		lacks(t, "azurite-blob is not there: npm install azurite@3.35.0, and add node_modules/.bin to PATH")
	}
	at := freeAddress(t)
	host, port, _ := net.SplitHostPort(at)
	start(t, at, program, "--blobHost", host, "--blobPort", port, "--inMemoryPersistence", "--skipApiVersionCheck", "--disableTelemetry", "--silent")
	makeContainer(t, at, "corpus")
	t.Setenv("AZURE_STORAGE_ACCOUNT", azureAccount)
	t.Setenv("AZURE_STORAGE_KEY", azureKey)
	return "azblob://corpus?localemu=true&protocol=http&domain=" + at + "&prefix=acme/"
}

// makeContainer signs and sends the request of
// https://learn.microsoft.com/rest/api/storageservices/create-container.
func makeContainer(t *testing.T, at, name string) {
	t.Helper()
	path := "/" + azureAccount + "/" + name
	req, err := http.NewRequestWithContext(t.Context(), http.MethodPut, "http://"+at+path+"?restype=container", nil)
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("x-ms-date", time.Now().UTC().Format(http.TimeFormat))
	req.Header.Set("x-ms-version", "2021-08-06")
	signed := "PUT\n" + strings.Repeat("\n", 11) + "x-ms-date:" + req.Header.Get("x-ms-date") + "\nx-ms-version:2021-08-06\n/" + azureAccount + path + "\nrestype:container"
	key, err := base64.StdEncoding.DecodeString(azureKey)
	if err != nil {
		t.Fatal(err)
	}
	mac := hmac.New(sha256.New, key)
	mac.Write([]byte(signed))
	req.Header.Set("Authorization", "SharedKey "+azureAccount+":"+base64.StdEncoding.EncodeToString(mac.Sum(nil)))
	resp, err := http.DefaultClient.Do(req)
	if err != nil || resp.StatusCode != http.StatusCreated {
		t.Fatal(resp, err)
	}
	resp.Body.Close()
}

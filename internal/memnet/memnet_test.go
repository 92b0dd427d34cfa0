package memnet_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"os"
	"sync"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"pgregory.net/rapid"

	"github.com/hangup-http/hangup/internal/memnet"
)

func write(t *testing.T, c net.Conn, text string) {
	t.Helper()
	if n, err := io.WriteString(c, text); n != len(text) || err != nil {
		t.Fatalf("writing %q: %d, %v", text, n, err)
	}
}

func read(t *testing.T, c net.Conn, n int) string {
	t.Helper()
	buf := make([]byte, n)
	if n, err := io.ReadFull(c, buf); err != nil {
		t.Fatalf("read %q, then %v", buf[:n], err)
	}
	return string(buf)
}

func fails(t *testing.T, what string, err, want error) {
	t.Helper()
	if !errors.Is(err, want) {
		t.Errorf("%s: error is %v, want %v", what, err, want)
	}
}

func readError(c net.Conn) error {
	n, err := c.Read(make([]byte, 1))
	if n != 0 {
		return errors.New("read an octet")
	}
	return err
}

func writeError(c net.Conn) error {
	_, err := c.Write([]byte("x"))
	return err
}

func TestHalfCloseLeavesTheOtherDirection(t *testing.T) {
	client, server := memnet.Pipe(16)
	write(t, client, "question")
	if err := client.CloseWrite(); err != nil {
		t.Fatal(err)
	}
	if got := read(t, server, 8); got != "question" {
		t.Errorf("read %q", got)
	}
	fails(t, "read behind FIN", readError(server), io.EOF)
	write(t, server, "answer")
	if got := read(t, client, 6); got != "answer" {
		t.Errorf("read %q", got)
	}
	fails(t, "write behind FIN", writeError(client), syscall.EPIPE)
}

func TestResetErasesWhatWasNotRead(t *testing.T) {
	client, server := memnet.Pipe(16)
	write(t, server, "answer")
	if err := server.Reset(); err != nil {
		t.Fatal(err)
	}
	fails(t, "read", readError(client), syscall.ECONNRESET)
	fails(t, "write", writeError(client), syscall.ECONNRESET)
	fails(t, "half-close", client.CloseWrite(), syscall.ENOTCONN)
	fails(t, "own read", readError(server), net.ErrClosed)
	if err := client.Close(); err != nil {
		t.Errorf("close after a reset: %v", err)
	}
}

func TestCloseWithEverythingRead(t *testing.T) {
	client, server := memnet.Pipe(16)
	write(t, server, "answer")
	if err := server.Close(); err != nil {
		t.Fatal(err)
	}
	if got := read(t, client, 6); got != "answer" {
		t.Errorf("read %q", got)
	}
	fails(t, "read behind FIN", readError(client), io.EOF)
	fails(t, "second close", server.Close(), net.ErrClosed)
	fails(t, "deadline", server.SetDeadline(time.Time{}), net.ErrClosed)
}

func TestCloseWithOctetsUnreadResets(t *testing.T) {
	client, server := memnet.Pipe(16)
	write(t, client, "unread")
	write(t, server, "answer")
	_ = server.Close()
	fails(t, "read", readError(client), syscall.ECONNRESET)
}

func TestOctetsToAClosedPeerComeBackAsReset(t *testing.T) {
	client, server := memnet.Pipe(16)
	write(t, server, "answer")
	_ = server.Close()
	write(t, client, "more") // nothing tells the client yet
	fails(t, "read", readError(client), syscall.ECONNRESET)
	fails(t, "write", writeError(client), syscall.ECONNRESET)
}

// A writer blocks when the buffer is full, and goes on as the peer reads.
func TestBackPressure(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		client, server := memnet.Pipe(4)
		wrote := make(chan error, 1)
		go func() {
			_, err := io.WriteString(client, "0123456789")
			wrote <- err
		}()
		synctest.Wait()
		select {
		case err := <-wrote:
			t.Fatalf("ten octets went into a buffer of four: %v", err)
		default:
		}
		if got := read(t, server, 10); got != "0123456789" {
			t.Errorf("read %q", got)
		}
		if err := <-wrote; err != nil {
			t.Error(err)
		}
	})
}

func TestResetEndsABlockedWrite(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		client, server := memnet.Pipe(4)
		go func() {
			synctest.Wait()
			_ = server.Reset()
		}()
		n, err := client.Write(make([]byte, 10))
		fails(t, "write", err, syscall.ECONNRESET)
		if n != 4 {
			t.Errorf("%d octets went out, want 4", n)
		}
	})
}

func TestDeadlines(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		client, server := memnet.Pipe(4)
		start := time.Now()
		_ = client.SetDeadline(start.Add(time.Hour))
		fails(t, "read", readError(client), os.ErrDeadlineExceeded)
		if waited := time.Since(start); waited != time.Hour {
			t.Errorf("waited %v", waited)
		}
		fails(t, "write past the deadline", writeError(client), os.ErrDeadlineExceeded)
		var timeout net.Error
		if !errors.As(writeError(client), &timeout) || !timeout.Timeout() {
			t.Error("the error is no timeout of package net")
		}

		_ = client.SetDeadline(time.Time{})
		write(t, client, "ok")
		_ = client.SetWriteDeadline(time.Now().Add(time.Minute))
		if n, err := client.Write([]byte("full")); n != 2 || !errors.Is(err, os.ErrDeadlineExceeded) {
			t.Errorf("blocked write: %d, %v", n, err)
		}
		if got := read(t, server, 4); got != "okfu" {
			t.Errorf("read %q", got)
		}
	})
}

func TestCloseEndsOwnWaits(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		client, _ := memnet.Pipe(4)
		var wg sync.WaitGroup
		wg.Go(func() { fails(t, "read", readError(client), net.ErrClosed) })
		wg.Go(func() {
			_, err := client.Write(make([]byte, 5))
			fails(t, "write", err, net.ErrClosed)
		})
		synctest.Wait()
		_ = client.Close()
		wg.Wait()
	})
}

// Writes of several goroutines do not mix, even when each has to wait for room.
func TestConcurrentWritesStayWhole(t *testing.T) {
	client, server := memnet.Pipe(3)
	var wg sync.WaitGroup
	for _, text := range []string{"aaaaaaaa", "bbbbbbbb", "cccccccc"} {
		wg.Go(func() { _, _ = io.WriteString(client, text) })
	}
	got := read(t, server, 24)
	wg.Wait()
	for i := 0; i < 24; i += 8 {
		if got[i:i+8] != string(bytes.Repeat([]byte{got[i]}, 8)) {
			t.Fatalf("mixed: %q", got)
		}
	}
}

func TestOctetsArriveInOrder(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		client, server := memnet.Pipe(rapid.IntRange(1, 50).Draw(t, "buffer"))
		parts := rapid.SliceOf(rapid.SliceOfN(rapid.Byte(), 0, 100)).Draw(t, "parts")
		go func() {
			for _, p := range parts {
				_, _ = client.Write(p)
			}
			_ = client.CloseWrite()
		}()
		got, err := io.ReadAll(server)
		if want := bytes.Join(parts, nil); err != nil || !bytes.Equal(got, want) {
			t.Fatalf("read %q, %v; want %q", got, err, want)
		}
	})
}

func TestListenerRefusesAfterClose(t *testing.T) {
	l := memnet.Listen(memnet.DefaultBuffer)
	early, err := l.Dial(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if err := l.Close(); err != nil {
		t.Fatal(err)
	}
	fails(t, "a connection that nobody accepted", readError(early), syscall.ECONNRESET)
	_, err = l.Dial(t.Context())
	fails(t, "dial", err, syscall.ECONNREFUSED)
	_, err = l.Accept()
	fails(t, "accept", err, net.ErrClosed)
	fails(t, "second close", l.Close(), net.ErrClosed)

	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, err = memnet.Listen(1).Dial(ctx)
	fails(t, "dial after cancel", err, context.Canceled)
}

// net/http serves and dials over it, in a bubble where every wait must be durable.
func TestServesHTTP(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := memnet.Listen(100)
		server := &http.Server{Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			time.Sleep(time.Hour)
			body, _ := io.ReadAll(r.Body)
			_, _ = w.Write(body)
		})}
		go func() { _ = server.Serve(l) }()
		defer server.Close()
		transport := &http.Transport{
			DialContext: func(ctx context.Context, _, _ string) (net.Conn, error) { return l.Dial(ctx) },
		}
		defer transport.CloseIdleConnections()
		body := bytes.Repeat([]byte("0123456789"), 1000)
		response, err := (&http.Client{Transport: transport}).Post("http://memnet/", "text/plain", bytes.NewReader(body))
		if err != nil {
			t.Fatal(err)
		}
		got, err := io.ReadAll(response.Body)
		if err != nil || !bytes.Equal(got, body) {
			t.Errorf("%d octets came back, %v", len(got), err)
		}
		_ = response.Body.Close()
	})
}

package native_test

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"net/http"
	"testing"
	"time"

	"github.com/hangup-http/hangup/server/conn"
	"github.com/hangup-http/hangup/server/native"
)

// much is more than any buffer of the system holds.
const much = 40 << 20

// TestUpload: content that nobody could keep passes through.
func TestUpload(t *testing.T) {
	everyMode(t, func(t *testing.T, m mode) {
		mustEnd(t, 2*patience)
		addr := m.start(t, &native.Server{Handler: routes{"/count": func(x *native.Exchange) {
			n, err := io.Copy(io.Discard, x)
			x.Answer(200, nil, fmt.Appendf(nil, "%d %v", n, err))
		}}})
		for fields, write := range map[string]func(io.Writer){
			fmt.Sprintf("Content-Length: %d\r\n", much): func(w io.Writer) { io.Copy(w, io.LimitReader(zeros{}, much)) },
			"Transfer-Encoding: chunked\r\n": func(w io.Writer) {
				buf := bufio.NewWriterSize(w, 64<<10)
				for range much / (1 << 20) {
					fmt.Fprintf(buf, "%x\r\n", 1<<20)
					io.Copy(buf, io.LimitReader(zeros{}, 1<<20))
					buf.WriteString("\r\n")
				}
				buf.WriteString("0\r\n\r\n")
				buf.Flush()
			},
		} {
			c := dial(t, addr)
			go func() {
				io.WriteString(c, post("/count", fields+"Connection: close\r\n", ""))
				write(c)
			}()
			out, err := io.ReadAll(c)
			if want := fmt.Sprintf("200 OK|length 14|close||%d <nil>", much); err != nil || brief(string(out)) != want {
				t.Errorf("%q, %v; want %q", brief(string(out)), err, want)
			}
			c.Close()
		}
	})
}

// zeros never end.
type zeros struct{}

func (zeros) Read(p []byte) (int, error) {
	clear(p)
	return len(p), nil
}

// TestDownload: a handler waits for a client that is slow to take what it sends, and
// does not fill memory. One that promised not to wait does not keep others waiting either.
func TestDownload(t *testing.T) {
	everyMode(t, func(t *testing.T, m mode) {
		mustEnd(t, 3*patience)
		const size = 24 << 20
		written := make(chan struct{})
		s := &native.Server{Handler: routes{"/large": func(x *native.Exchange) {
			x.Start(&conn.Answer{Status: 200, Length: size})
			piece := make([]byte, 32<<10)
			for range size / len(piece) {
				if _, err := x.Write(piece); err != nil {
					t.Error(err)
				}
			}
			close(written)
		}}}
		addr := m.start(t, s)
		c := dial(t, addr)
		io.WriteString(c, "GET /large HTTP/1.1\r\n"+last)
		until(t, "something that the client has not taken", func() bool {
			i := s.Connections()
			return len(i) == 1 && i[0].Unsent > 0
		})
		if !m.inline || m.front == native.Goroutines {
			select {
			case <-written:
				t.Fatal("all was written: nothing shows")
			default:
			}
			if i := s.Connections(); len(i) == 1 && i[0].Unsent > 128<<10 {
				t.Errorf("%d octets are kept for a client that takes none", i[0].Unsent)
			}
		}
		for range 8 { // some of them in the same event loop
			if got := brief(talk(t, addr, "GET / HTTP/1.1\r\n"+last)); got != okClose {
				t.Errorf("others get %q", got)
			}
		}
		resp, err := http.ReadResponse(bufio.NewReaderSize(c, 32<<10), nil)
		if err != nil {
			t.Fatal(err)
		}
		if n, err := io.Copy(io.Discard, resp.Body); n != size || err != nil {
			t.Errorf("%d octets, %v", n, err)
		}
		await(t, written, "the handler")
	})
}

// TestPipelineHoldsBack: responses that nobody takes keep requests from being run.
func TestPipelineHoldsBack(t *testing.T) {
	everyMode(t, func(t *testing.T, m mode) {
		mustEnd(t, 3*patience)
		const each, requests = 1 << 20, 32
		content := bytes.Repeat([]byte{'x'}, each)
		s := &native.Server{Handler: native.HandlerFunc(func(x *native.Exchange) { x.Answer(200, nil, content) })}
		addr := m.start(t, s)
		c := dial(t, addr)
		go func() {
			for range requests {
				io.WriteString(c, get("/"))
			}
			c.CloseWrite()
		}()
		until(t, "something that the client has not taken", func() bool {
			i := s.Connections()
			return len(i) == 1 && i[0].Unsent > 0
		})
		if i := s.Connections(); len(i) != 1 || i[0].Unsent > 2*each || i[0].Requests > requests/2 {
			t.Errorf("%+v", i)
		}
		br := bufio.NewReaderSize(c, 64<<10)
		for range requests {
			resp, err := http.ReadResponse(br, nil)
			if err != nil {
				t.Fatal(err)
			}
			if n, err := io.Copy(io.Discard, resp.Body); n != each || err != nil {
				t.Fatalf("%d octets, %v", n, err)
			}
		}
		if n, err := io.Copy(io.Discard, br); n != 0 || err != nil {
			t.Errorf("%d octets too many, %v", n, err)
		}
	})
}

// TestNeverReads: a client that takes nothing of a response loses its connection, and
// its handler is told.
func TestNeverReads(t *testing.T) {
	t.Parallel()
	everyModeAtOnce(t, func(t *testing.T, m mode) {
		mustEnd(t, patience)
		told := make(chan error, 1)
		s := &native.Server{Timeouts: native.Timeouts{Write: 50 * time.Millisecond}, Handler: routes{
			"/whole": func(x *native.Exchange) {
				x.Notify(func(why error) { told <- why })
				x.Answer(200, nil, make([]byte, 16<<20))
			},
			"/pieces": func(x *native.Exchange) {
				x.Notify(func(why error) { told <- why })
				x.Start(&conn.Answer{Status: 200, Length: -1})
				for range 512 {
					x.Write(make([]byte, 32<<10))
				}
			},
		}}
		addr := m.start(t, s)
		for _, target := range []string{"/whole", "/pieces"} {
			c := dial(t, addr)
			io.WriteString(c, get(target))
			await(t, told, "the handler to be told")
			until(t, "the connection to end", func() bool { return len(s.Connections()) == 0 })
			if n, err := io.Copy(io.Discard, c); n > 15<<20 {
				t.Errorf("%s: %d octets, %v", target, n, err)
			}
		}
	})
}

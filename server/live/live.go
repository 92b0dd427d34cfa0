// Package live shows what the connections of a server are doing now, as a page that
// refreshes itself, as text, or as JSON:
//
//	http.Handle("/debug/connections", live.Handler(s)) // s is a server.Server or native.Server
//
// Offer it to those who run the server alone: it names clients and what they ask for.
package live

import (
	"encoding/json"
	"fmt"
	"html/template"
	"io"
	"net/http"
	"strings"
	"text/tabwriter"

	"github.com/hangup-http/hangup/model"
	"github.com/hangup-http/hangup/server/native"
)

// Shown is how many connections are shown one by one; all are counted.
const Shown = 1000

// Source is a server.
type Source interface{ Connections() []native.Info }

// row is a connection in words.
type row struct {
	Connection uint64 `json:"connection"`
	Client     string `json:"client"`
	State      string `json:"state"`
	Requests   uint64 `json:"requests"`
	Last       string `json:"last,omitempty"`    // why the exchange is the last one
	Request    string `json:"request,omitempty"` // that is being answered
	Unsent     int    `json:"unsent"`
}

type table struct {
	Total  int            `json:"total"`
	States map[string]int `json:"states"`
	Rows   []row          `json:"connections"`
}

func tableOf(infos []native.Info) table {
	t := table{Total: len(infos), States: make(map[string]int), Rows: []row{}}
	for _, i := range infos {
		t.States[i.State.String()]++
		if len(t.Rows) == Shown {
			continue
		}
		r := row{Connection: i.Connection, State: i.State.String(), Requests: i.Requests, Request: i.Request, Unsent: i.Unsent}
		if i.RemoteAddr != nil {
			r.Client = i.RemoteAddr.String()
		}
		if i.Last != model.NotLast {
			r.Last = i.Last.String()
		}
		t.Rows = append(t.Rows, r)
	}
	return t
}

// Handler returns a handler that shows the connections of s. ?format=html, text or json
// chooses the form; without it, the Accept field does.
func Handler(s Source) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		t := tableOf(s.Connections())
		w.Header().Set("Cache-Control", "no-store")
		switch format(r) {
		case "json":
			w.Header().Set("Content-Type", "application/json")
			_ = json.NewEncoder(w).Encode(t) // the client has gone, if it fails
		case "html":
			w.Header().Set("Content-Type", "text/html; charset=utf-8")
			_ = page.Execute(w, t) // the same
		default:
			w.Header().Set("Content-Type", "text/plain; charset=utf-8")
			t.write(w)
		}
	})
}

func format(r *http.Request) string {
	if f := r.URL.Query().Get("format"); f != "" {
		return f
	}
	accept := r.Header.Get("Accept")
	switch {
	case strings.Contains(accept, "text/html"):
		return "html"
	case strings.Contains(accept, "application/json"):
		return "json"
	}
	return "text"
}

func (t *table) write(w io.Writer) {
	tw := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprintf(tw, "%d connections %v\n", t.Total, t.States)
	fmt.Fprintln(tw, "connection\tclient\tstate\trequests\tlast\trequest\tunsent")
	for _, r := range t.Rows {
		fmt.Fprintf(tw, "%d\t%s\t%s\t%d\t%s\t%s\t%d\n", r.Connection, r.Client, r.State, r.Requests, r.Last, r.Request, r.Unsent)
	}
	_ = tw.Flush() // the client has gone, if it fails
}

var page = template.Must(template.New("page").Parse(`<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta http-equiv="refresh" content="2"><title>Connections</title>
<style>body{font:14px system-ui;margin:2em}td,th{padding:.2em .8em;text-align:left}tr:nth-child(even){background:#8882}</style></head>
<body><h1>{{.Total}} connections</h1><p>{{range $state, $n := .States}}{{$n}} {{$state}} {{end}}</p>
<table><tr><th>connection<th>client<th>state<th>requests<th>last<th>unsent<th>request</tr>
{{range .Rows}}<tr><td>{{.Connection}}<td>{{.Client}}<td>{{.State}}<td>{{.Requests}}<td>{{.Last}}<td>{{.Unsent}}<td>{{.Request}}</tr>
{{end}}</table></body></html>
`))

package main

import (
	"log"
	"net/http"
	"net/http/httputil"
	"net/url"
	"os"
	"time"

	"github.com/go-chi/chi/v5"
	"github.com/go-chi/chi/v5/middleware"
)

// patience is how long a slow answer may take.
const patience = 50 * time.Millisecond

// application returns all handlers. They know of no server but net/http's interfaces.
func application(files string, backend *url.URL) http.Handler {
	r := chi.NewRouter()
	r.Use(
		middleware.RequestLogger(&middleware.DefaultLogFormatter{Logger: log.Default(), NoColor: true}),
		middleware.Recoverer,
		middleware.Compress(5, "application/json", "text/plain", "text/event-stream"),
	)
	r.Get("/", hello)
	r.Head("/", hello)
	r.Get("/panic", func(http.ResponseWriter, *http.Request) { panic("a defect") })
	r.With(middleware.Timeout(patience)).Get("/slow", slow)
	r.Get("/echo", echo)
	r.Post("/upload", upload)
	r.Put("/digest", digest)

	r.Handle("/files/*", http.StripPrefix("/files", http.FileServerFS(os.DirFS(files))))

	api := &notes{}
	r.Route("/notes", func(r chi.Router) {
		r.Use(middleware.AllowContentType("application/json"))
		r.Get("/", api.list)
		r.Post("/", api.add)
		r.Get("/{number}", api.get)
	})

	live := &events{}
	r.Get("/events", live.send)
	r.Get("/events/watchers", live.count)

	r.Handle("/proxy/*", http.StripPrefix("/proxy", proxy(backend)))
	return r
}

// proxy hands requests on. A backend may answer while it reads; without full duplex
// net/http then cuts the rest off, and the backend takes what it has got for everything.
func proxy(backend *url.URL) http.Handler {
	p := &httputil.ReverseProxy{Rewrite: func(r *httputil.ProxyRequest) {
		r.SetURL(backend)
		r.SetXForwarded()
	}}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if err := http.NewResponseController(w).EnableFullDuplex(); err != nil {
			http.Error(w, err.Error(), http.StatusInternalServerError)
			return
		}
		p.ServeHTTP(w, r)
	})
}

func hello(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	w.Header().Set("Vary", "Accept-Encoding")
	w.Write([]byte("hello\n"))
}

// slow waits for its context; middleware.Timeout answers.
func slow(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() }

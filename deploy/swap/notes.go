package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"sync"

	"github.com/go-chi/chi/v5"
)

// largest is how many octets a note may have.
const largest = 1 << 10

// notes is a JSON interface with a body in both directions.
type notes struct {
	mu  sync.Mutex
	all []note
}

type note struct {
	Text string `json:"text"`
}

func (n *notes) add(w http.ResponseWriter, r *http.Request) {
	var one note
	d := json.NewDecoder(http.MaxBytesReader(w, r.Body, largest))
	d.DisallowUnknownFields()
	if err := d.Decode(&one); err != nil {
		status := http.StatusBadRequest
		var large *http.MaxBytesError
		if errors.As(err, &large) {
			status = http.StatusRequestEntityTooLarge
		}
		http.Error(w, err.Error(), status)
		return
	}
	n.mu.Lock()
	n.all = append(n.all, one)
	number := len(n.all)
	n.mu.Unlock()
	w.Header().Set("Location", fmt.Sprintf("/notes/%d", number))
	reply(w, http.StatusCreated, one)
}

func (n *notes) list(w http.ResponseWriter, _ *http.Request) {
	n.mu.Lock()
	defer n.mu.Unlock()
	reply(w, http.StatusOK, n.all)
}

func (n *notes) get(w http.ResponseWriter, r *http.Request) {
	number, err := strconv.Atoi(chi.URLParam(r, "number"))
	n.mu.Lock()
	defer n.mu.Unlock()
	if err != nil || number < 1 || number > len(n.all) {
		http.Error(w, "there is no such note", http.StatusNotFound)
		return
	}
	reply(w, http.StatusOK, n.all[number-1])
}

func reply(w http.ResponseWriter, status int, v any) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	json.NewEncoder(w).Encode(v) // only the client can be the reason of an error
}

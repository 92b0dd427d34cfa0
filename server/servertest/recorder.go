package servertest

import (
	"io"
	"net/http"
	"net/http/httptest"
)

// DefaultRemoteAddr is that of package httptest.
const DefaultRemoteAddr = httptest.DefaultRemoteAddr

// ResponseRecorder is that of package httptest, which needs no server.
type ResponseRecorder = httptest.ResponseRecorder

// NewRecorder is httptest.NewRecorder.
func NewRecorder() *ResponseRecorder { return httptest.NewRecorder() }

// NewRequest is httptest.NewRequest.
func NewRequest(method, target string, body io.Reader) *http.Request {
	return httptest.NewRequest(method, target, body)
}

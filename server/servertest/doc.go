// Package servertest is net/http/httptest on this module's server: change the import,
// and tests of handlers run on it.
//
//	s := servertest.NewServer(handler)
//	defer s.Close()
//	resp, err := s.Client().Get(s.URL)
//
// A [Server] listens on loopback. What else package httptest has that tests use beside
// a server is here as well: [NewRecorder] and [NewRequest].
package servertest

package kill

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"math/big"
	"net"
	"slices"
	"strings"
	"sync"

	"github.com/hangup-http/hangup/corpus"
	"github.com/hangup-http/hangup/fuzz/play"
)

// behindTLS has a suspect that shows over TLS only served so, and dialled.
func (s *Suspect) behindTLS(l net.Listener, target *play.Target) (net.Listener, error) {
	if !s.TLS {
		return l, nil
	}
	own, err := certificate()
	if err != nil {
		return nil, fmt.Errorf("making a certificate: %w", err)
	}
	target.TLS = &tls.Config{NextProtos: []string{"http/1.1"}, InsecureSkipVerify: true} // nobody vouches for it
	return tls.NewListener(l, &tls.Config{Certificates: []tls.Certificate{own}}), nil
}

// cases returns those that are played on the suspect: what is not about TLS is the same without.
func (s *Suspect) cases(all []corpus.Case) []corpus.Case {
	if !s.TLS {
		return all
	}
	return slices.DeleteFunc(slices.Clone(all), func(c corpus.Case) bool {
		return !slices.ContainsFunc(c.About, func(address string) bool { return strings.HasPrefix(address, aboutTLS) })
	})
}

const aboutTLS = "9112/9.8/"

// certificate is signed by its own key, and for nobody in particular.
var certificate = sync.OnceValues(func() (tls.Certificate, error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return tls.Certificate{}, err
	}
	form := &x509.Certificate{SerialNumber: big.NewInt(1)}
	der, err := x509.CreateCertificate(rand.Reader, form, form, key.Public(), key)
	return tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key}, err
})

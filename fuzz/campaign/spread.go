package campaign

import (
	"context"
	"net"
	"net/netip"
	"sync/atomic"

	"github.com/hangup-http/hangup/fuzz/play"
)

// sources is how many addresses of this machine connections come from, 127.0.0.1 and those behind it.
const sources = 250

// spread returns how to dial the target so that no campaign runs out of ports. The side of a
// connection that closes first keeps its port for a minute, and one address has about 28,000
// ports for connections to one server, so a target on 127.0.0.0/8 is dialled from many
// addresses in turn. Each connection tells its flight of its address.
func spread(t play.Target) func(context.Context) (net.Conn, error) {
	dial := t.Dial
	if dial == nil {
		local := sourcesFor(t)
		dial = func(ctx context.Context) (net.Conn, error) {
			d := net.Dialer{LocalAddr: local(), ControlContext: lateBinding}
			return d.DialContext(ctx, t.Network, t.Address)
		}
	}
	return func(ctx context.Context) (net.Conn, error) {
		conn, err := dial(ctx)
		if f, ok := ctx.Value(flightKey{}).(*flight); ok && err == nil {
			f.from(conn.LocalAddr().String())
		}
		return conn, err
	}
}

func sourcesFor(t play.Target) func() net.Addr {
	at, err := netip.ParseAddrPort(t.Address)
	if err != nil || t.Network != "tcp" || !at.Addr().Is4() || !at.Addr().IsLoopback() || !lateBindingWorks {
		return func() net.Addr { return nil }
	}
	var next atomic.Uint32
	return func() net.Addr {
		return &net.TCPAddr{IP: net.IPv4(127, 0, 0, byte(1+next.Add(1)%sources))}
	}
}

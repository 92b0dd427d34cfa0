// Package recipe reads what servers there are and how each is started: the file that
// `hangup matrix` is given. [Load] reads one, and reports mistakes with file, line and
// column ([Error]). docs/matrix.md shows the format.
//
//	targets:
//	  mine:
//	    start: [./server, --listen, "127.0.0.1:{PORT}"]
//	    profile: profile.yaml
//	    expected: expected.txt
//	    needs: [node, deb:nginx-light]
//	  running:
//	    url: http://127.0.0.1:8080
//
// [Target.Missing] tells what a server needs that this machine does not have. [MakeSite]
// writes the files that servers of files are to serve.
//
// The package starts nothing but dpkg-query; package process starts servers.
package recipe

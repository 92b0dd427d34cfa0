//go:build linux

package main

import (
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
)

// program is a server that is not ours.
type program struct {
	name    string
	install string // how to get it
	// command prepares a start in dir, which is empty, on addr.
	command func(dir string, addr net.Addr) (*exec.Cmd, error)
}

// missing tells how to install the program, and nothing where it is installed.
func (p *program) missing() string {
	if _, err := exec.LookPath(p.name); err != nil {
		return fmt.Sprintf("%s is not installed: %s", p.name, p.install)
	}
	return ""
}

var nginx = &program{name: "nginx", install: "apt install nginx-light", command: nginxCommand}

// nginxConf makes one process of it that never ends a connection of its own accord.
const nginxConf = `daemon off;
master_process off;
pid %[1]s/nginx.pid;
error_log stderr crit;
worker_rlimit_nofile %[2]d;
events { worker_connections %[2]d; }
http {
	access_log off;
	keepalive_timeout 1h;
	keepalive_requests 1000000000;
	client_body_temp_path %[1]s/body;
	proxy_temp_path %[1]s/proxy;
	fastcgi_temp_path %[1]s/fastcgi;
	uwsgi_temp_path %[1]s/uwsgi;
	scgi_temp_path %[1]s/scgi;
	server {
		listen %[3]s backlog=4096;
		location / { default_type %[4]q; return 200 %[5]q; }
	}
}
`

func nginxCommand(dir string, addr net.Addr) (*exec.Cmd, error) {
	path := filepath.Join(dir, "nginx.conf")
	conf := fmt.Sprintf(nginxConf, dir, descriptors, addr, contentType, content)
	if err := os.WriteFile(path, []byte(conf), 0o600); err != nil {
		return nil, fmt.Errorf("configuring nginx: %w", err)
	}
	return exec.Command("nginx", "-p", dir, "-e", "stderr", "-c", path), nil
}

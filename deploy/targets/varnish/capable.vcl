vcl 4.1;

import std;
import vtc;

# Everything is answered here; nothing is fetched.
backend none none;

sub vcl_recv {
	# What the built-in VCL asks of a request, except that it would pipe methods unknown to it.
	call vcl_req_host;
	if (req.method == "PRI" || req.method == "CONNECT") {
		return (synth(405));
	}
	if (req.url ~ "^/slow\?ms=[0-9]{1,4}$") {
		vtc.sleep(std.duration(regsub(req.url, "^.*=([0-9]+)$", "\1ms"), 0s));
		return (synth(200, "slow"));
	}
	if (req.url == "/read") {
		if (!std.cache_req_body(64MB)) {
			return (synth(400, "body"));
		}
		return (synth(200, "read"));
	}
	if (req.url == "/no-content") {
		return (synth(204));
	}
	if (req.url == "/not-modified") {
		return (synth(304));
	}
	if (req.url == "/close") {
		return (synth(200, "close"));
	}
	if (req.url == "/" || req.url == "/ignore") {
		return (synth(200, "ok"));
	}
	return (synth(404, "no such capability"));
}

sub vcl_synth {
	set resp.http.Content-Type = "text/plain";
	if (resp.reason == "close") {
		set resp.http.Connection = "close";
	}
	if (resp.status != 204 && resp.status != 304) {
		set resp.body = resp.reason + {"
"};
	}
	return (deliver);
}

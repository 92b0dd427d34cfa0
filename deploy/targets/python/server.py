"""Python's http.server speaking HTTP/1.1, with every capability.

usage: server.py PORT

http.server leaves the body of a request to the handler, so these handlers read
by Content-Length what they want of it. It has no chunked coding, so handlers
that read a body refuse one without a Content-Length, as RFC 9112, section 6.3
lets them. Handlers that read none leave all of the framing to http.server.
"""

import sys
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

MAX_SLOW = 10_000
MAX_BYTES = 64 << 20
MAX_KEYS = 10_000

runs = {}
lock = threading.Lock()


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self):
        url = urlsplit(self.path)
        self.query = parse_qs(url.query)
        route = ROUTES.get(url.path)
        if route is None:
            self.send_error(404)
        else:
            route(self)

    do_HEAD = do_POST = do_PUT = do_GET

    def log_message(self, *args):
        """Keeps the log to what goes wrong."""

    def text(self, content, **fields):
        if isinstance(content, str):
            content = content.encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(content)))
        for name, value in fields.items():
            self.send_header(name, value)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(content)

    def empty(self, status):
        self.send_response(status)
        self.end_headers()

    def body(self):
        """Returns the body, or None after a 400, 411 or 413; each of them closes."""
        if "Transfer-Encoding" in self.headers:
            self.send_error(411)
            return None
        length = self.headers.get("Content-Length", "0")
        if not (length.isascii() and length.isdigit()):
            self.send_error(400)
            return None
        if int(length) > MAX_BYTES:
            self.send_error(413)
            return None
        content = self.rfile.read(int(length))
        if len(content) < int(length):
            self.send_error(400)
            return None
        return content

    def argument(self, name, limit):
        """Returns a number between 0 and limit, or None after a 400."""
        value = self.query.get(name, [""])[0]
        if value.isascii() and value.isdigit() and int(value) <= limit:
            return int(value)
        self.send_error(400)
        return None


def answer(h):
    h.text("ok\n")


def slow(h):
    ms = h.argument("ms", MAX_SLOW)
    if ms is not None:
        time.sleep(ms / 1000)
        h.text("slow\n")


def echo(h):
    content = h.body()
    if content is not None:
        h.text(content)


def size(h):
    count = h.argument("bytes", MAX_BYTES)
    if count is not None:
        h.text(b"x" * count)


def count(h):
    key = h.query.get("key", [""])[0]
    with lock:
        refused = not key or (key not in runs and len(runs) >= MAX_KEYS)
        if not refused:
            runs[key] = runs.get(key, 0) + 1
            ran = runs[key]
    if refused:
        h.send_error(400)
    else:
        h.text(str(ran))


ROUTES = {
    "/": answer,
    "/slow": slow,
    "/read": echo,
    "/echo": echo,
    "/ignore": answer,
    "/size": size,
    "/close": lambda h: h.text("close\n", Connection="close"),
    "/no-content": lambda h: h.empty(204),
    "/not-modified": lambda h: h.empty(304),
    "/count": count,
}

ThreadingHTTPServer(("127.0.0.1", int(sys.argv[1])), Handler).serve_forever()

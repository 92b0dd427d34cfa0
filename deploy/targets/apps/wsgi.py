"""Every capability as a WSGI application (PEP 3333), for any WSGI server.

WSGI leaves Connection to the server, so there is no capability to say close. It
leaves a body to the application: what no handler here reads is the server's to
deal with. A body cut short is refused with 400.
"""

import threading
import time
from urllib.parse import parse_qs

MAX_SLOW = 10_000
MAX_BYTES = 64 << 20
MAX_KEYS = 10_000

runs = {}
lock = threading.Lock()


class Refused(Exception):
    """A request that is answered with 400."""


def application(environ, start_response):
    route = ROUTES.get(environ["PATH_INFO"])
    if route is None:
        return send(environ, start_response, "404 Not Found", b"no such capability\n")
    try:
        return route(environ, start_response)
    except Refused as refused:
        return send(environ, start_response, "400 Bad Request", f"{refused}\n".encode())


def send(environ, start_response, status, content):
    start_response(status, [("Content-Type", "text/plain"), ("Content-Length", str(len(content)))])
    return [] if environ["REQUEST_METHOD"] == "HEAD" else [content]


def text(environ, start_response, content):
    return send(environ, start_response, "200 OK", content)


def body(environ):
    """Returns the whole body. Servers that decode chunks set wsgi.input_terminated."""
    stream, length = environ["wsgi.input"], environ.get("CONTENT_LENGTH")
    if environ.get("wsgi.input_terminated"):
        content = stream.read()
    else:
        content = stream.read(int(length or 0))
    if length and len(content) < int(length):
        raise Refused("body incomplete")
    return content


def argument(environ, name, limit):
    value = parse_qs(environ["QUERY_STRING"]).get(name, [""])[0]
    if value.isascii() and value.isdigit() and int(value) <= limit:
        return int(value)
    raise Refused(f"{name} must be a number from 0 to {limit}")


def answer(environ, start_response):
    return text(environ, start_response, b"ok\n")


def slow(environ, start_response):
    time.sleep(argument(environ, "ms", MAX_SLOW) / 1000)
    return text(environ, start_response, b"slow\n")


def read(environ, start_response):
    return text(environ, start_response, str(len(body(environ))).encode())


def echo(environ, start_response):
    return text(environ, start_response, body(environ))


def size(environ, start_response):
    return text(environ, start_response, b"x" * argument(environ, "bytes", MAX_BYTES))


def stream(environ, start_response):
    start_response("200 OK", [("Content-Type", "text/plain")])
    return iter(()) if environ["REQUEST_METHOD"] == "HEAD" else iter((b"one\n", b"two\n", b"three\n"))


def no_content(environ, start_response):
    start_response("204 No Content", [])
    return []


def not_modified(environ, start_response):
    start_response("304 Not Modified", [])
    return []


def count(environ, start_response):
    key = parse_qs(environ["QUERY_STRING"]).get("key", [""])[0]
    with lock:
        if not key or (key not in runs and len(runs) >= MAX_KEYS):
            raise Refused("no key, or too many of them")
        runs[key] = runs.get(key, 0) + 1
        return text(environ, start_response, str(runs[key]).encode())


ROUTES = {
    "/": answer,
    "/slow": slow,
    "/read": read,
    "/echo": echo,
    "/ignore": answer,
    "/size": size,
    "/stream": stream,
    "/no-content": no_content,
    "/not-modified": not_modified,
    "/count": count,
}

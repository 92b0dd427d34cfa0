"""Every capability as an ASGI application, for any ASGI server.

A body that breaks off comes as http.disconnect: nobody is left to answer then.
"""

import asyncio
from urllib.parse import parse_qs

MAX_SLOW = 10_000
MAX_BYTES = 64 << 20
MAX_KEYS = 10_000

runs = {}


class Refused(Exception):
    """A request that is answered with 400."""


class Gone(Exception):
    """The client is no longer there."""


class Exchange:
    def __init__(self, scope, receive, send):
        self.scope, self.receive, self.send = scope, receive, send

    async def text(self, content, status=200, fields=()):
        head = [(b"content-type", b"text/plain"), (b"content-length", str(len(content)).encode()), *fields]
        await self.send({"type": "http.response.start", "status": status, "headers": head})
        body = b"" if self.scope["method"] == "HEAD" else content
        await self.send({"type": "http.response.body", "body": body})

    async def empty(self, status):
        await self.send({"type": "http.response.start", "status": status, "headers": []})
        await self.send({"type": "http.response.body"})

    async def body(self):
        parts = []
        while True:
            message = await self.receive()
            if message["type"] == "http.disconnect":
                raise Gone
            parts.append(message.get("body", b""))
            if not message.get("more_body"):
                return b"".join(parts)

    def query(self, name):
        return parse_qs(self.scope["query_string"].decode("latin-1")).get(name, [""])[0]

    def argument(self, name, limit):
        value = self.query(name)
        if value.isascii() and value.isdigit() and int(value) <= limit:
            return int(value)
        raise Refused(f"{name} must be a number from 0 to {limit}")


async def answer(x):
    await x.text(b"ok\n")


async def slow(x):
    await asyncio.sleep(x.argument("ms", MAX_SLOW) / 1000)
    await x.text(b"slow\n")


async def read(x):
    await x.text(str(len(await x.body())).encode())


async def echo(x):
    await x.text(await x.body())


async def size(x):
    await x.text(b"x" * x.argument("bytes", MAX_BYTES))


async def stream(x):
    await x.send({"type": "http.response.start", "status": 200, "headers": [(b"content-type", b"text/plain")]})
    if x.scope["method"] != "HEAD":
        for part in (b"one\n", b"two\n", b"three\n"):
            await x.send({"type": "http.response.body", "body": part, "more_body": True})
    await x.send({"type": "http.response.body"})


async def close(x):
    await x.text(b"close\n", fields=[(b"connection", b"close")])


async def no_content(x):
    await x.empty(204)


async def not_modified(x):
    await x.empty(304)


async def count(x):
    key = x.query("key")
    if not key or (key not in runs and len(runs) >= MAX_KEYS):
        raise Refused("no key, or too many of them")
    runs[key] = runs.get(key, 0) + 1
    await x.text(str(runs[key]).encode())


ROUTES = {
    "/": answer,
    "/slow": slow,
    "/read": read,
    "/echo": echo,
    "/ignore": answer,
    "/size": size,
    "/stream": stream,
    "/close": close,
    "/no-content": no_content,
    "/not-modified": not_modified,
    "/count": count,
}


async def application(scope, receive, send):
    if scope["type"] != "http":
        raise NotImplementedError(scope["type"])
    exchange = Exchange(scope, receive, send)
    route = ROUTES.get(scope["path"])
    if route is None:
        await exchange.text(b"no such capability\n", status=404)
        return
    try:
        await route(exchange)
    except Refused as refused:
        await exchange.text(f"{refused}\n".encode(), status=400)
    except Gone:
        pass

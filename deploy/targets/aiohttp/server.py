"""aiohttp's own server with every capability.

usage: server.py PORT
"""

import asyncio
import sys

from aiohttp import web

MAX_SLOW = 10_000
MAX_BYTES = 64 << 20
MAX_KEYS = 10_000

runs = {}


def argument(request, name, limit):
    value = request.query.get(name, "")
    if value.isascii() and value.isdigit() and int(value) <= limit:
        return int(value)
    raise web.HTTPBadRequest(text=f"{name} must be a number from 0 to {limit}\n")


async def answer(request):
    return web.Response(text="ok\n")


async def slow(request):
    await asyncio.sleep(argument(request, "ms", MAX_SLOW) / 1000)
    return web.Response(text="slow\n")


async def read(request):
    return web.Response(text=str(len(await request.read())))


async def echo(request):
    return web.Response(body=await request.read())


async def size(request):
    return web.Response(body=b"x" * argument(request, "bytes", MAX_BYTES), content_type="text/plain")


async def stream(request):
    response = web.StreamResponse()
    response.content_type = "text/plain"
    await response.prepare(request)
    if request.method != "HEAD":
        for part in (b"one\n", b"two\n", b"three\n"):
            await response.write(part)
    await response.write_eof()
    return response


async def close(request):
    response = web.Response(text="close\n")
    response.force_close()
    return response


async def no_content(request):
    return web.Response(status=204)


async def not_modified(request):
    return web.Response(status=304)


async def count(request):
    key = request.query.get("key", "")
    if not key or (key not in runs and len(runs) >= MAX_KEYS):
        raise web.HTTPBadRequest(text="no key, or too many of them\n")
    runs[key] = runs.get(key, 0) + 1
    return web.Response(text=str(runs[key]))


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

application = web.Application(client_max_size=MAX_BYTES)
for path, handler in ROUTES.items():
    application.router.add_route("*", path, handler)
web.run_app(application, host="127.0.0.1", port=int(sys.argv[1]), access_log=None, print=None)

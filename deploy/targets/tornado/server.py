"""Tornado's HTTPServer with its RequestHandler, and every capability that they have.

usage: server.py PORT
"""

import asyncio
import signal
import sys

import tornado.web

MAX_SLOW = 10_000
MAX_BYTES = 64 << 20
MAX_KEYS = 10_000

runs = {}


class Handler(tornado.web.RequestHandler):
    """Takes every method alike, and answers with what reply returns."""

    async def run(self):
        self.set_header("Content-Type", "text/plain")
        content = await self.reply()
        if content is not None:
            self.finish(content)

    get = head = post = put = delete = options = patch = run

    async def reply(self):
        return "ok\n"

    def argument(self, name, limit):
        value = self.get_query_argument(name, "")
        if value.isascii() and value.isdigit() and int(value) <= limit:
            return int(value)
        raise tornado.web.HTTPError(400)


class Slow(Handler):
    async def reply(self):
        await asyncio.sleep(self.argument("ms", MAX_SLOW) / 1000)
        return "slow\n"


class Read(Handler):
    async def reply(self):
        return str(len(self.request.body))


class Echo(Handler):
    async def reply(self):
        return self.request.body


class Size(Handler):
    async def reply(self):
        return b"x" * self.argument("bytes", MAX_BYTES)


class Stream(Handler):
    async def reply(self):
        for part in ("one\n", "two\n", "three\n"):
            if self.request.method != "HEAD":
                self.write(part)
            await self.flush()
        self.finish()


class Close(Handler):
    async def reply(self):
        self.set_header("Connection", "close")
        return "close\n"


class Empty(Handler):
    def initialize(self, status):
        self.status = status

    async def reply(self):
        self.clear_header("Content-Type")
        self.set_status(self.status)
        self.finish()


class Count(Handler):
    async def reply(self):
        key = self.get_query_argument("key", "")
        if not key or (key not in runs and len(runs) >= MAX_KEYS):
            raise tornado.web.HTTPError(400)
        runs[key] = runs.get(key, 0) + 1
        return str(runs[key])


ROUTES = [
    ("/", Handler),
    ("/slow", Slow),
    ("/read", Read),
    ("/echo", Echo),
    ("/size", Size),
    ("/stream", Stream),
    ("/close", Close),
    ("/no-content", Empty, {"status": 204}),
    ("/not-modified", Empty, {"status": 304}),
    ("/count", Count),
]


class Stuck(Exception):
    """Raised into what holds up the event loop."""


def interrupt(number, frame):
    raise Stuck


async def keep_going():
    """Interrupts whatever holds up the event loop for half a second.

    Tornado 6.2 never leaves a chunk with a negative size, and then serves nobody else.
    """
    signal.signal(signal.SIGALRM, interrupt)
    while True:
        signal.setitimer(signal.ITIMER_REAL, 0.5)
        await asyncio.sleep(0.1)


async def main():
    application = tornado.web.Application(ROUTES, log_function=lambda handler: None)
    application.listen(int(sys.argv[1]), "127.0.0.1", max_body_size=MAX_BYTES, max_buffer_size=2 * MAX_BYTES)
    await keep_going()


asyncio.run(main())

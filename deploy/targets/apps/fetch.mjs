// Every capability as a function from Request to Response, for servers of that kind.
//
// usage: deno run --allow-net fetch.mjs PORT, or bun fetch.mjs PORT

const maxSlow = 10_000;
const maxBytes = 64 << 20;
const maxKeys = 10_000;

const runs = new Map();

class Refused extends Error {}

function text(content, status = 200, fields = {}) {
  return new Response(content, { status, headers: { 'Content-Type': 'text/plain', ...fields } });
}

function argument(url, name, limit) {
  const value = url.searchParams.get(name) ?? '';
  if (/^[0-9]{1,9}$/.test(value) && Number(value) <= limit) return Number(value);
  throw new Refused(`${name} must be a number from 0 to ${limit}`);
}

async function slow(url) {
  const ms = argument(url, 'ms', maxSlow);
  await new Promise((resolve) => setTimeout(resolve, ms));
  return text('slow\n');
}

function stream() {
  const parts = ['one\n', 'two\n', 'three\n'];
  const octets = new TextEncoder();
  return text(
    new ReadableStream({
      async pull(controller) {
        await new Promise((resolve) => setTimeout(resolve, 5));
        if (parts.length > 0) controller.enqueue(octets.encode(parts.shift()));
        else controller.close();
      },
    }),
  );
}

function count(url) {
  const key = url.searchParams.get('key') ?? '';
  if (key === '' || (!runs.has(key) && runs.size >= maxKeys)) throw new Refused('no key, or too many of them');
  runs.set(key, (runs.get(key) ?? 0) + 1);
  return text(String(runs.get(key)));
}

const routes = {
  '/': () => text('ok\n'),
  '/slow': slow,
  '/read': async (url, request) => text(String((await request.arrayBuffer()).byteLength)),
  '/echo': async (url, request) => text(await request.arrayBuffer()),
  '/ignore': () => text('ok\n'),
  '/size': (url) => text('x'.repeat(argument(url, 'bytes', maxBytes))),
  '/stream': stream,
  '/close': () => text('close\n', 200, { Connection: 'close' }),
  '/no-content': () => new Response(null, { status: 204 }),
  '/not-modified': () => new Response(null, { status: 304 }),
  '/count': count,
};

async function serve(request) {
  if (request.method === 'CONNECT') return text('no tunnels here\n', 405);
  const url = new URL(request.url);
  const route = routes[url.pathname];
  if (!route) return text('no such capability\n', 404);
  try {
    return await route(url, request);
  } catch (error) {
    return text(`${error.message}\n`, error instanceof Refused ? 400 : 500);
  }
}

if (globalThis.Bun) Bun.serve({ hostname: '127.0.0.1', port: Number(process.argv[2]), idleTimeout: 30, fetch: serve });
else Deno.serve({ hostname: '127.0.0.1', port: Number(Deno.args[0]), onListen() {} }, serve);

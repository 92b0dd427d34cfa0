// Node's http module with every capability.
//
// usage: node server.js PORT [DELAY]
//
// With DELAY, each answer is given from a timer that many milliseconds after the
// request, as an application does that asks a database first.
'use strict';

const http = require('node:http');

const maxSlow = 10_000;
const maxBytes = 64 << 20;
const maxKeys = 10_000;

const [port, delay] = process.argv.slice(2).map(Number);
const runs = new Map();

function text(response, content) {
  response.setHeader('Content-Type', 'text/plain');
  response.setHeader('Content-Length', Buffer.byteLength(content));
  response.end(content);
}

function refuse(response, message) {
  response.statusCode = 400;
  text(response, message + '\n');
}

// argument returns a number between 0 and limit, or undefined after a 400.
function argument(url, response, name, limit) {
  const n = Number(url.searchParams.get(name) || NaN);
  if (Number.isInteger(n) && n >= 0 && n <= limit) return n;
  refuse(response, `${name} must be a number from 0 to ${limit}`);
  return undefined;
}

// readAll calls done with the content once the body has arrived whole.
function readAll(request, done) {
  const parts = [];
  request.on('data', (part) => parts.push(part));
  request.on('end', () => done(Buffer.concat(parts)));
}

function empty(response, status) {
  response.statusCode = status;
  response.end();
}

function stream(response) {
  response.setHeader('Content-Type', 'text/plain');
  for (const part of ['one\n', 'two\n', 'three\n']) response.write(part);
  response.end();
}

function count(url, response) {
  const key = url.searchParams.get('key') || '';
  if (key === '' || (!runs.has(key) && runs.size >= maxKeys)) return refuse(response, 'no key, or too many of them');
  runs.set(key, (runs.get(key) || 0) + 1);
  return text(response, String(runs.get(key)));
}

function slow(url, response) {
  const ms = argument(url, response, 'ms', maxSlow);
  if (ms !== undefined) setTimeout(() => text(response, 'slow\n'), ms);
}

function size(url, response) {
  const bytes = argument(url, response, 'bytes', maxBytes);
  if (bytes !== undefined) text(response, 'x'.repeat(bytes));
}

const routes = {
  '/': (url, request, response) => text(response, 'ok\n'),
  '/slow': (url, request, response) => slow(url, response),
  '/read': (url, request, response) => readAll(request, () => text(response, 'read\n')),
  '/echo': (url, request, response) => readAll(request, (content) => text(response, content)),
  '/ignore': (url, request, response) => text(response, 'ok\n'),
  '/size': (url, request, response) => size(url, response),
  '/stream': (url, request, response) => stream(response),
  '/close': (url, request, response) => {
    response.setHeader('Connection', 'close');
    text(response, 'close\n');
  },
  '/no-content': (url, request, response) => empty(response, 204),
  '/not-modified': (url, request, response) => empty(response, 304),
  '/count': (url, request, response) => count(url, response),
};

function serve(request, response) {
  const url = URL.canParse(request.url, 'http://target') ? new URL(request.url, 'http://target') : undefined;
  const route = url && routes[url.pathname];
  if (route) route(url, request, response);
  else empty(response, 404);
}

http
  .createServer((request, response) => {
    if (delay) setTimeout(serve, delay, request, response);
    else serve(request, response);
  })
  .listen(port, '127.0.0.1');

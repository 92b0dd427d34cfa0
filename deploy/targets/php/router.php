<?php
// PHP's built-in server with every capability but ignore: PHP has read the body before a script runs.

const MAX_SLOW = 10000;
const MAX_BYTES = 64 << 20;

function text(string $content, int $status = 200): void
{
    http_response_code($status);
    header('Content-Type: text/plain');
    header('Content-Length: ' . strlen($content));
    echo $content;
}

// argument returns a number between 0 and limit, or null after a 400.
function argument(string $name, int $limit): ?int
{
    $value = $_GET[$name] ?? '';
    if (is_string($value) && preg_match('/^[0-9]+$/D', $value) && (int) $value <= $limit) {
        return (int) $value;
    }
    text("$name must be a number from 0 to $limit\n", 400);
    return null;
}

function slow(): void
{
    $ms = argument('ms', MAX_SLOW);
    if ($ms !== null) {
        usleep($ms * 1000);
        text("slow\n");
    }
}

function size(): void
{
    $bytes = argument('bytes', MAX_BYTES);
    if ($bytes !== null) {
        text(str_repeat('x', $bytes));
    }
}

function stream(): void
{
    header('Content-Type: text/plain');
    foreach (["one\n", "two\n", "three\n"] as $part) {
        echo $part;
        flush();
    }
}

// Scripts keep nothing between requests, so the counts are in files.
function run_count(): void
{
    $key = $_GET['key'] ?? '';
    if (!is_string($key) || !preg_match('/^[A-Za-z0-9_-]{1,128}$/', $key)) {
        text("key must be of letters, digits, - and _\n", 400);
        return;
    }
    $file = fopen(getenv('COUNTS') . "/$key", 'c+');
    flock($file, LOCK_EX);
    $ran = (int) stream_get_contents($file) + 1;
    rewind($file);
    fwrite($file, (string) $ran);
    fclose($file);
    text((string) $ran);
}

match (parse_url($_SERVER['REQUEST_URI'], PHP_URL_PATH)) {
    '/' => text("ok\n"),
    '/slow' => slow(),
    '/read' => text((string) strlen(file_get_contents('php://input'))),
    '/echo' => text(file_get_contents('php://input')),
    '/size' => size(),
    '/stream' => stream(),
    '/close' => [header('Connection: close'), text("close\n")],
    '/no-content' => http_response_code(204),
    '/not-modified' => http_response_code(304),
    '/count' => run_count(),
    default => text("no such capability\n", 404),
};

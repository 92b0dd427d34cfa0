# Every capability as a Rack application, for any Rack server. A body cut short is refused with 400.

MAX_SLOW = 10_000
MAX_BYTES = 64 << 20
MAX_KEYS = 10_000

Refused = Class.new(StandardError)

# Counts how often a handler ran for a key.
class Counter
  def initialize
    @runs = {}
    @lock = Mutex.new
  end

  def run(key)
    @lock.synchronize do
      raise Refused, 'no key, or too many of them' if key.empty? || (!@runs.key?(key) && @runs.size >= MAX_KEYS)

      @runs[key] = @runs.fetch(key, 0) + 1
    end
  end
end

# Content of a length that nobody knows beforehand.
class Stream
  def each(&block) = %W[one\n two\n three\n].each(&block)
end

RUNS = Counter.new

def text(env, content, status: 200, **fields)
  head = { 'Content-Type' => 'text/plain', 'Content-Length' => content.bytesize.to_s, **fields.transform_keys(&:to_s) }
  [status, head, env['REQUEST_METHOD'] == 'HEAD' ? [] : [content]]
end

def body(env)
  content = env['rack.input'].read.to_s
  length = env['CONTENT_LENGTH']
  raise Refused, 'body incomplete' if length && content.bytesize < length.to_i

  content
end

def query(env, name) = Rack::Utils.parse_query(env['QUERY_STRING'])[name].to_s

def argument(env, name, limit)
  value = query(env, name)
  raise Refused, "#{name} must be a number from 0 to #{limit}" unless value.match?(/\A\d+\z/) && value.to_i <= limit

  value.to_i
end

def slow(env)
  sleep argument(env, 'ms', MAX_SLOW) / 1000.0
  text(env, "slow\n")
end

ROUTES = {
  '/' => ->(env) { text(env, "ok\n") },
  '/slow' => ->(env) { slow(env) },
  '/read' => ->(env) { text(env, body(env).bytesize.to_s) },
  '/echo' => ->(env) { text(env, body(env)) },
  '/ignore' => ->(env) { text(env, "ok\n") },
  '/size' => ->(env) { text(env, 'x' * argument(env, 'bytes', MAX_BYTES)) },
  '/stream' => ->(env) { [200, { 'Content-Type' => 'text/plain' }, env['REQUEST_METHOD'] == 'HEAD' ? [] : Stream.new] },
  '/close' => ->(env) { text(env, "close\n", Connection: 'close') },
  '/no-content' => ->(_) { [204, {}, []] },
  '/not-modified' => ->(_) { [304, {}, []] },
  '/count' => ->(env) { text(env, RUNS.run(query(env, 'key')).to_s) }
}.freeze

run(lambda do |env|
  route = ROUTES[env['PATH_INFO']]
  route ? route.call(env) : text(env, "no such capability\n", status: 404)
rescue Refused => e
  text(env, "#{e.message}\n", status: 400)
end)

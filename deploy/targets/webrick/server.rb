# WEBrick with every capability.
#
# usage: server.rb PORT

require 'webrick'

MAX_SLOW = 10_000
MAX_BYTES = 64 << 20
MAX_KEYS = 10_000

RUNS = {}
LOCK = Mutex.new

def text(response, content)
  response['Content-Type'] = 'text/plain'
  response.body = content
end

def argument(request, name, limit)
  value = request.query[name].to_s
  unless value.match?(/\A\d+\z/) && value.to_i <= limit
    raise WEBrick::HTTPStatus::BadRequest, "#{name} must be a number from 0 to #{limit}"
  end

  value.to_i
end

def slow(request, response)
  sleep argument(request, 'ms', MAX_SLOW) / 1000.0
  text(response, "slow\n")
end

def stream(response)
  response['Content-Type'] = 'text/plain'
  response.chunked = true
  response.body = ->(out) { %W[one\n two\n three\n].each { |part| out.write(part) } }
end

def close(response)
  response['Connection'] = 'close'
  text(response, "close\n")
end

def count(request, response)
  key = request.query['key'].to_s
  LOCK.synchronize do
    raise WEBrick::HTTPStatus::BadRequest if key.empty? || (!RUNS.key?(key) && RUNS.size >= MAX_KEYS)

    RUNS[key] = RUNS.fetch(key, 0) + 1
    text(response, RUNS[key].to_s)
  end
end

# WEBrick sends 100 (Continue) when its application asks for it.
def body(request)
  request.continue
  request.body.to_s
end

ROUTES = {
  '/' => ->(_, response) { text(response, "ok\n") },
  '/slow' => ->(request, response) { slow(request, response) },
  '/read' => ->(request, response) { text(response, body(request).bytesize.to_s) },
  '/echo' => ->(request, response) { text(response, body(request)) },
  '/ignore' => ->(_, response) { text(response, "ok\n") },
  '/size' => ->(request, response) { text(response, 'x' * argument(request, 'bytes', MAX_BYTES)) },
  '/stream' => ->(_, response) { stream(response) },
  '/close' => ->(_, response) { close(response) },
  '/no-content' => ->(_, response) { response.status = 204 },
  '/not-modified' => ->(_, response) { response.status = 304 },
  '/count' => ->(request, response) { count(request, response) }
}.freeze

# Takes every method alike.
class Capable < WEBrick::HTTPServlet::AbstractServlet
  def service(request, response)
    route = ROUTES[request.path]
    raise WEBrick::HTTPStatus::NotFound unless route

    route.call(request, response)
  end
end

server = WEBrick::HTTPServer.new(BindAddress: '127.0.0.1', Port: Integer(ARGV.fetch(0)), AccessLog: [],
                                 Logger: WEBrick::Log.new($stderr, WEBrick::Log::WARN))
server.mount('/', Capable)
trap('TERM') { server.shutdown }
server.start

# Capabilities as a handler of H2O's mruby. The counts live as long as the one thread of the server.

MAX_KEYS = 10_000
RUNS = {}

def text(content, status = 200, fields = {})
  [status, { 'content-type' => 'text/plain', 'content-length' => content.bytesize.to_s }.merge(fields), [content]]
end

def argument(env, name)
  query = env['QUERY_STRING'].to_s
  query[0, name.size + 1] == "#{name}=" ? query[(name.size + 1)..-1] : ''
end

# Content of a length that H2O is not told.
class Stream
  def each
    %W[one\n two\n three\n].each { |part| yield part }
  end
end

def count(key)
  return text("no key, or too many of them\n", 400) if key.empty? || (!RUNS.key?(key) && RUNS.size >= MAX_KEYS)

  RUNS[key] = (RUNS[key] || 0) + 1
  text(RUNS[key].to_s)
end

def body(env)
  input = env['rack.input']
  input ? input.read.to_s : ''
end

lambda do |env|
  case env['PATH_INFO']
  when '/', '/ignore' then text("ok\n")
  when '/read' then text(body(env).bytesize.to_s)
  when '/echo' then text(body(env))
  when '/stream' then [200, { 'content-type' => 'text/plain' }, Stream.new]
  when '/close' then text("close\n", 200, 'connection' => 'close')
  when '/no-content' then [204, {}, []]
  when '/not-modified' then [304, {}, []]
  when '/count' then count(argument(env, 'key'))
  else text("no such capability\n", 404)
  end
end

// cpp-httplib with every capability.
//
// usage: main PORT

#include <httplib.h>

#include <chrono>
#include <cstdlib>
#include <map>
#include <mutex>
#include <string>
#include <thread>

namespace {

constexpr long kMaxSlow = 10000;
constexpr long kMaxBytes = 64 << 20;
constexpr size_t kMaxKeys = 10000;

std::map<std::string, int> runs;
std::mutex lock;

void Text(httplib::Response& res, const std::string& content) { res.set_content(content, "text/plain"); }

// Argument returns a number between 0 and limit, or -1 after a 400.
long Argument(const httplib::Request& req, httplib::Response& res, const char* name, long limit) {
  const std::string value = req.get_param_value(name);
  if (!value.empty() && value.size() < 10 && value.find_first_not_of("0123456789") == std::string::npos) {
    const long n = std::strtol(value.c_str(), nullptr, 10);
    if (n <= limit) return n;
  }
  res.status = 400;
  Text(res, std::string(name) + " must be a number from 0 to " + std::to_string(limit) + "\n");
  return -1;
}

void Slow(const httplib::Request& req, httplib::Response& res) {
  const long ms = Argument(req, res, "ms", kMaxSlow);
  if (ms < 0) return;
  std::this_thread::sleep_for(std::chrono::milliseconds(ms));
  Text(res, "slow\n");
}

void Size(const httplib::Request& req, httplib::Response& res) {
  const long bytes = Argument(req, res, "bytes", kMaxBytes);
  if (bytes >= 0) Text(res, std::string(bytes, 'x'));
}

void Stream(const httplib::Request&, httplib::Response& res) {
  res.set_chunked_content_provider("text/plain", [](size_t, httplib::DataSink& sink) {
    for (const std::string part : {"one\n", "two\n", "three\n"}) sink.write(part.data(), part.size());
    sink.done();
    return true;
  });
}

void Count(const httplib::Request& req, httplib::Response& res) {
  const std::string key = req.get_param_value("key");
  const std::lock_guard<std::mutex> held(lock);
  if (key.empty() || (runs.count(key) == 0 && runs.size() >= kMaxKeys)) {
    res.status = 400;
    return Text(res, "no key, or too many of them\n");
  }
  Text(res, std::to_string(++runs[key]));
}

// Both serves a path for the methods that cases use.
void Both(httplib::Server& server, const char* path, const httplib::Server::Handler& handler) {
  server.Get(path, handler);  // and HEAD
  server.Post(path, handler);
  server.Put(path, handler);
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 2) return 2;
  httplib::Server server;
  server.set_payload_max_length(kMaxBytes);
  // A connection keeps its thread for as long as it lives.
  server.new_task_queue = [] { return new httplib::ThreadPool(64); };
  const auto ok = [](const httplib::Request&, httplib::Response& res) { Text(res, "ok\n"); };
  Both(server, "/", ok);
  Both(server, "/slow", Slow);
  Both(server, "/read", [](const httplib::Request& req, httplib::Response& res) { Text(res, std::to_string(req.body.size())); });
  Both(server, "/echo", [](const httplib::Request& req, httplib::Response& res) { Text(res, req.body); });
  Both(server, "/size", Size);
  Both(server, "/stream", Stream);
  Both(server, "/close", [](const httplib::Request&, httplib::Response& res) {
    res.set_header("Connection", "close");
    Text(res, "close\n");
  });
  Both(server, "/no-content", [](const httplib::Request&, httplib::Response& res) { res.status = 204; });
  Both(server, "/not-modified", [](const httplib::Request&, httplib::Response& res) { res.status = 304; });
  Both(server, "/count", Count);
  return server.listen("127.0.0.1", std::atoi(argv[1])) ? 0 : 1;
}

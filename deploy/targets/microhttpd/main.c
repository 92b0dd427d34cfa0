// libmicrohttpd with every capability: its own poll loop, and a thread for each slow answer.
//
// usage: main PORT

#include <arpa/inet.h>
#include <microhttpd.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { max_slow = 10000, max_bytes = 64 << 20, max_keys = 10000, max_key = 128 };

static struct {
  char key[max_key + 1];
  int ran;
} runs[max_keys];
static size_t known;

// exchange is what is kept of a request between the calls of serve.
struct exchange {
  char* body;
  size_t length;
  int awaited; // the time of a slow answer is over
};

static struct exchange seen; // its address marks a request of which the head has been seen

static enum MHD_Result send_text(struct MHD_Connection* c, unsigned status, const char* text, const char* connection) {
  struct MHD_Response* r = MHD_create_response_from_buffer(strlen(text), (void*)text, MHD_RESPMEM_MUST_COPY);
  MHD_add_response_header(r, "Content-Type", "text/plain");
  if (connection) MHD_add_response_header(r, "Connection", connection);
  enum MHD_Result done = MHD_queue_response(c, status, r);
  MHD_destroy_response(r);
  return done;
}

static enum MHD_Result send_octets(struct MHD_Connection* c, char* octets, size_t length) {
  struct MHD_Response* r = MHD_create_response_from_buffer(length, octets, MHD_RESPMEM_MUST_FREE);
  MHD_add_response_header(r, "Content-Type", "text/plain");
  enum MHD_Result done = MHD_queue_response(c, MHD_HTTP_OK, r);
  MHD_destroy_response(r);
  return done;
}

static enum MHD_Result send_empty(struct MHD_Connection* c, unsigned status) {
  struct MHD_Response* r = MHD_create_response_from_buffer(0, NULL, MHD_RESPMEM_PERSISTENT);
  enum MHD_Result done = MHD_queue_response(c, status, r);
  MHD_destroy_response(r);
  return done;
}

// argument returns a number between 0 and limit, or -1.
static long argument(struct MHD_Connection* c, const char* name, long limit) {
  const char* value = MHD_lookup_connection_value(c, MHD_GET_ARGUMENT_KIND, name);
  if (!value || !*value || strlen(value) > 9 || strspn(value, "0123456789") != strlen(value)) return -1;
  long n = atol(value);
  return n <= limit ? n : -1;
}

static ssize_t next_part(void* state, uint64_t position, char* buffer, size_t size) {
  static const char parts[] = "one\ntwo\nthree\n";
  (void)state;
  if (position >= sizeof parts - 1) return MHD_CONTENT_READER_END_OF_STREAM;
  size_t length = strcspn(parts + position, "\n") + 1;
  if (length > size) length = size;
  memcpy(buffer, parts + position, length);
  return (ssize_t)length;
}

static enum MHD_Result stream(struct MHD_Connection* c) {
  struct MHD_Response* r = MHD_create_response_from_callback(MHD_SIZE_UNKNOWN, 64, next_part, NULL, NULL);
  MHD_add_response_header(r, "Content-Type", "text/plain");
  enum MHD_Result done = MHD_queue_response(c, MHD_HTTP_OK, r);
  MHD_destroy_response(r);
  return done;
}

static enum MHD_Result size(struct MHD_Connection* c) {
  long bytes = argument(c, "bytes", max_bytes);
  char* octets = bytes < 0 ? NULL : malloc((size_t)bytes + 1);
  if (!octets) return send_text(c, MHD_HTTP_BAD_REQUEST, "bytes must be a number from 0 to 67108864\n", NULL);
  memset(octets, 'x', (size_t)bytes);
  return send_octets(c, octets, (size_t)bytes);
}

// count runs on the one thread of the loop only.
static enum MHD_Result count(struct MHD_Connection* c) {
  const char* key = MHD_lookup_connection_value(c, MHD_GET_ARGUMENT_KIND, "key");
  size_t i = 0;
  if (!key || !*key || strlen(key) > max_key) return send_text(c, MHD_HTTP_BAD_REQUEST, "no key\n", NULL);
  while (i < known && strcmp(runs[i].key, key) != 0) i++;
  if (i == max_keys) return send_text(c, MHD_HTTP_BAD_REQUEST, "too many keys\n", NULL);
  if (i == known) strcpy(runs[known++].key, key);
  char text[16];
  snprintf(text, sizeof text, "%d", ++runs[i].ran);
  return send_text(c, MHD_HTTP_OK, text, NULL);
}

struct nap {
  struct MHD_Connection* connection;
  long ms;
};

static void* wake(void* state) {
  struct nap* nap = state;
  struct timespec t = {nap->ms / 1000, nap->ms % 1000 * 1000000};
  nanosleep(&t, NULL);
  MHD_resume_connection(nap->connection);
  free(nap);
  return NULL;
}

// slow suspends the connection; the loop serves others meanwhile, and calls serve again.
static enum MHD_Result slow(struct MHD_Connection* c, struct exchange* x) {
  if (x->awaited) return send_text(c, MHD_HTTP_OK, "slow\n", NULL);
  x->awaited = 1;
  long ms = argument(c, "ms", max_slow);
  struct nap* nap = ms < 0 ? NULL : malloc(sizeof *nap);
  pthread_t thread;
  if (!nap) return send_text(c, MHD_HTTP_BAD_REQUEST, "ms must be a number from 0 to 10000\n", NULL);
  *nap = (struct nap){c, ms};
  MHD_suspend_connection(c);
  if (pthread_create(&thread, NULL, wake, nap) != 0) return MHD_NO;
  pthread_detach(thread);
  return MHD_YES;
}

static enum MHD_Result answer(struct MHD_Connection* c, const char* path, struct exchange* x) {
  char text[32];
  if (!strcmp(path, "/")) return send_text(c, MHD_HTTP_OK, "ok\n", NULL);
  if (!strcmp(path, "/slow")) return slow(c, x);
  if (!strcmp(path, "/size")) return size(c);
  if (!strcmp(path, "/stream")) return stream(c);
  if (!strcmp(path, "/close")) return send_text(c, MHD_HTTP_OK, "close\n", "close");
  if (!strcmp(path, "/no-content")) return send_empty(c, MHD_HTTP_NO_CONTENT);
  if (!strcmp(path, "/not-modified")) return send_empty(c, MHD_HTTP_NOT_MODIFIED);
  if (!strcmp(path, "/count")) return count(c);
  if (!strcmp(path, "/read")) {
    snprintf(text, sizeof text, "%zu", x->length);
    return send_text(c, MHD_HTTP_OK, text, NULL);
  }
  if (!strcmp(path, "/echo")) {
    char* body = x->body ? x->body : malloc(1);
    x->body = NULL;
    return send_octets(c, body, x->length);
  }
  return send_text(c, MHD_HTTP_NOT_FOUND, "no such capability\n", NULL);
}

static enum MHD_Result keep(struct exchange* x, const char* part, size_t* length) {
  if (x->length + *length > max_bytes) return MHD_NO;
  char* body = realloc(x->body, x->length + *length);
  if (!body) return MHD_NO;
  memcpy(body + x->length, part, *length);
  x->body = body;
  x->length += *length;
  *length = 0;
  return MHD_YES;
}

// serve is called once with the head, once for each part of the body, and once at its end.
// One path answers at the head and leaves the body to the library.
static enum MHD_Result serve(void* state, struct MHD_Connection* c, const char* path, const char* method, const char* version,
                             const char* part, size_t* length, void** memory) {
  (void)state, (void)method, (void)version;
  if (!*memory) {
    *memory = &seen;
    if (!strcmp(path, "/ignore")) return send_text(c, MHD_HTTP_OK, "ok\n", NULL);
    return (*memory = calloc(1, sizeof(struct exchange))) ? MHD_YES : MHD_NO;
  }
  if (*length) return keep(*memory, part, length);
  return answer(c, path, *memory);
}

static void forget(void* state, struct MHD_Connection* c, void** memory, enum MHD_RequestTerminationCode why) {
  (void)state, (void)c, (void)why;
  struct exchange* x = *memory;
  if (!x || x == &seen) return;
  free(x->body);
  free(x);
}

int main(int argc, char** argv) {
  if (argc != 2) return 2;
  struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons((uint16_t)atoi(argv[1]))};
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  struct MHD_Daemon* daemon = MHD_start_daemon(
      MHD_USE_POLL_INTERNAL_THREAD | MHD_ALLOW_SUSPEND_RESUME, 0, NULL, NULL, serve, NULL, MHD_OPTION_SOCK_ADDR, &address,
      MHD_OPTION_NOTIFY_COMPLETED, forget, NULL, MHD_OPTION_CONNECTION_TIMEOUT, 30u, MHD_OPTION_END);
  if (!daemon) return perror("MHD_start_daemon"), 1;
  sigset_t end;
  int signal;
  sigemptyset(&end);
  sigaddset(&end, SIGTERM);
  sigprocmask(SIG_BLOCK, &end, NULL);
  sigwait(&end, &signal);
  return 0;
}

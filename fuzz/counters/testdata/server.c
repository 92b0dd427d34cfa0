/* Answers one request on each connection, GET in another way than the rest. It prints its address. */
#include <arpa/inet.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

static const char *answer(const char *request) {
	if (strncmp(request, "GET ", 4) == 0)
		return "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 0\r\n\r\n";
	return "HTTP/1.1 405 Method Not Allowed\r\nConnection: close\r\nContent-Length: 0\r\n\r\n";
}

int main(void) {
	struct sockaddr_in at = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	socklen_t size = sizeof at;
	int listener = socket(AF_INET, SOCK_STREAM, 0);
	if (bind(listener, (struct sockaddr *)&at, size) || listen(listener, 16) || getsockname(listener, (struct sockaddr *)&at, &size))
		return 1;
	printf("127.0.0.1:%d\n", ntohs(at.sin_port));
	fflush(stdout);
	for (;;) {
		char request[4096] = "";
		int c = accept(listener, NULL, NULL);
		if (c < 0 || read(c, request, sizeof request - 1) < 0)
			return 1;
		const char *text = answer(request);
		if (write(c, text, strlen(text)) < 0)
			return 1;
		close(c);
	}
}

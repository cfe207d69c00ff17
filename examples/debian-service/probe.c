/* probe - asks a web server on this host for its first page; exit status 0 when it answers 200. */
#include <arpa/inet.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

int main(int argc, char **argv)
{
	static const char request[] = "GET / HTTP/1.0\r\nHost: localhost\r\n\r\n";
	struct sockaddr_in to = {
		.sin_family = AF_INET, .sin_port = htons(argc > 1 ? atoi(argv[1]) : 80)};
	struct timeval limit = {.tv_sec = 2};
	char answer[64] = "";
	int fd = socket(AF_INET, SOCK_STREAM, 0);

	to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	if (fd < 0 || setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit) < 0 ||
		connect(fd, (struct sockaddr *)&to, sizeof to) < 0 ||
		write(fd, request, sizeof request - 1) != (ssize_t)sizeof request - 1 ||
		read(fd, answer, sizeof answer - 1) <= 0) {
		perror("probe");
		return 1;
	}
	answer[strcspn(answer, "\r\n")] = '\0';
	puts(answer);
	return strstr(answer, " 200 ") == NULL;
}

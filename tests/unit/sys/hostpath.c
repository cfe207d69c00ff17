#include "sys/hostpath.h"

#include <criterion/criterion.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

Test(hostpath, opens_what_is_there)
{
	struct err e;
	int fd = -1;

	cr_assert_eq(hostpath_open("/", &fd, &e), 0, "%s", e.text);
	cr_assert(fcntl(fd, F_GETFD) & FD_CLOEXEC);
	cr_assert_eq(fcntl(fd, F_GETFL) & O_ACCMODE, O_RDONLY);
	close(fd);
	cr_assert(hostpath_has("/"));
}

Test(hostpath, names_what_is_not)
{
	static const char *const paths[] = {"/not/there", "/dev/null/x"};
	struct err e;
	int fd = -1;

	for (size_t i = 0; i < 2; i++) {
		cr_assert_eq(hostpath_open(paths[i], &fd, &e), -1);
		cr_assert_eq(e.kind, ERR_NOT_FOUND);
		cr_assert(strstr(e.text, paths[i]));
		cr_assert_eq(fd, -1);
		cr_assert(!hostpath_has(paths[i]));
	}
}

Test(hostpath, a_loop_of_links_is_an_error_of_the_system)
{
	char path[] = "/tmp/lichen-hostpath-XXXXXX";
	char link[64];
	struct err e;
	int fd = -1;

	cr_assert_not_null(mkdtemp(path));
	snprintf(link, sizeof link, "%s/loop", path);
	cr_assert_eq(symlink("loop", link), 0);
	cr_assert_eq(hostpath_open(link, &fd, &e), -1);
	cr_assert_eq(e.kind, ERR_SYS);
	unlink(link);
	rmdir(path);
}

Test(hostpath, only_a_socket_is_one)
{
	char path[] = "/tmp/lichen-hostpath-XXXXXX";
	struct sockaddr_un address = {.sun_family = AF_UNIX};
	struct err e;
	int fd = -1;

	cr_assert(mkdtemp(path));
	snprintf(address.sun_path, sizeof address.sun_path, "%s/s", path);
	AUTO(fd_close) int listening = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

	cr_assert_eq(bind(listening, (struct sockaddr *)&address, sizeof address), 0);
	cr_assert_eq(hostpath_socket(address.sun_path, &fd, &e), 0, "%s", e.text);
	cr_assert_geq(fd, 0);
	fd_close(&fd);
	cr_assert_eq(hostpath_socket(path, &fd, &e), -1);
	cr_assert_eq(e.kind, ERR_USAGE);
	cr_assert_eq(unlink(address.sun_path), 0);
	cr_assert_eq(hostpath_socket(address.sun_path, &fd, &e), -1);
	cr_assert_eq(e.kind, ERR_NOT_FOUND);
	cr_assert_eq(fd, -1);
	cr_assert_eq(rmdir(path), 0);
}

/* landlock - programs of elsewhere do not run, sockets of elsewhere do not answer, and all else
 * does. */
#include "sys/landlock.h"

#include <errno.h>
#include <fcntl.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>

#include "inside.h"

enum { NEEDED = 6 };

TestSuite(landlock, .timeout = 20);

static socklen_t address_of(const char *name, struct sockaddr_un *out)
{
	*out = (struct sockaddr_un){.sun_family = AF_UNIX};
	return (socklen_t)(offsetof(struct sockaddr_un, sun_path) + 1 +
			   (size_t)sprintf(out->sun_path + 1, "lichen-test-%s-%d", name, getpid()));
}

static int listener(const char *name)
{
	struct sockaddr_un at;
	socklen_t n = address_of(name, &at);
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

	CHECK(bind(fd, (struct sockaddr *)&at, n) == 0 && listen(fd, 4) == 0);
	return fd;
}

static int error_of_connecting(const char *name)
{
	struct sockaddr_un at;
	socklen_t n = address_of(name, &at);
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	int error = connect(fd, (struct sockaddr *)&at, n) == 0 ? 0 : errno;

	close(fd);
	return error;
}

static int sockets(void *argument)
{
	struct err e;
	int before = listener("before"), after;

	(void)argument;
	CHECK(error_of_connecting("before") == 0);
	CHECK_OK(landlock_enclose("/", &e));
	CHECK(error_of_connecting("before") == EPERM);
	after = listener("after");
	CHECK(error_of_connecting("after") == 0);
	close(before);
	close(after);
	return 0;
}

Test(landlock, an_abstract_socket_of_elsewhere_is_closed)
{
	if (landlock_version() < NEEDED)
		cr_skip_test("skipped: this kernel's Landlock has no scopes (Linux 6.12)");
	inside(sockets, NULL);
}

static int status_of(const char *program)
{
	int status = -1;
	pid_t pid = fork();

	if (pid == 0) {
		execl(program, program, "-c", "exit 7", (char *)NULL);
		_exit(errno);
	}
	CHECK(waitpid(pid, &status, 0) == pid && WIFEXITED(status));
	return WEXITSTATUS(status);
}

static int programs(void *argument)
{
	struct err e;

	CHECK(status_of("/bin/sh") == 7);
	CHECK_OK(landlock_enclose(argument, &e));
	CHECK(status_of("/bin/sh") == EACCES);
	CHECK(status_of("/proc/self/exe") == EACCES);
	return 0;
}

/* What an enclosure must not take. */
static int the_rest(void *argument)
{
	char from[200], to[200];
	struct err e;
	int fd;

	CHECK_OK(landlock_enclose("/", &e));
	CHECK(status_of("/bin/sh") == 7);
	snprintf(from, sizeof from, "%s/a", (char *)argument);
	snprintf(to, sizeof to, "%s/b", (char *)argument);
	CHECK(mkdir(from, 0700) == 0 && mkdir(to, 0700) == 0);
	strcat(from, "/file");
	strcat(to, "/file");
	fd = open(from, O_RDWR | O_CREAT, 0600);
	CHECK(fd >= 0 && write(fd, "x", 1) == 1 && ftruncate(fd, 0) == 0);
	close(fd);
	CHECK(rename(from, to) == 0 && link(to, from) == 0);
	CHECK(unlink(from) == 0 && unlink(to) == 0);
	*strrchr(from, '/') = *strrchr(to, '/') = '\0';
	CHECK(rmdir(from) == 0 && rmdir(to) == 0);
	return 0;
}

Test(landlock, programs_are_those_below_the_root)
{
	char directory[] = "/tmp/landlock.XXXXXX";

	cr_assert(mkdtemp(directory) != NULL);
	if (landlock_version() < NEEDED)
		cr_skip_test("skipped: this kernel's Landlock has no scopes (Linux 6.12)");
	inside(programs, directory);
	inside(the_rest, directory);
	rmdir(directory);
}

static int nowhere(void *argument)
{
	struct err e;

	(void)argument;
	CHECK(landlock_enclose("/no/such/directory", &e) == -1 && e.kind == ERR_SYS);
	return 0;
}

Test(landlock, a_root_that_is_not_there_is_an_error)
{
	if (landlock_version() < NEEDED)
		cr_skip_test("skipped: this kernel's Landlock has no scopes (Linux 6.12)");
	inside(nowhere, NULL);
}

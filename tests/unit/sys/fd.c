#include "sys/fd.h"

#include <criterion/criterion.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static bool is_open(int fd)
{
	return fcntl(fd, F_GETFD) >= 0;
}

Test(fd, close_is_idempotent_and_keeps_errno)
{
	struct err e;
	int ends[2];

	cr_assert_eq(fd_pipe(ends, &e), 0);
	int number = ends[0];

	errno = ERANGE;
	fd_close(&ends[0]);
	fd_close(&ends[0]);
	cr_assert_eq(errno, ERANGE);
	cr_assert_eq(ends[0], -1);
	cr_assert(!is_open(number));
	fd_close(&ends[1]);
}

Test(fd, take_moves_ownership)
{
	int fd = 7;

	cr_assert_eq(fd_take(&fd), 7);
	cr_assert_eq(fd, -1);
}

Test(fd, a_pipe_does_not_survive_exec)
{
	struct err e;
	int ends[2];

	cr_assert_eq(fd_pipe(ends, &e), 0);
	cr_assert(fcntl(ends[0], F_GETFD) & FD_CLOEXEC);
	cr_assert(fcntl(ends[1], F_GETFD) & FD_CLOEXEC);
	fd_close(&ends[0]);
	fd_close(&ends[1]);
}

/* A pipe gives what is there, so a whole read takes several calls. */
Test(fd, read_full_collects_pieces_and_stops_at_the_end)
{
	struct err e;
	int ends[2];
	char bytes[8] = "";

	cr_assert_eq(fd_pipe(ends, &e), 0);
	if (fork() == 0) {
		for (int i = 0; i < 5; i++) {
			usleep(2000);
			if (write(ends[1], &"abcde"[i], 1) != 1)
				_exit(1);
		}
		_exit(0);
	}
	fd_close(&ends[1]);
	cr_assert_eq(fd_read_full(ends[0], bytes, sizeof bytes), 5);
	cr_assert_str_eq(bytes, "abcde");
	fd_close(&ends[0]);
}

Test(fd, write_full_says_why_it_failed)
{
	struct err e;
	int ends[2];

	signal(SIGPIPE, SIG_IGN);
	cr_assert_eq(fd_pipe(ends, &e), 0);
	fd_close(&ends[0]);
	cr_assert_eq(fd_write_full(ends[1], "x", 1, &e), -1);
	cr_assert_eq(e.kind, ERR_SYS);
	cr_assert_eq(e.sys_errno, EPIPE);
	fd_close(&ends[1]);
}

static int read_text(const char *text, size_t limit, struct buf *out, struct err *e)
{
	int ends[2];

	cr_assert_eq(fd_pipe(ends, e), 0);
	cr_assert_eq(fd_write_full(ends[1], text, strlen(text), e), 0);
	fd_close(&ends[1]);
	int result = fd_read_all(ends[0], limit, out, e);

	fd_close(&ends[0]);
	return result;
}

Test(fd, read_all_appends_up_to_exactly_the_limit)
{
	struct err e;
	AUTO(buf_release) struct buf b = {0};

	buf_cstr_add(&b, "before ");
	cr_assert_eq(read_text("12345", 5, &b, &e), 0);
	cr_assert_str_eq(buf_cstr(&b), "before 12345");
	cr_assert_eq(read_text("123456", 5, &b, &e), -1);
	cr_assert_eq(e.kind, ERR_LIMIT);
	cr_assert_str_eq(e.text, "longer than 5 bytes");
	cr_assert_eq(read_text("", 0, &b, &e), 0);
	cr_assert_eq(read_text("1", 0, &b, &e), -1);
}

Test(fd, read_all_stops_at_an_endless_source)
{
	struct err e;
	AUTO(buf_release) struct buf b = {0};
	AUTO(fd_close) int zero = open("/dev/zero", O_RDONLY | O_CLOEXEC);

	cr_assert_eq(fd_read_all(zero, 1 << 20, &b, &e), -1);
	cr_assert_eq(e.kind, ERR_LIMIT);
	cr_assert_leq(b.n, (size_t)1 << 20);
}

Test(fd, reading_a_directory_is_an_error)
{
	struct err e;
	AUTO(buf_release) struct buf b = {0};
	AUTO(fd_close) int dir = open("/", O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	cr_assert_eq(fd_read_all(dir, 10, &b, &e), -1);
	cr_assert_eq(e.sys_errno, EISDIR);
	cr_assert_eq(fd_read_full(dir, &e, 1), -1);
}

static void note_signal(int number)
{
	(void)number;
}

/* The child holds the lock, interrupts whoever waits for it, and lets go later. */
static void hold_and_interrupt(int fd, int ready)
{
	const struct timespec a_while = {.tv_nsec = 50000000};

	if (fd_lock(fd, LOCK_EX) < 0 || write(ready, "x", 1) != 1)
		_exit(1);
	nanosleep(&a_while, NULL);
	kill(getppid(), SIGUSR1);
	nanosleep(&a_while, NULL);
	_exit(0);
}

Test(fd, a_lock_is_waited_for_in_spite_of_signals, .timeout = 20)
{
	char path[] = "/tmp/lichen-fd-XXXXXX", byte = 0;
	struct sigaction action = {.sa_handler = note_signal};
	struct err e;
	int fd = mkstemp(path), own = open(path, O_RDWR | O_CLOEXEC), ready[2], status = 0;

	cr_assert(fd >= 0 && own >= 0 && unlink(path) == 0);
	cr_assert_eq(sigaction(SIGUSR1, &action, NULL), 0);
	cr_assert_eq(fd_pipe(ready, &e), 0);
	pid_t pid = fork();

	if (pid == 0) {
		fd_close(&own);
		hold_and_interrupt(fd, ready[1]);
	}
	fd_close(&fd);
	cr_assert_eq(read(ready[0], &byte, 1), 1);
	errno = 0;
	cr_expect(fd_lock(own, LOCK_EX | LOCK_NB) < 0 && errno == EWOULDBLOCK);
	cr_expect_eq(fd_lock(own, LOCK_EX), 0);
	cr_assert(waitpid(pid, &status, 0) == pid && status == 0);
	fd_close(&own);
	fd_close(&ready[0]);
	fd_close(&ready[1]);
}

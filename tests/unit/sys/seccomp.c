/* seccomp - docker's default profile by its effect, in a child of its own. */
#include "sys/seccomp.h"

#include <criterion/criterion.h>
#include <errno.h>
#include <sched.h>
#include <stdbool.h>
#include <sys/personality.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

struct effect {
	long number;
	unsigned long first, second;
	int error; /* -1: anything but EPERM and ENOSYS */
};

static const struct effect effects[] = {
	{SYS_mount, 0, 0, EPERM},
	{SYS_umount2, 0, 0, EPERM},
	{SYS_pivot_root, 0, 0, EPERM},
	{SYS_unshare, CLONE_NEWUSER, 0, EPERM},
	{SYS_setns, 0, 0, EPERM},
	{SYS_bpf, 0, 0, EPERM},
	{SYS_keyctl, 0, 0, EPERM},
	{SYS_add_key, 0, 0, EPERM},
	{SYS_perf_event_open, 0, 0, EPERM},
	{SYS_userfaultfd, 0, 0, EPERM},
	{SYS_io_uring_setup, 1, 0, EPERM},
	{SYS_open_by_handle_at, 0, 0, EPERM},
	{SYS_kexec_load, 0, 0, EPERM},
	{SYS_reboot, 0, 0, EPERM},
	{SYS_settimeofday, 0, 0, EPERM},
	{SYS_sethostname, 0, 0, EPERM},
	{SYS_init_module, 0, 0, EPERM},
	{SYS_move_mount, 0, 0, EPERM},
	{SYS_fsopen, 0, 0, EPERM},
	{SYS_clone3, 0, 0, ENOSYS},
	{SYS_clone, CLONE_NEWUSER, 0, EPERM},
	{SYS_clone, CLONE_NEWNET, 0, EPERM},
	{SYS_socket, AF_VSOCK, SOCK_STREAM, EPERM},
	{SYS_socket, AF_ALG, SOCK_SEQPACKET, EPERM},
	{SYS_socket, AF_NFC, SOCK_SEQPACKET, -1},
	{SYS_personality, ADDR_NO_RANDOMIZE, 0, EPERM},
	{470, 0, 0, ENOSYS}, /* newer than every table */
	{SYS_personality, 0xffffffff, 0, -1},
	{SYS_socket, AF_INET, SOCK_DGRAM, -1},
	{452, 0, 0, -1}, /* fchmodat2 */
	{SYS_getpid, 0, 0, -1},
	{SYS_openat2, 0, 0, -1},
	{SYS_statx, 0, 0, -1},
	{SYS_ptrace, 0, 0, -1},
	{SYS_chroot, 0, 0, -1},
};

static bool agrees(const struct effect *want)
{
	errno = 0;
	long result = syscall(want->number, want->first, want->second, 0, 0, 0);

	if (want->error > 0)
		return result == -1 && errno == want->error;
	return result != -1 || (errno != EPERM && errno != ENOSYS);
}

/* Exit status: the 1-based row that disagrees, 0 for none. */
static int check_in_child(void)
{
	struct err e;

	if (seccomp_install(&e) < 0)
		return 200;
	for (size_t i = 0; i < sizeof effects / sizeof *effects; i++)
		if (!agrees(&effects[i]))
			return (int)i + 1;
	return 0;
}

Test(seccomp, has_the_effect_of_dockers_default_profile)
{
	int status = 0;
	pid_t child = fork();

	if (child == 0) {
		/* no_new_privs stands in for the capability that a step's set-up has */
		syscall(SYS_prctl, 38, 1, 0, 0, 0);
		_exit(check_in_child());
	}
	cr_assert_eq(waitpid(child, &status, 0), child);
	cr_assert(WIFEXITED(status));
	cr_expect_eq(WEXITSTATUS(status), 0, "row %d disagrees", WEXITSTATUS(status));
}

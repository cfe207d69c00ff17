/* seccomp - the system call filter of a step: docker's default profile, a constant program. */
#include "sys/seccomp.h"

#include <assert.h>
#include <errno.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sys/syscall.h>
#include <unistd.h>

static const struct sock_filter program[] = {
#include "sys/seccomp_program.h"
};

enum { PROGRAM_N = sizeof program / sizeof *program };

static_assert(PROGRAM_N <= BPF_MAXINSNS, "the kernel takes no longer program");

int seccomp_install(struct err *e)
{
	const struct sock_fprog prog = {PROGRAM_N, (struct sock_filter *)program}; /* read only */

	if (syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, 0, &prog) == 0)
		return 0;
	if (errno == ENOSYS || errno == EINVAL) {
		err_set(e, ERR_HOST, "this kernel has no system call filters (seccomp)");
		return err_hint(e, "RUN needs a kernel with CONFIG_SECCOMP_FILTER=y");
	}
	return err_sys(e, "cannot install the system call filter");
}

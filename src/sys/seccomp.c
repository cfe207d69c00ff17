/* seccomp - the system call filter of a step: docker's default profile, a constant program. */
#include "sys/seccomp.h"

#include <errno.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "base/mem.h"

static const struct sock_filter made[] = {
#include "sys/seccomp_program.h"
};

int seccomp_program_default(struct seccomp_program *out, struct err *e)
{
	(void)e; /* nothing here can fail any more; callers need not know */
	out->n = sizeof made / sizeof *made;
	out->p = mem_alloc(sizeof made);
	memcpy(out->p, made, sizeof made);
	return 0;
}

int seccomp_program_install(const struct seccomp_program *program, struct err *e)
{
	struct sock_fprog prog = {(unsigned short)program->n, program->p};

	if (syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, 0, &prog) == 0)
		return 0;
	if (errno == ENOSYS || errno == EINVAL) {
		err_set(e, ERR_HOST, "this kernel has no system call filters (seccomp)");
		return err_hint(e, "RUN needs a kernel with CONFIG_SECCOMP_FILTER=y");
	}
	return err_sys(e, "cannot install the system call filter");
}

void seccomp_program_release(struct seccomp_program *program)
{
	free(program->p);
	*program = (struct seccomp_program){0};
}

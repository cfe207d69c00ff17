/* seccomp - the system call filter of a step: docker's default profile, a constant program.
 *
 * libseccomp makes the program from the table seccomp.def when lichen is built
 * (src/generate/seccomp.c): that takes 13 ms, and nothing at run time could change the result. In
 * front of it stand a few instructions of our own: what is newer than the table answers ENOSYS, so
 * that programs fall back to the older call instead of failing with EPERM. no_new_privs stays off,
 * as in docker, since sudo and su must work.
 *
 * Owns: the instructions until seccomp_program_release. Fails: ERR_HOST (no seccomp in the kernel),
 * ERR_SYS. Layer: sys.
 *
 *     AUTO(seccomp_program_release) struct seccomp_program filter = {0};
 */
#ifndef SYS_SECCOMP_H
#define SYS_SECCOMP_H

#include <stddef.h>

#include "base/attr.h"
#include "base/err.h"

struct sock_filter;

struct seccomp_program {
	struct sock_filter *p;
	size_t n;
};

MUST_CHECK int seccomp_program_default(struct seccomp_program *out, struct err *e);
/* For the calling process and all it becomes. Needs CAP_SYS_ADMIN in its user namespace, or
 * no_new_privs. */
MUST_CHECK int seccomp_program_install(const struct seccomp_program *program, struct err *e);
void seccomp_program_release(struct seccomp_program *program);

#endif

/* seccomp - the system call filter of a step: docker's default profile, a constant program.
 *
 * libseccomp makes the program from the table seccomp.def when lichen is built
 * (src/generate/seccomp.c): that takes 13 ms, and nothing at run time could change the result. In
 * front of it stand a few instructions of our own: what is newer than the table answers ENOSYS, so
 * that programs fall back to the older call instead of failing with EPERM. no_new_privs stays off,
 * as in docker, since sudo and su must work.
 *
 * Owns: nothing. Fails: ERR_HOST (no seccomp in the kernel), ERR_SYS. Layer: sys.
 *
 *     if (seccomp_install(e) < 0)
 *         return -1;
 */
#ifndef SYS_SECCOMP_H
#define SYS_SECCOMP_H

#include "base/attr.h"
#include "base/err.h"

/* For the calling process and all it becomes. Needs CAP_SYS_ADMIN in its user namespace, or
 * no_new_privs. */
MUST_CHECK int seccomp_install(struct err *e);

#endif

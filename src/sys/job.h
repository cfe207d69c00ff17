/* job - a function run in a forked child, which sends its result or its whole struct err back.
 *
 * The driver is one thread, so fork is always safe. The child starts with SIGKILL on its parent's
 * death, default signals and everything it inherited; it must not touch the parent's locks. A child
 * that dies without a result is an error, not a crash. result is plain data of a fixed size.
 *
 * Owns: the child until job_finish or job_release (which kills and reaps). Fails: what the function
 * failed with; ERR_SYS; ERR_CANCELLED when the child was killed. Layer: sys.
 *
 *     static int work(void *argument, void *result, struct err *e);
 */
#ifndef SYS_JOB_H
#define SYS_JOB_H

#include <stddef.h>
#include <sys/types.h>

#include "base/attr.h"
#include "base/err.h"

typedef int job_function(void *argument, void *result, struct err *e);

struct job {
	pid_t pid;
	int pidfd;
	int result_fd; /* readable or hung up when the job has ended: poll on it */
};

#define JOB_NONE ((struct job){-1, -1, -1})

MUST_CHECK int job_start(
	job_function *run, void *argument, size_t result_bytes, struct job *out, struct err *e);
/* Blocks until the end; 0 with *result filled, or -1 with the child's error. */
MUST_CHECK int job_finish(struct job *job, void *result, size_t result_bytes, struct err *e);
void job_release(struct job *job);

#endif

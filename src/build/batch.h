/* batch - the same job for many arguments, so many at once.
 *
 * The first failure ends the rest. Results are plain data, one an argument, in the order of the
 * arguments.
 *
 * Owns: nothing that outlives the call. Fails: what a job failed with; ERR_CANCELLED when cancel_fd
 * is readable. Layer: build.
 */
#ifndef BUILD_BATCH_H
#define BUILD_BATCH_H

#include <stddef.h>

#include "base/attr.h"
#include "base/err.h"
#include "sys/job.h"

struct batch {
	job_function *run;
	void *arguments; /* n of them, argument_bytes each */
	size_t argument_bytes, n;
	void *results; /* n of them, result_bytes each */
	size_t result_bytes;
	int at_once;   /* >= 1 */
	int cancel_fd; /* -1: none */
};

/* A job alone, so that cancel_fd ends it; results may be set. */
struct batch batch_of_one(job_function *run, void *argument, int cancel_fd);

MUST_CHECK int batch_run(const struct batch *batch, struct err *e);

#endif

/* bind - a plan and the configs of its bases to a program.
 *
 * Words are expanded, and what an instruction leaves in force is carried on to the next. ONBUILD
 * triggers of a base are parsed and bound as the stage's first instructions.
 *
 * Owns: the program is the caller's, to be released after a failure too. Fails: ERR_SYNTAX,
 * ERR_UNSUPPORTED, ERR_LIMIT, each with the position. Layer: plan.
 *
 *     while ((more = program_bind(&plan, configs, &request, &program, e)) == 1)
 *         configs = pin_new_images(&plan);
 */
#ifndef PLAN_BIND_H
#define PLAN_BIND_H

#include <stdbool.h>
#include <stdint.h>

#include "base/attr.h"
#include "base/err.h"
#include "base/map.h"
#include "base/strs.h"
#include "codec/config.h"
#include "plan/graph.h"
#include "plan/program.h"
#include "sys/limits.h"

enum {
	BIND_ENV_BYTES_MAX = 1024 * 1024,          /* names and values in force at one time */
	BIND_TEXT_BYTES_MAX = 128 * 1024 * 1024,   /* of all that a program's words expand to */
	BIND_HISTORY_BYTES_MAX = 16 * 1024 * 1024, /* of all history lines */
};

#define BIND_HOSTNAME "buildkitsandbox" /* docker's, as some steps write it into what they make */

struct bind_request {
	const struct map *build_args; /* may be NULL, as labels */
	const struct map *labels;     /* --label: into the target's config last */
	const char *hostname;         /* in force for RUN */
	enum network network;         /* for RUN without --network */
	const struct strs *hosts;     /* more lines of /etc/hosts; may be NULL, as limits */
	const struct limit *limits;
	size_t limits_n;
	uint64_t shm_bytes;    /* of /dev/shm; 0: the default */
	bool skip_unsupported; /* for check: what only a build can do, or a base's variables
				decide, does not fail */
};

/* configs[i] is the config of plan->images[i]. 0: bound. 1: ONBUILD triggers of the bases named
 * stages or images that the plan did not have; it has them now, out is empty: pin, and call again.
 */
MUST_CHECK int program_bind(struct plan *plan, const struct config *configs,
	const struct bind_request *request, struct program *out, struct err *e);

#endif

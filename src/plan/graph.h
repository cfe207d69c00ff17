/* graph - which stages the target needs, in topological order; only FROM lines are expanded.
 *
 * Nothing from outside is looked at. All FROM expansions, platforms, --from indices and cycles are
 * checked for every stage; only reachable ones are kept. A stage can need earlier stages only, so
 * the order of the file is a topological order.
 *
 * ONBUILD triggers of an outside base are known only when its config is: program_bind parses them
 * and the plan may grow then (see bind.h).
 *
 * Owns: the plan until plan_release; borrows the file and its source. Fails: ERR_SYNTAX with
 * position; ERR_NOT_FOUND (target); ERR_USAGE (--build-context); ERR_UNSUPPORTED; ERR_LIMIT.
 * Layer: plan.
 */
#ifndef PLAN_GRAPH_H
#define PLAN_GRAPH_H

#include <stdbool.h>
#include <stddef.h>

#include "base/attr.h"
#include "base/buf.h"
#include "base/err.h"
#include "base/map.h"
#include "base/mem.h"
#include "base/vec.h"
#include "lang/lint.h"
#include "lang/parse.h"

enum {
	PLAN_STAGES_MAX = 4096,
	PLAN_INSTRUCTIONS_MAX = 100000,            /* ONBUILD triggers count in each stage */
	PLAN_TRIGGER_BYTES_MAX = 64 * 1024 * 1024, /* of all that outside bases bring */
	PLAN_WARNINGS_MAX = 1000,                  /* later ones are dropped */
};

/* What the user gave; all of it text, none of it trusted. Maps may be NULL. */
struct plan_request {
	const char *target; /* NULL: the last stage */
	bool all_stages;    /* without a target: those that the last stage does not need, too */
	const struct map *build_args;
	const struct map *contexts; /* --build-context NAME=VALUE */
	const char *platform;       /* "linux/amd64"; NULL: the machine's own */
	const char *build_platform; /* of the machine that builds; NULL: its own */
	const struct lint_options
		*lint; /* which findings are wanted; NULL: the file's `# check=` */
};

enum origin_kind {
	ORIGIN_SCRATCH,
	ORIGIN_STAGE,   /* number is a stage of the plan */
	ORIGIN_IMAGE,   /* number is an image of the plan */
	ORIGIN_CONTEXT, /* the build context */
	ORIGIN_NAMED,   /* number is a named directory context of the plan */
};

struct origin {
	enum origin_kind kind;
	size_t number;
};

/* An outside image, once however often it is named. source is what the name maps to:
 * "oci-layout:DIR[:TAG][@digest]", "oci-archive:FILE[:TAG]", "docker-image:REF" (the store, later a
 * registry; REF is full: docker.io/library/debian:latest). */
struct plan_image {
	struct str name; /* as written in the Dockerfile, expanded */
	struct str source;
	struct str platform;
	struct span span; /* where it was first named */
};

struct plan_context {
	struct str name, directory; /* or a URL: source_form tells */
};

struct plan_stage {
	size_t declaration; /* index in dockerfile.stages */
	struct str name;    /* "" when unnamed */
	struct origin base;
	struct str platform;
	bool replaced; /* by a named context: its instructions do not run */
};

struct plan_warnings {
	struct warning *p; /* base/vec triple */
	size_t n, capacity;
};

struct plan {
	struct arena arena;
	struct dockerfile *file;
	struct map global_args; /* values in force before the first FROM, automatic ones included */
	VEC(struct plan_stage) stages; /* needed ones, each after what it needs */
	VEC(struct plan_image) images;
	VEC(struct plan_context) contexts;
	size_t target, aim;            /* index in stages, and in the declared ones */
	bool all_stages;               /* every declared stage is kept */
	struct str platform;           /* of the target, normalised */
	bool platform_given;           /* by the user: it overrides the base's in the config */
	struct plan_warnings warnings; /* of FROM lines; the file's own stay in it */
	struct lint_options lint;
	size_t instructions, trigger_bytes; /* what was spent */
	struct plan_names *names;           /* what --from can mean: plan/names.h */
	struct plan_nodes *nodes;           /* every declared stage: plan/nodes.h */
};

MUST_CHECK int plan_make(struct dockerfile *file, const struct plan_request *request,
	struct plan *out, struct err *e);
/* What `--from=TEXT` (COPY, mount) of a stage of the plan means; the caller has the position. */
MUST_CHECK int plan_origin(
	struct plan *plan, size_t stage, struct str from, struct origin *out, struct err *e);
void plan_dump(const struct plan *plan, struct buf *out); /* --dump=plan */
void plan_release(struct plan *plan);

#endif

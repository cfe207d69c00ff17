/* program - what a build does, as a value: straight-line steps with final texts, stage by stage.
 *
 * There are no variables in it: user, workdir, shell and environment in force stand in each step.
 * Instructions that only change the config are folded into the stage's config and leave a step of
 * kind STEP_META, which carries their history line. Made by plan/bind.h alone.
 *
 * Owns: everything in it until program_release; instructions and spans are the plan's, what a
 * request gave (hosts, limits, host name) is the request's. Texts live in the arena and are shared
 * between steps; none has a NUL but the bodies of heredocs. Fails: never. Layer: plan.
 *
 *     AUTO(program_release) struct program program = {0};
 */
#ifndef PLAN_PROGRAM_H
#define PLAN_PROGRAM_H

#include <stdbool.h>
#include <stdint.h>

#include "base/attr.h"
#include "base/buf.h"
#include "base/map.h"
#include "base/mem.h"
#include "base/strs.h"
#include "base/vec.h"
#include "codec/config.h"
#include "plan/env.h"
#include "plan/graph.h"
#include "sys/limits.h"

enum step_kind { STEP_META, STEP_RUN, STEP_COPY, STEP_WORKDIR }; /* ADD is a STEP_COPY */

enum network { NETWORK_HOST, NETWORK_NONE };

enum mount_type { MOUNT_BIND, MOUNT_CACHE, MOUNT_TMPFS, MOUNT_SECRET, MOUNT_SSH };
enum cache_sharing { SHARING_SHARED, SHARING_PRIVATE, SHARING_LOCKED };

struct run_mount {
	enum mount_type type;
	struct origin from; /* bind and cache; ORIGIN_CONTEXT by default, ORIGIN_SCRATCH for an
			       unseeded cache */
	const char *source, *target; /* both absolute and clean; target NULL: an env-only secret */
	const char *id, *env;        /* cache, secret, ssh; secret */
	bool read_only, required;
	bool owner_set; /* mode, uid or gid was given: a cache of its own, even if equal */
	enum cache_sharing sharing;
	uint64_t size_bytes; /* tmpfs; 0: the default */
	uint32_t mode, uid, gid;
	size_t written; /* position among the flags */
	struct span span;
};

struct run_script {       /* a heredoc that is written to a file below /dev/pipes */
	const char *name; /* without a slash */
	struct str body;
};

struct run {
	struct strs argv;
	struct env_view env; /* everything in force: ENV, ARG, PATH; without HOME and proxies */
	const struct map *proxies; /* in the environment, not in the key; not NULL */
	const char *hostname;      /* or NULL; the request's, or the build argument's */
	enum network network;
	const struct strs *hosts; /* more lines of /etc/hosts; the request's, or NULL */
	const struct limit *limits;
	size_t limits_n;
	VEC(struct run_mount) mounts; /* by target, so parents come first; one a target */
	VEC(struct run_script) scripts;
};

struct copy_inline {      /* COPY <<name */
	const char *name; /* without a slash */
	struct str body;  /* expanded where it had to be */
};

struct copy {
	struct origin from;
	struct strs sources; /* expanded; URLs and git references of ADD stay as they are */
	VEC(struct copy_inline) inlines; /* copied after the sources */
	const char *dest;     /* absolute: joined with the workdir; a trailing slash is kept */
	const char *chown;    /* expanded text, or NULL */
	const char *chmod;    /* likewise; checked */
	const char *checksum; /* likewise */
	struct strs excludes;
	bool parents, link;
	bool add;   /* ADD: unpack archives, fetch URLs */
	int unpack; /* -1 the default, 0, 1 */
	bool keep_git_dir;
};

struct step {
	enum step_kind kind;
	const struct instr *instr; /* for the span (a trigger of an outside base: its FROM line),
				      and for display */
	bool trigger;              /* from ONBUILD of the base */
	const char *created_by;    /* the exact history line */
	bool empty_layer;
	/* in force for this step */
	const char *user;    /* as in the config at this point; NULL: root */
	const char *workdir; /* absolute; for STEP_WORKDIR the directory to make */
	struct run run;      /* STEP_RUN */
	struct copy copy;    /* STEP_COPY */
};

/* What an ARG line declared, with the value it got; texts are the program's. */
struct bound_arg {
	const struct instr *instr;
	struct str name, value; /* value: empty when it got none */
};

struct stage_program {
	struct plan_stage stage;
	VEC(struct step) steps; /* STEP_META ones too: they carry history */
	struct config config; /* the base's, with everything folded in; diff ids and history of the
				 base only */
	VEC(struct bound_arg) args; /* in order, of triggers too; a name may come twice */
	struct span user_span; /* the USER line in force at the end; line 0: inherited or none */
};

struct program {
	struct arena arena;
	struct plan *plan;
	struct map proxies;               /* of --build-arg, in both spellings */
	VEC(struct stage_program) stages; /* same order and number as plan->stages */
	struct plan_warnings warnings;
	VEC(struct env_log *) logs;
};

void program_dump(const struct program *program, struct buf *out); /* --dump=program */
void run_release(struct run *run);
void copy_release(struct copy *copy);
void program_release(struct program *program);

#endif

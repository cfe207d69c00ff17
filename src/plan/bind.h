/* bind - a plan and the configs of its bases to straight-line steps with final values.
 *
 * After this there are no variables: words are expanded, user, workdir, shell and environment in
 * force stand in each step, instructions that only change the config are folded into the stage's
 * config and leave a history line. ONBUILD triggers of a base are parsed and bound as the stage's
 * first instructions.
 *
 * Owns: the program until program_release. Fails: ERR_SYNTAX with position; ERR_UNSUPPORTED by name
 * with position. Layer: plan.
 */
#ifndef PLAN_BIND_H
#define PLAN_BIND_H

#include <stdbool.h>
#include <stdint.h>

#include "base/attr.h"
#include "base/buf.h"
#include "base/err.h"
#include "base/map.h"
#include "base/strs.h"
#include "base/vec.h"
#include "codec/config.h"
#include "plan/graph.h"

enum step_kind { STEP_META, STEP_RUN, STEP_COPY, STEP_WORKDIR }; /* ADD is a STEP_COPY */

enum network { NETWORK_HOST, NETWORK_NONE };

enum mount_type { MOUNT_BIND, MOUNT_CACHE, MOUNT_TMPFS, MOUNT_SECRET, MOUNT_SSH };
enum cache_sharing { SHARING_SHARED, SHARING_PRIVATE, SHARING_LOCKED };

struct run_mount {
	enum mount_type type;
	struct origin from;    /* bind and cache; ORIGIN_CONTEXT by default, ORIGIN_SCRATCH for an
				  unseeded cache */
	char *source, *target; /* target absolute and clean; NULL for an env-only secret */
	char *id, *env;        /* cache, secret, ssh; secret */
	bool read_only, required, mode_set;
	enum cache_sharing sharing;
	uint64_t size_bytes; /* tmpfs; 0: the default */
	uint32_t mode, uid, gid;
	struct span span;
};

struct run_script { /* a heredoc that is written to a file below /dev/pipes */
	char *name, *body;
};

struct run {
	struct strs argv;
	struct map env;     /* everything in force: ENV, ARG, PATH; without HOME and proxies */
	struct map proxies; /* in the environment, not in the key */
	enum network network;
	VEC(struct run_mount) mounts;
	VEC(struct run_script) scripts;
};

struct copy_inline { /* COPY <<name */
	char *name;
	struct str body; /* expanded where it had to be; owned */
};

struct copy {
	struct origin from;
	struct strs sources; /* expanded; URLs and git references of ADD stay as they are */
	VEC(struct copy_inline) inlines; /* copied after the sources */
	char *dest;  /* absolute: joined with the workdir; a trailing slash is kept */
	char *chown; /* expanded text, or NULL */
	char *chmod; /* likewise; checked */
	struct strs excludes;
	bool parents, link;
	bool add;   /* ADD: unpack archives, fetch URLs */
	int unpack; /* -1 the default, 0, 1 */
	bool keep_git_dir;
	char *checksum; /* or NULL */
};

struct step {
	enum step_kind kind;
	const struct instr *instr; /* for the span, and for display */
	char *created_by;          /* the exact history line */
	bool empty_layer;
	/* in force for this step */
	char *user;    /* as in the config at this point; NULL: root */
	char *workdir; /* absolute */
	struct strs shell;
	struct run run;   /* STEP_RUN */
	struct copy copy; /* STEP_COPY */
};

struct stage_program {
	struct plan_stage stage;
	VEC(struct step) steps; /* STEP_META ones too: they carry history */
	struct config config; /* the base's, with everything folded in; diff ids and history of the
				 base only */
	struct map labels_above; /* nothing: labels never enter keys */
	struct span user_span;   /* the USER line in force at the end; line 0: inherited or none */
};

struct bind_request {
	const struct map *build_args;
	const struct map *labels; /* --label: into the target's config last */
	const char *hostname;     /* in force for RUN */
	enum network network;     /* for RUN without --network */
	bool skip_unsupported;    /* for check: collect warnings, do not fail */
};

struct program {
	struct plan *plan;
	VEC(struct stage_program) stages; /* same order and number as plan->stages */
	VEC(struct warning) warnings;
};

/* configs[i] is the config of plan->images[i]. */
MUST_CHECK int program_bind(struct plan *plan, const struct config *configs,
	const struct bind_request *request, struct program *out, struct err *e);
void program_dump(const struct program *program, struct buf *out); /* --dump=program */
void program_release(struct program *program);

#endif

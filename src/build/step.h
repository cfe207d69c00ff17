/* step - one step that missed the cache, done: overlay, run or copy, layer, into the store.
 *
 * Called inside a job. The upper directory becomes the layer by rename; a step that fails leaves
 * only what the transaction removes.
 *
 * Fails: ERR_STEP (the exit status of a RUN), ERR_SYS, ERR_NOT_FOUND, ERR_INVALID. Layer: build.
 */
#ifndef BUILD_STEP_H
#define BUILD_STEP_H

#include "base/attr.h"
#include "base/err.h"
#include "build/build.h"
#include "build/chain.h"
#include "build/compress.h"
#include "build/gather.h"
#include "codec/digest.h"
#include "plan/program.h"
#include "store/cache.h"
#include "store/store.h"

struct remote_source;

struct step_work {
	const struct store *store;
	const struct step *step; /* NULL: make the default user */
	const struct chain *parent;
	const struct source_root *source;    /* STEP_COPY with sources */
	const struct remote_source *remotes; /* likewise, when some are fetched: what was found */
	/* STEP_RUN: what each mount reads; NULL where it reads nothing, or when none does */
	const struct source_root *const *mount_sources;
	const struct build_secret *secrets;
	size_t secrets_n;
	const struct build_agent *agents;
	size_t agents_n;
	const struct git_host *git;
	struct digest key;
	struct digest version; /* gathered: of the files that the key speaks of */
	const char *ca_file;   /* of servers; NULL: the system's */
	struct str resolv_conf;
	int64_t epoch_s;
	int out_fd, err_fd; /* of a RUN; while its input is gathered, out_fd takes progress notes */
	/* The layer is exported in this form, so it is compressed while it is read; NULL: not known
	 * to be. */
	const struct compression *compression;
};

MUST_CHECK int step_perform(const struct step_work *work, struct step_record *out, struct err *e);

#endif

/* export - a finished image to where the user wants it: layout, archive, directory, tar.
 *
 * Archives appear by rename; a layout's index.json is replaced last.
 *
 * Owns: nothing of the job. Fails: ERR_SYS, ERR_INVALID. Layer: build.
 */
#ifndef BUILD_EXPORT_H
#define BUILD_EXPORT_H

#include <stdint.h>

#include "base/attr.h"
#include "base/err.h"
#include "base/event.h"
#include "base/strs.h"
#include "build/build.h"
#include "build/chain.h"
#include "codec/manifest.h"
#include "image/assemble.h"
#include "store/store.h"

struct export_job {
	const struct store *store;
	const struct map *annotations; /* for every output; NULL: none */
	struct image *image;           /* annotations of the proof already on it */
	const struct chain *chain;
	const struct strs *tags;
	const char *architecture, *os, *variant; /* variant may be NULL */
	int64_t epoch_s;
	int jobs;
	int cancel_fd;
};

/* *manifest stays as it is for outputs that have none (local, tar). */
MUST_CHECK int export_image(const struct export_job *job, const struct output *output,
	struct descriptor *manifest, struct err *e);

#endif

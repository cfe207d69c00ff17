/* remote_source - a source of ADD that lies elsewhere: into the store for the key, and out of it.
 *
 * Gathering fetches, and says what was found: plain data that a job sends back. Opening is for the
 * copy, and finds the same again in the store without asking anybody.
 *
 * Owns: what struct remote_files holds until remote_close. Fails: as download and git_source
 * do. Layer: build.
 */
#ifndef BUILD_REMOTE_SOURCE_H
#define BUILD_REMOTE_SOURCE_H

#include <stdint.h>

#include "base/attr.h"
#include "base/err.h"
#include "base/str.h"
#include "build/step.h"
#include "codec/digest.h"
#include "exec/files.h"

struct remote_source {
	struct digest content; /* of a URL: the blob; of a repository: the layer */
	int64_t mtime_s;       /* of a URL: the file's */
};

/* *input: what its step's key needs to know of it. */
MUST_CHECK int remote_gather(const struct step_work *work, struct str source,
	struct remote_source *found, struct digest *input, struct err *e);

struct remote_files {
	struct files_given given;
	char *name;
	struct rootfs tree; /* of a repository */
};

#define REMOTE_FILES_NONE ((struct remote_files){.given = {.fd = -1}, .tree = {-1}})

MUST_CHECK int remote_open(const struct step_work *work, struct str source,
	const struct remote_source *found, struct remote_files *files, struct err *e);
/* The step's request becomes one for these files alone. */
void remote_request(
	const struct step *step, const struct remote_files *files, struct files_request *request);
void remote_close(struct remote_files *files);

#endif

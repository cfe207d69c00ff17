/* lichen/build.h - one build: a Dockerfile and a context to an image that does not run as root.
 *
 * lichen_build() forks: the build runs in a user namespace of its own in a child process, so the
 * calling process keeps its identity, threads and descriptors; `event` is called in that child. It
 * may be called from a program with threads.
 *
 * Ownership: nothing of the options is kept or freed. Lists end with NULL. Fields that are zero
 * mean the default. Errors: every kind of lichen/error.h. Specification: the Dockerfile reference;
 * OCI image-spec 1.1 for what is written.
 *
 *     struct lichen_build options = {.context = ".", .event = NULL};
 *     struct lichen_built image;
 *     struct lichen_error error;
 *     if (lichen_build(&options, &image, &error) < 0)
 *         return 1;
 */
#ifndef LICHEN_BUILD_H
#define LICHEN_BUILD_H

#include <stdbool.h>
#include <stdint.h>

#include "lichen/error.h"
#include "lichen/event.h"

#ifdef __cplusplus
extern "C" {
#endif

enum lichen_output_kind {
	LICHEN_OUTPUT_OCI_LAYOUT = 0,  /* a directory */
	LICHEN_OUTPUT_OCI_ARCHIVE = 1, /* the same as a tar, nothing else in it */
	LICHEN_OUTPUT_DOCKER_ARCHIVE =
		2,                   /* a tar that docker, containerd, podman and skopeo load */
	LICHEN_OUTPUT_DIRECTORY = 3, /* the root file system, owned by the caller */
	LICHEN_OUTPUT_TAR = 4,       /* the root file system with its owners */
};

enum lichen_compression {
	LICHEN_COMPRESSION_GZIP = 0,
	LICHEN_COMPRESSION_ZSTD = 1,
	LICHEN_COMPRESSION_NONE = 2,
};

struct lichen_output {
	enum lichen_output_kind kind;
	enum lichen_compression compression; /* of layers that are not compressed yet */
	const char *path;                    /* made or replaced when the build has succeeded */
};

struct lichen_pair {
	const char *name, *value;
};

struct lichen_build {
	const char *context;    /* a directory; required */
	const char *dockerfile; /* NULL: Dockerfile in the context */
	const char *store;      /* NULL: LICHEN_STORE, else the XDG data directory */
	const char *target;     /* NULL: the last stage */
	const char *const *tags;
	const struct lichen_pair *build_args, *labels, *contexts; /* each ends with a NULL name */
	const struct lichen_output *outputs;
	unsigned outputs_count;
	const char *user;        /* "UID[:GID]": the image's USER, whatever the Dockerfile says */
	bool default_user;       /* without a USER: make the account app, 10001:10001 */
	const char *root_reason; /* not NULL: root is allowed, for this reason, and the image is
				    marked */
	bool no_cache, network_none;
	unsigned jobs;   /* 0: one a processor */
	const int64_t *epoch_s; /* SOURCE_DATE_EPOCH; NULL: none */
	lichen_event_function *event;
	void *event_context;
};

enum { LICHEN_DIGEST_BYTES = 72 }; /* "sha256:", 64 hex digits, NUL */

struct lichen_built {
	char id[LICHEN_DIGEST_BYTES];       /* of the config: the image id */
	char manifest[LICHEN_DIGEST_BYTES]; /* "" unless an output made one */
	unsigned steps_run, steps_cached;
};

int lichen_build(
	const struct lichen_build *options, struct lichen_built *image, struct lichen_error *error);

#ifdef __cplusplus
}
#endif

#endif

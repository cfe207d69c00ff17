/* build - one build: a Dockerfile and a context to an image that does not run as root.
 *
 * lichen_build() forks and waits: the build runs in a child, in a user namespace of its own, so the
 * caller keeps its identity, working directory and descriptors, and may have threads. Everything
 * the build started is gone when the call returns, however it returns. A caller that ignores
 * SIGCHLD, or reaps children it does not know, takes the build's result away: LICHEN_ERROR_SYSTEM.
 *
 * The library reads no environment variable, prints nothing and never exits. Builds with the same
 * store may run at the same time.
 *
 * Ownership: nothing of the options is kept or freed; the results own nothing. Lists end with NULL
 * and may be NULL; so may every text but context and store. Zero is the default of every field.
 * Paths count from the working directory.
 *
 * Errors: every kind of lichen/error.h. Specifications: the Dockerfile reference and
 * .dockerignore's; OCI image-spec 1.1 for what is written.
 *
 *     struct lichen_build_options options = {.context = ".", .store = "/srv/lichen"};
 *     struct lichen_image image;
 *     struct lichen_error error;
 *     if (lichen_build(&options, &image, &error) < 0)
 *         return 1;
 */
#ifndef LICHEN_BUILD_H
#define LICHEN_BUILD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lichen/error.h"
#include "lichen/event.h"

#ifdef __cplusplus
extern "C" {
#endif

enum lichen_output_kind {
	LICHEN_OUTPUT_OCI_LAYOUT = 0,     /* a directory: image-layout.md */
	LICHEN_OUTPUT_OCI_ARCHIVE = 1,    /* the same as a tar, nothing else in it */
	LICHEN_OUTPUT_DOCKER_ARCHIVE = 2, /* a tar that docker, podman and skopeo load */
	LICHEN_OUTPUT_DIRECTORY = 3,      /* the root file system, owned by the caller */
	LICHEN_OUTPUT_TAR = 4,            /* the root file system with its owners */
};

enum lichen_compression {
	LICHEN_COMPRESSION_GZIP = 0,
	LICHEN_COMPRESSION_ZSTD = 1,
	LICHEN_COMPRESSION_NONE = 2,
};

/* Made or replaced when the build has succeeded, and not touched before. */
struct lichen_output {
	enum lichen_output_kind kind;
	enum lichen_compression compression; /* of layers that are not compressed yet */
	const char *path;
};

struct lichen_pair {
	const char *name, *value;
};

/* In memory only: in no image, key, log or event. */
struct lichen_secret {
	const char *id;
	const void *bytes;
	size_t bytes_count;
};

struct lichen_build_options {
	const char *context;    /* a directory, "-" for standard input, or a URL; required */
	const char *store;      /* a directory, made 0700 when missing; required */
	const char *dockerfile; /* NULL: Dockerfile, dockerfile or Containerfile in the context */
	const char *target;     /* NULL: the last stage */
	const char *const *tags;
	const struct lichen_pair *build_args, *labels; /* each ends with a NULL name */
	const struct lichen_pair
		*contexts; /* named ones: a directory, a URL, oci-layout://DIR[:TAG],
			      oci-archive://FILE or docker-image://NAME */
	const struct lichen_output *outputs;
	unsigned outputs_count;
	const char *user;        /* "UID[:GID]": the image's USER, whatever the Dockerfile says */
	bool default_user;       /* without a USER: make the account app, 10001:10001 */
	const char *root_reason; /* not NULL: root is allowed, for this reason, and recorded */
	bool no_cache;           /* every step runs again */
	bool network_none;       /* RUN steps see no network but loopback */
	unsigned jobs;           /* steps and layers at once; 0: one a processor */
	const char *resolv_conf; /* what RUN steps see; NULL: /etc/resolv.conf */
	const int64_t *epoch_s;  /* SOURCE_DATE_EPOCH, >= 0; NULL: none */
	const int *cancel_fd;    /* the build stops when it is readable; NULL: never */
	lichen_event_function *event;
	void *event_context;
	const struct lichen_secret *secrets; /* of RUN --mount=type=secret; ends with a NULL id */
	const struct lichen_pair *agents;    /* of RUN --mount=type=ssh: id and an agent's socket */
	const char *platform;                /* NULL, or this machine's own */
};

enum { LICHEN_DIGEST_BYTES = 136 }; /* "sha256:" and 64 hex digits, or sha512 and 128; NUL */

struct lichen_image {
	char id[LICHEN_DIGEST_BYTES];       /* digest of the config: the image id */
	char manifest[LICHEN_DIGEST_BYTES]; /* "" unless an output has one */
	unsigned steps_run, steps_cached;
};

int lichen_build(const struct lichen_build_options *options, struct lichen_image *image,
	struct lichen_error *error);

#ifdef __cplusplus
}
#endif

#endif

/* build - the driver: the only place where parse, plan, bind, run, layer and export meet.
 *
 * build_run() is one thread around an event loop; what takes time is a job (sys/job). Stages that
 * do not depend on each other proceed at once, bounded by `jobs`. It runs inside the id map that
 * sys/idmap made and holds the store shared. Nothing is written under a final name unless the whole
 * build succeeded.
 *
 * Owns: nothing of the request. Fails: every kind; position, stage and step are set here. Layer:
 * build.
 */
#ifndef BUILD_BUILD_H
#define BUILD_BUILD_H

#include <stdbool.h>
#include <stdint.h>

#include "base/attr.h"
#include "base/err.h"
#include "base/event.h"
#include "base/map.h"
#include "base/strs.h"
#include "codec/digest.h"
#include "codec/zip.h"
#include "image/policy.h"
#include "plan/bind.h"
#include "plan/graph.h"
#include "store/store.h"
#include "sys/tree.h"

/* Opens a host path that the user's command line or Dockerfile names (a layout directory, an
 * archive, a named context), read-only; the only way from text to a host file. */
struct host_opener {
	int (*open)(void *context, const char *path, int *fd, struct err *e);
	void *context;
};

enum output_kind { OUTPUT_OCI, OUTPUT_DOCKER, OUTPUT_LOCAL, OUTPUT_TAR };

struct output {
	enum output_kind kind;
	bool directory;            /* OUTPUT_OCI with tar=false: a layout directory */
	enum zip_kind compression; /* of layers that are not compressed yet */
	struct tree
		parent; /* where name is made; fd -1: write to `fd` (a pipe or standard output) */
	const char *name;
	int fd;
	const struct strs *names;      /* name=...: instead of the request's tags; NULL: the tags */
	const struct map *annotations; /* annotation.K=V on the manifest; NULL: none */
};

enum dump { DUMP_NONE, DUMP_DOCKERFILE, DUMP_PLAN, DUMP_PROGRAM, DUMP_KEYS, DUMP_SANDBOX };

/* What `RUN --mount=type=secret,id=ID` shows. In memory only: in no key, record, layer or event. */
struct build_secret {
	struct str id, value;
};

/* What `RUN --mount=type=ssh,id=ID` forwards to: the user's socket, O_PATH. */
struct build_agent {
	struct str id;
	int fd;
};

/* What git and ssh need of this machine and its user; all may be empty. */
struct git_host {
	const char *search;        /* PATH */
	const struct map *proxies; /* http_proxy and the like */
	struct str known_hosts;    /* ssh's file */
	const char *ca_file;       /* whose servers are trusted; NULL: the system's authorities */
};

struct build_request {
	const char *dockerfile_name; /* as shown in file:line */
	struct str dockerfile;
	const char *context_name;   /* as the user named it; NULL: nobody did */
	struct tree context;        /* fd -1: an empty one */
	bool context_made;          /* for this build: its owners are kept (build/context.h) */
	int64_t context_modified_s; /* what its server says; -1: nothing; unless made: any */
	const char *ignore_name;
	struct str ignore; /* the bytes of the .dockerignore in force */
	struct plan_request plan;
	struct bind_request bind;
	struct policy policy;
	const struct map *annotations; /* on the manifest of each output; NULL: none */
	const struct strs *tags;       /* full references */
	const struct build_secret *secrets;
	size_t secrets_n;
	const struct build_agent *agents;
	size_t agents_n;
	const struct output *outputs;
	size_t outputs_n;
	struct host_opener host;
	struct git_host git;
	struct str resolv_conf; /* what RUN steps see */
	const char *ca_file;    /* whose servers are trusted; NULL: the system's authorities */
	int64_t epoch_s;        /* -1: what a build argument or the Dockerfile says, or none */
	int64_t now_s;
	int jobs;      /* >= 1 */
	int cancel_fd; /* readable when the build should stop; -1: never */
	bool no_cache;
	const struct strs *no_cache_stages; /* or of these only; NULL: none */
	enum dump dump;                     /* anything but none: only that, into *dumped */
};

struct build_result {
	struct digest config;   /* the image id */
	struct digest manifest; /* DIGEST_NONE unless an output made one */
	uint64_t manifest_bytes;
	bool image_made; /* false: only dumped */
	int steps_run, steps_cached;
	struct buf dumped;
};

MUST_CHECK int build_run(struct store *store, const struct build_request *request,
	const struct event_sink *sink, struct build_result *result, struct err *e);
void build_result_release(struct build_result *result);

#endif

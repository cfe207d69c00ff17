/* files - COPY and ADD: which files a request selects, their digest, and the copying itself.
 *
 * One selection serves both, so what enters the key is what is copied. Semantics: BuildKit's.
 * Sources are read through `from` in its own discipline (a context is a struct tree
 * whose links are clamped to its root as BuildKit clamps them, a stage is a rootfs); the
 * destination is a rootfs. Nothing is followed out.
 *
 * Owner 0:0 is whoever runs this: id 0 of a build's namespace.
 *
 * Owns: nothing. Fails: ERR_NOT_FOUND (says whether .dockerignore hid it), ERR_INVALID, ERR_LIMIT,
 * ERR_SYS. Threads: files_digest's own, joined before it returns. Layer: exec.
 */
#ifndef EXEC_FILES_H
#define EXEC_FILES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/stat.h>

#include "base/attr.h"
#include "base/err.h"
#include "base/str.h"
#include "base/strs.h"
#include "codec/digest.h"
#include "lang/ignore.h"
#include "sys/rootfs.h"

/* A cache by identity and stat, kept by the caller (the store); both functions may be NULL. What it
 * keeps is opaque: the digest of a file's content and carried attributes together. Only a file that
 * did not change while it was read is learned; one whose ctime is so young that a later change may
 * not show is the cache's to refuse. */
struct digest_cache {
	bool (*find)(void *context, const struct stat *st, struct digest *out);
	void (*learn)(void *context, const struct stat *st, const struct digest *d);
	/* May be NULL: each entry that is no directory, in their order, as it was found. */
	void (*seen)(void *context, const struct stat *st);
	void *context;
};

struct files_inline {
	const char *name;
	struct str body;
};

/* A file that lies nowhere below a source: what ADD fetched. Read from its start. */
struct files_given {
	const char *name;
	int fd;
	mode_t mode;
	int64_t mtime_s; /* since the epoch */
};

struct files_request {
	struct rootfs from;          /* fd -1 when no sources are named */
	const struct ignore *ignore; /* the context's; NULL for none */
	const struct strs *sources;
	bool plain; /* sources are paths, not patterns */
	const struct files_inline *inlines;
	size_t inlines_n;
	const struct files_given *given; /* NULL: none; it lands before the inlines */
	const struct strs *excludes;
	const char *dest;          /* absolute; trailing slash kept */
	const char *chown, *chmod; /* NULL: none */
	bool keep_owner;           /* from a stage or image: owners are kept; from a context: 0:0 */
	bool parents, link;        /* the flags of these names */
	bool unpack;               /* ADD of local archives */
	int64_t epoch_s;           /* times of created parents, since the epoch; -1: now */
};

/* Over (path, type, mode unless octal chmod, owner when kept, link target, xattrs, content) of
 * everything selected; not over times, and not over what is given. */
MUST_CHECK int files_digest(const struct files_request *r, const struct digest_cache *cache,
	struct digest *out, struct err *e);
MUST_CHECK int files_copy(const struct files_request *r, const struct rootfs *to, struct err *e);
/* Several one after the other to one destination, as a single copy: dest, chown, chmod, link and
 * epoch_s are the same in all. */
MUST_CHECK int files_copy_all(
	const struct files_request *r, size_t n, const struct rootfs *to, struct err *e);
/* WORKDIR: the directory made when missing, owned by uid:gid. */
MUST_CHECK int files_workdir(const struct rootfs *to, const char *path, uid_t uid, gid_t gid,
	int64_t epoch_s, struct err *e);

#endif

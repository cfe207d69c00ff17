/* context - the files of a build, or of one --build-context, whatever they come from.
 *
 * A directory of this machine is held as it is. Anything else (an archive on standard input or from
 * a server, a git repository) is made once, below the store's tmp/, and goes with context_release;
 * when the command is killed, with the next command's sweep. What is made is nobody's work in
 * progress, so it has no ignore file, and its entries keep the owners that they came with: an
 * archive's are as its packer wrote them, a repository's are root's.
 *
 *     AUTO(context_release) struct context c = CONTEXT_NONE;
 *     if (context_begin(&c, store, e) < 0 || fill(c.tree.fd) < 0)
 *         return -1;
 *
 * Owns: the tree until context_release, which comes before the store's end. Fails: ERR_INVALID (an
 * archive that is broken or reaches out), ERR_LIMIT, ERR_NOT_FOUND, ERR_SYS. Layer: build.
 */
#ifndef BUILD_CONTEXT_H
#define BUILD_CONTEXT_H

#include <stdbool.h>
#include <stdint.h>

#include "base/attr.h"
#include "base/err.h"
#include "base/str.h"
#include "build/build.h"
#include "store/txn.h"
#include "sys/tree.h"

struct context {
	struct tree tree;   /* fd -1: no files */
	bool made;          /* below the store: no ignore file, owners are kept */
	struct txn txn;     /* what holds a made tree; has room for work on the way to it */
	int64_t modified_s; /* what the server of a URL says (Last-Modified); -1: nothing */
};

#define CONTEXT_NONE ((struct context){.tree = {-1}, .txn = {.dir = {-1}}, .modified_s = -1})

enum context_kind { CONTEXT_DIRECTORY, CONTEXT_STDIN, CONTEXT_URL, CONTEXT_GIT };

/* By the words alone, but a directory that is there wins, as with docker. */
enum context_kind context_kind(const char *text);

/* An empty tree that is to be filled by someone who is id 0 of a build's namespace. */
MUST_CHECK int context_begin(struct context *c, const struct store *store, struct err *e);

/* Enough of a file's beginning to tell an archive. */
enum { CONTEXT_HEAD_BYTES = 512 };

bool context_is_archive(struct str head);

/* What fetching may use. */
struct context_means {
	const struct store *store;
	int cancel_fd;
	const struct build_secret *secrets; /* logins are among them */
	size_t secrets_n;
	const char *ca_file; /* as in fetch_request */
	/* of a repository */
	const struct build_agent *agents;
	size_t agents_n;
	const struct git_host *git;
	bool keep_git_dir;
};

/* Those of a build; of its own context, and not of a --build-context, .git may be kept by the build
 * argument BUILDKIT_CONTEXT_KEEP_GIT_DIR. */
struct context_means context_means_of(
	const struct build_request *request, const struct store *store, bool own);

/* Into a tree that was begun, in a job of its own; head was read from fd already. */
MUST_CHECK int context_unpack(
	struct context *c, int fd, struct str head, int cancel_fd, struct err *e);

struct context_source {
	const char *url;
	uint64_t limit_bytes; /* 0: FETCH_BYTES_MAX */
};

/* What a URL has, into a file without a name beside a tree that was begun. */
MUST_CHECK int context_download(struct context *c, const struct context_means *means,
	const struct context_source *what, int *fd, struct err *e);

/* The tree of an http(s) or git URL; a file that is no archive is ERR_INVALID. A repository's tree
 * is the store's own, for reading. */
MUST_CHECK int context_fetch(
	struct context *c, const struct context_means *means, const char *url, struct err *e);

void context_release(struct context *c); /* idempotent */

#endif

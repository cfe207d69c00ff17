/* walk - a directory tree in bytewise order, by descriptors, one directory in memory at a time.
 *
 * Each directory's names are read at once and sorted; nothing else grows with the tree. Links are
 * never followed. Mount points are crossed only when asked for: else one is an empty directory.
 * Depth over 1,000 and a path over 4,095 bytes are ERR_LIMIT.
 *
 * Owns: its descriptors. Fails: ERR_SYS, ERR_LIMIT, or what the visitor returned. Layer: sys.
 *
 *     static int visit(void *context, const struct walk_entry *entry, struct err *e);
 */
#ifndef SYS_WALK_H
#define SYS_WALK_H

#include <stdbool.h>
#include <sys/stat.h>

#include "base/attr.h"
#include "base/err.h"

struct walk_entry {
	const char *path; /* relative to the start, without "./" */
	const char *name; /* last component */
	int dirfd;        /* the directory that holds name */
	const struct stat *st;
};

enum walk_next { WALK_ON = 0, WALK_SKIP = 1 }; /* skip: do not descend; -1 is an error */

struct walk_visitor {
	int (*enter)(
		void *context, const struct walk_entry *entry, struct err *e); /* before children */
	int (*leave)(void *context, const struct walk_entry *entry,
		struct err *e); /* after a directory's children; may be NULL */
	/* Order of siblings; NULL means bytewise by name. */
	int (*order)(const struct walk_entry *a, const struct walk_entry *b);
	void *context;
	bool cross_mounts;
};

/* dirfd is the start and is not visited itself. */
MUST_CHECK int walk_tree(int dirfd, const struct walk_visitor *visitor, struct err *e);

#endif

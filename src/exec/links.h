/* links - the hard links met so far in one source, so that the copy has them too.
 *
 * Only files with several names enter, so memory grows with them and not with the tree.
 *
 * Owns: copies of the paths. Fails: never. Layer: exec.
 *
 *     const char *first = links_meet(&links, st, "d/b");
 */
#ifndef EXEC_LINKS_H
#define EXEC_LINKS_H

#include <stddef.h>
#include <sys/stat.h>

struct link {
	dev_t device;
	ino_t inode;
	char *path; /* NULL: an empty slot */
};

struct links {
	struct link *slots;
	size_t n, slots_n; /* slots_n is a power of two, or 0 */
};

/* The path at which this file was met first, or NULL: then it is remembered. The text is valid
 * until links_release. */
const char *links_meet(struct links *l, const struct stat *st, const char *path);
void links_release(struct links *l);

#endif

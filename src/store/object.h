/* object - immutable content in the store: a directory with its content and a stamp, placed by one
 * rename.
 *
 * Trust after a power cut: nothing is forced to disk when it is written, and a file system may keep
 * a name whose content it lost. So every object carries a stamp (boot id and monotonic time), moved
 * in by the same rename, and each boot has a mark in durable/: what was stamped before it has
 * reached the disk. An object counts if it was written in this boot, or before its boot's mark.
 * Everything else reads as absent and is replaced when it is made again. The mark is made by
 * syncfs, when a store is opened and that is cheap because the kernel has written everything back
 * already (store/durable.h). Every order of writing back is safe: a stamp or a mark that is lost
 * only takes trust away.
 *
 * Owns: nothing. Fails: ERR_SYS, ERR_NOT_FOUND. Layer: store.
 */
#ifndef STORE_OBJECT_H
#define STORE_OBJECT_H

#include <stdbool.h>
#include <stdint.h>

#include "base/attr.h"
#include "base/err.h"
#include "store/place.h"
#include "store/store.h"
#include "store/txn.h"
#include "sys/boot.h"

struct stamp {
	char boot[BOOT_ID_BYTES];
	uint64_t time_ns;
	uint64_t disk_bytes;
	bool trusted;
};

/* Stamps the directory `name` of t ("." is t itself) and renames it into place. 1: placed; 0: an
 * equal one was there first and ours is still where it was. */
MUST_CHECK int object_commit(const struct txn *t, const char *name, const struct place *to,
	uint64_t disk_bytes, struct err *e);
bool object_has(const struct store *s, const struct place *at);
/* false: there is none that can be read */
bool object_stamp(const struct store *s, const struct place *at, struct stamp *out);
/* ERR_NOT_FOUND for `what` (layer, blob), with a hint when it is there and not trusted. */
int object_not_found(const struct store *s, const struct place *at, const char *what,
	const struct digest *d, struct err *e);
/* ERR_NOT_FOUND for a trusted one whose content is not there: it is distrusted. */
int object_lost(const struct store *s, const struct place *at, const char *what,
	const struct digest *d, struct err *e);
/* Its content proved damaged: it reads as absent from now on, and may be made again. */
void object_distrust(const struct store *s, const struct place *at);
/* Out of the way, into tmp/, then gone. Works on a full disk. */
MUST_CHECK int object_remove(const struct store *s, const char *path, struct err *e);

#endif

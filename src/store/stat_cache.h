/* stat_cache - the digests of files by stat: what was read once is not read again.
 *
 * Maps (device, inode, size, mtime, ctime) to a digest. A file changed within the granularity of
 * its clock keeps its times, so an entry whose mtime or ctime is within two seconds of its
 * recording is not stored. Learned entries and the file are bounded: the longest unused go.
 *
 * Owns: the mapped table and what was learned, until stat_cache_free. Fails: ERR_SYS; a damaged
 * file is an empty cache. Layer: store.
 *
 *     if (stat_cache_open(store, &cache, e) < 0)
 *         return -1;
 *     known = stat_cache_find(cache, &st, &digest);
 */
#ifndef STORE_STAT_CACHE_H
#define STORE_STAT_CACHE_H

#include <stdbool.h>
#include <sys/stat.h>

#include "base/attr.h"
#include "base/err.h"
#include "codec/digest.h"
#include "store/store.h"

struct stat_cache;

/* Mapped, not read. The caller frees it. */
MUST_CHECK int stat_cache_open(const struct store *s, struct stat_cache **out, struct err *e);
bool stat_cache_find(struct stat_cache *c, const struct stat *st, struct digest *out);
void stat_cache_learn(struct stat_cache *c, const struct stat *st, const struct digest *d);
/* Merges with what others saved meanwhile; waits for its own lock. */
MUST_CHECK int stat_cache_save(struct stat_cache *c, struct err *e);
void stat_cache_free(struct stat_cache **c);

#endif

/* stat_table - the file behind the stat cache: a mapped, sorted array of fixed records.
 *
 * The file is never changed in place, only replaced, so a mapping stays what it was. Each record
 * carries a checksum: what a power cut leaves of the file costs hits, never correctness. Numbers
 * are in the machine's own order: the file never leaves it.
 *
 * Owns: the mapping until stat_table_close. Fails: ERR_SYS. Layer: store.
 */
#ifndef STORE_STAT_TABLE_H
#define STORE_STAT_TABLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/stat.h>

#include "base/attr.h"
#include "base/err.h"
#include "codec/digest.h"
#include "store/store.h"

struct stat_entry {
	uint64_t dev, ino, size_bytes;
	int64_t mtime_ns, ctime_ns;
	unsigned char sha256[32];
	uint32_t generation; /* of the save in which it was last of use */
	uint32_t check;
};

struct stat_table {
	const struct stat_entry *p;
	size_t n;
	uint32_t generation;
	void *map;
	size_t map_bytes;
};

/* An absent or damaged file is an empty table. */
MUST_CHECK int stat_table_open(const struct store *s, struct stat_table *out, struct err *e);
void stat_table_close(struct stat_table *t);
const struct stat_entry *stat_table_find(const struct stat_table *t, const struct stat *st);
/* entries: sorted by stat_entry_order, checked. */
MUST_CHECK int stat_table_write(const struct store *s, const struct stat_entry *entries, size_t n,
	uint32_t generation, struct err *e);

void stat_entry_make(
	struct stat_entry *out, const struct stat *st, const struct digest *d, uint32_t generation);
void stat_entry_seal(struct stat_entry *entry); /* after a change */
bool stat_entry_is(const struct stat_entry *entry, const struct stat *st);
int stat_entry_order(const void *a, const void *b); /* by device and inode */

#endif

/* subid - the subordinate ids that /etc/subuid and /etc/subgid grant, and the map made of them.
 *
 * A line is `owner:first:count`, the owner a name or a decimal uid. Lines that break this, ranges
 * past 2^32 - 2 and ranges that overlap an earlier one are skipped: a map with an overlap would be
 * refused whole. The map is 0 for the caller, then every range in the file's order, without gaps.
 *
 * Owns: nothing; struct id_map is plain data. Fails: never. Layer: sys.
 *
 *     struct id_map map = {0};
 *     id_map_add(&map, getuid(), 1);
 *     subid_parse(STR("ann:100000:65536\n"), STR("ann"), 1000, &map);
 */
#ifndef SYS_SUBID_H
#define SYS_SUBID_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/str.h"

enum { ID_RANGES_MAX = 64 }; /* the kernel takes 340 lines; nobody has more than a few */

struct id_range {
	uint64_t inside, outside, count;
};

struct id_map {
	struct id_range p[ID_RANGES_MAX];
	size_t n;
};

/* Appends outside..outside + count - 1 behind what is there; false when it was skipped. */
bool id_map_add(struct id_map *map, uint64_t outside, uint64_t count);
uint64_t id_map_count(const struct id_map *map);
/* As the kernel reads it: `inside outside count` lines. */
void id_map_text(const struct id_map *map, struct buf *out);
/* From the text of a uid_map or gid_map. */
void id_map_parse(struct str text, struct id_map *map);

/* Adds what text grants to the name ("" for none) or the number. */
void subid_parse(struct str text, struct str name, uint64_t id, struct id_map *map);

/* The first id, from 100000 on, that is above every range text grants to anybody: what an
 * administrator may give without taking another account's. */
uint64_t subid_free(struct str text);

#endif

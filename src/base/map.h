/* map - text to text in order of insertion.
 *
 * Order is determinism: Config.Env, labels and build arguments keep the order in which names first
 * appeared, and a replaced value keeps its slot. Lookup is a scan for small maps and a hash index
 * for large ones, so a Dockerfile with 10,000 names stays linear, whoever chose the names: each
 * map's hashes have a secret of their own. Nothing but lookup sees the index.
 *
 * Owns: copies of every key and value. Fails: aborts when memory is gone. Layer: base.
 *
 *     AUTO(map_release) struct map env = {0};
 *     map_set(&env, STR("PATH"), STR("/bin"));
 *     assert(map_get(&env, STR("PATH"))->n == 4);
 */
#ifndef BASE_MAP_H
#define BASE_MAP_H

#include <stdbool.h>
#include <stddef.h>

#include "base/attr.h"
#include "base/hash.h"
#include "base/str.h"

struct map_entry {
	struct str key, value; /* both NUL-terminated behind their last byte */
};

struct map {
	struct map_entry *p;
	size_t n, capacity;
	size_t *index; /* hash slots holding entry number + 1; NULL while small */
	size_t slots;
	struct hash_secret secret; /* of the index, once there is one */
};

void map_set(struct map *m, struct str key, struct str value);
const struct str *map_get(const struct map *m, struct str key); /* NULL when absent */
bool map_has(const struct map *m, struct str key);
void map_copy(struct map *to, const struct map *from); /* to is released first */
void map_sort(struct map *m); /* bytewise by key, for JSON objects that docker sorts */
void map_release(struct map *m);

#endif

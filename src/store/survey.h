/* survey - all that the store holds, and what is held by what: the ground of df, prune and verify.
 *
 * Objects (layers, blobs, cache mounts) are kept by images, or by records that a later build could
 * use, or by nothing. Entries (step records, facts, downloads, encodings) point at objects and keep
 * none alive against a prune --all.
 *
 * Owns: its lists until survey_release. Fails: ERR_SYS. Layer: store.
 */
#ifndef STORE_SURVEY_H
#define STORE_SURVEY_H

#include <stdbool.h>
#include <stdint.h>

#include "base/attr.h"
#include "base/err.h"
#include "codec/digest.h"
#include "store/names.h"
#include "store/store.h"
#include "sys/boot.h"

enum object_kind { OBJECT_LAYER, OBJECT_BLOB, OBJECT_MOUNT };
/* By whom; the stronger wins. */
enum hold { HOLD_NONE, HOLD_CACHE, HOLD_UNTAGGED, HOLD_IMAGE };

struct object {
	enum object_kind kind;
	struct digest id;
	char *path;
	char boot[BOOT_ID_BYTES]; /* of its stamp; "" when it has none */
	uint64_t disk_bytes;
	int64_t used_s; /* when it was placed or last of use, whatever is later */
	bool trusted, doomed;
	enum hold hold;
};

enum entry_kind { ENTRY_STEP, ENTRY_FACT, ENTRY_DOWNLOAD, ENTRY_ENCODING };

struct entry {
	enum entry_kind kind;
	char *path;
	struct digest about; /* a step's layer, a fact's answer, a download's blob, an encoding's
				diff id */
	struct digest blob;  /* of an encoding */
	uint64_t disk_bytes;
	int64_t used_s;
	bool damaged;
};

struct objects {
	struct object *p;
	size_t n, capacity;
};

struct entries {
	struct entry *p;
	size_t n, capacity;
};

struct survey {
	struct objects objects; /* sorted by kind and id */
	struct entries entries; /* sorted by kind and about */
	struct stored_images images;
};

MUST_CHECK int survey_take(const struct store *s, struct survey *out, struct err *e);
void survey_release(struct survey *v);
struct object *survey_find(const struct survey *v, enum object_kind kind, const struct digest *id);
/* Whether n stands before everything of that kind about that digest. */
bool survey_entry_before(const struct entry *n, enum entry_kind kind, const struct digest *about);
/* Everything that the image needs is held by it. */
MUST_CHECK int survey_hold_image(struct survey *v, const struct store *s,
	const struct stored_image *image, enum hold hold, struct err *e);
/* Everything that a record points at is held by the cache. */
void survey_hold_cache(struct survey *v);

/* What a directory below the store's root occupies. */
MUST_CHECK int survey_disk_bytes(
	const struct store *s, const char *path, uint64_t *out, struct err *e);

#endif

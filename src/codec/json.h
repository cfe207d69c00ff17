/* json - strict reading of JSON from outside, and writing it compactly (jansson behind both rules).
 *
 * Reading follows I-JSON and stricter: at most 4 MiB, 64 levels and 250,000 values, valid
 * UTF-8, no duplicate key, nothing behind the value, no NUL in a text. Getters name the field that
 * is wrong and take null for absent, as the OCI specifications allow. Texts borrow from the tree.
 *
 * Writing is compact and in the order of the calls, so the same calls give the same bytes; bytes
 * that are not UTF-8 become U+FFFD, because a reader may refuse the whole document otherwise.
 *
 * Owns: the tree, until json_drop. Fails: ERR_INVALID, ERR_LIMIT. Layer: codec.
 *
 *     AUTO(json_drop) struct json_t *root = NULL;
 *     if (json_read(text, &root, e) < 0 || json_get_str(root, "mediaType", &type, e) < 0)
 *         return -1;
 */
#ifndef CODEC_JSON_H
#define CODEC_JSON_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/attr.h"
#include "base/buf.h"
#include "base/err.h"
#include "base/map.h"
#include "base/str.h"
#include "base/strs.h"

enum { JSON_BYTES = 4 * 1024 * 1024, JSON_DEPTH = 64, JSON_VALUES = 250000 };

struct json_t; /* jansson's value */

/* The root is an object; anything else is ERR_INVALID. */
MUST_CHECK int json_read(struct str text, struct json_t **out, struct err *e);
void json_drop(struct json_t **root);

/* Each gives 1 when the member is there, 0 (and leaves *out alone) when it is absent or null. */
MUST_CHECK int json_get_str(
	const struct json_t *object, const char *key, struct str *out, struct err *e);
/* An owned copy, *out (NULL before) stays NULL for an absent or empty text. */
MUST_CHECK int json_get_text(
	const struct json_t *object, const char *key, char **out, struct err *e);
MUST_CHECK int json_get_int(
	const struct json_t *object, const char *key, int64_t *out, struct err *e);
MUST_CHECK int json_get_bool(
	const struct json_t *object, const char *key, bool *out, struct err *e);
MUST_CHECK int json_get_object(
	const struct json_t *object, const char *key, const struct json_t **out, struct err *e);
MUST_CHECK int json_get_array(
	const struct json_t *object, const char *key, const struct json_t **out, struct err *e);
/* These add to *out: a list of texts, an object of texts, the keys of an object of objects. */
MUST_CHECK int json_get_strs(
	const struct json_t *object, const char *key, struct strs *out, struct err *e);
MUST_CHECK int json_get_map(
	const struct json_t *object, const char *key, struct map *out, struct err *e);
MUST_CHECK int json_get_keys(
	const struct json_t *object, const char *key, struct map *out, struct err *e);

size_t json_items(const struct json_t *array);
/* The i-th item, which must be an object; name is the array's, for the error. */
MUST_CHECK int json_item(const struct json_t *array, size_t i, const char *name,
	const struct json_t **out, struct err *e);
void json_dump(const struct json_t *value, struct buf *out); /* compact, members in their order */

/* key is NULL for the root and inside arrays. */
struct json_writer {
	struct buf *out;
	bool comma; /* a value stands before the next one */
};

void json_open_object(struct json_writer *w, const char *key);
void json_close_object(struct json_writer *w);
void json_open_array(struct json_writer *w, const char *key);
void json_close_array(struct json_writer *w);
void json_put_str(struct json_writer *w, const char *key, struct str value);
void json_put_text(struct json_writer *w, const char *key, const char *value); /* NULL: nothing */
void json_put_int(struct json_writer *w, const char *key, int64_t value);
void json_put_bool(struct json_writer *w, const char *key, bool value);
void json_put_raw(struct json_writer *w, const char *key, struct str json); /* as it is */
void json_put_strs(struct json_writer *w, const char *key, const struct strs *values);
void json_put_map(struct json_writer *w, const char *key, const struct map *values); /* sorted */
void json_put_keys(struct json_writer *w, const char *key, const struct map *keys); /* {}, sorted */

#endif

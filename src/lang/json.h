/* json - is this text one JSON array of strings? The exec form of instructions.
 *
 * Strict JSON as Go decodes it: double quotes, no trailing text, no raw control characters. What is
 * JSON but not an array of strings is told from what is no JSON at all, which is shell form.
 * lang decodes it by itself, because it depends on nothing but base.
 *
 * Owns: nothing; texts are in the arena. Fails: see enum json_is. Layer: lang, for the parser
 * alone.
 */
#ifndef LANG_JSON_H
#define LANG_JSON_H

#include <stdbool.h>

#include "base/mem.h"
#include "base/str.h"
#include "base/vec.h"

enum json_is { JSON_NOT, JSON_STRINGS, JSON_OTHER_ARRAY };

struct json_string {
	struct str text; /* decoded */
	struct str raw;  /* with its quotes, a part of the input */
};

struct json_strings {
	VEC(struct json_string) list;
};

enum json_is json_strings_read(struct str text, struct arena *arena, struct json_strings *out);
/* The string that a text which is one JSON object holds under key. */
bool json_object_string(struct str text, struct str key, struct arena *arena, struct str *out);
void json_strings_release(struct json_strings *s);

#endif

/* source - the bytes of one Dockerfile with a name.
 *
 * A byte order mark at the start is dropped, so columns count from the first letter. Limits are
 * met here, once, so that nobody later sees an endless line.
 *
 * Owns: its copy of the bytes. Fails: ERR_LIMIT with the position. Layer: lang (no I/O: the caller
 * read the bytes).
 *
 *     AUTO(source_release) struct source s = {0};
 *     if (source_make("Dockerfile", bytes, &s, e) < 0)
 *         return -1;
 */
#ifndef LANG_SOURCE_H
#define LANG_SOURCE_H

#include <stdbool.h>

#include "base/attr.h"
#include "base/err.h"
#include "base/str.h"

enum {
	SOURCE_BYTES_MAX = 64 * 1024 * 1024,
	SOURCE_LINE_MAX = 65535, /* bytes before the newline, as docker has it */
};

struct source {
	char *name; /* as shown in file:line */
	struct str text;
	bool syntax_asked; /* the language was named elsewhere: `# syntax=` is not heard */
};

MUST_CHECK int source_make(const char *name, struct str bytes, struct source *out, struct err *e);
void source_release(struct source *s);

#endif

/* glob - a wildcard pattern as tokens, run as a set of states: linear, whatever the pattern.
 *
 * The syntax is Go's filepath.Match: * ? [a-z] [^a-z] and \ before a character. With globstar it is
 * that of moby's patternmatcher: `**` also crosses slashes.
 *
 * Owns: its tokens until glob_release. Fails: ERR_INVALID for a malformed pattern. Layer: lang.
 */
#ifndef LANG_GLOB_H
#define LANG_GLOB_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/attr.h"
#include "base/buf.h"
#include "base/err.h"
#include "base/str.h"
#include "base/vec.h"

enum glob_kind {
	GLOB_RUNE,
	GLOB_ANY,   /* ? */
	GLOB_CLASS, /* ranges[first .. first + n) */
	GLOB_STAR,  /* anything but slashes */
	GLOB_DIRS,  /* `**` with more behind it: nothing, or anything that ends in a slash */
	GLOB_REST,  /* `**` at the end: anything */
};

struct glob_range {
	uint32_t low, high;
};

struct glob_token {
	enum glob_kind kind;
	uint32_t rune;
	size_t first, n; /* of a class, in ranges */
	bool negated;
};

struct glob {
	VEC(struct glob_token) tokens;
	VEC(struct glob_range) ranges;
};

MUST_CHECK bool glob_make(
	struct str pattern, bool globstar, struct glob *out); /* false: malformed */
bool glob_run(const struct glob *g, struct str name);
void glob_release(struct glob *g);

/* Go's filepath.Match, of one path component or a whole path: 1, 0, or -1 for a malformed pattern.
 */
MUST_CHECK int glob_match(struct str pattern, struct str name, struct err *e);

/* The bytes that every match begins, or ends, with. */
void glob_head(const struct glob *g, struct buf *out);
void glob_tail(const struct glob *g, struct buf *out);

#endif

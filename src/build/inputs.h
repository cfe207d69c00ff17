/* inputs - the Dockerfile, its ignore file and the context, found and opened as docker finds
 * them.
 *
 * A directory is opened at once, with its Dockerfile; so is a Dockerfile on standard input. Any
 * other context is only understood: it is made by inputs_fetch where the build runs, because its
 * files' owners need the id map and its place is the store.
 *
 *     AUTO(inputs_release) struct inputs in = INPUTS_NONE;
 *     if (inputs_open(NULL, "-", &in, e) < 0 || inputs_fetch(&in, &means, e) < 0)
 *         return -1;
 *
 * Owns: what it read, opened and made until inputs_release, which comes before the store's end.
 * Fails: ERR_NOT_FOUND, ERR_USAGE (two things on standard input), ERR_UNSUPPORTED, ERR_LIMIT, as
 * context. Layer: build.
 */
#ifndef BUILD_INPUTS_H
#define BUILD_INPUTS_H

#include <stdbool.h>

#include "base/attr.h"
#include "base/buf.h"
#include "base/err.h"
#include "build/context.h"

struct inputs {
	struct context context;
	struct buf dockerfile, ignore;
	char *dockerfile_name, *ignore_name;
	bool pending; /* the context, and perhaps the Dockerfile, are still to be fetched */
	enum context_kind kind;
	char *ignorefile;   /* of the command line, set before opening; NULL: the context's own */
	char *where, *file; /* the operand and -f (NULL: none), for the fetching */
	char *shown;        /* the operand without its password */
	struct buf head;    /* of standard input, read to tell what it is */
};

#define INPUTS_NONE ((struct inputs){.context = CONTEXT_NONE})

/* file: -f, or NULL; context: the operand. */
MUST_CHECK int inputs_open(
	const char *file, const char *context, struct inputs *out, struct err *e);
/* As id 0 of a build's namespace; nothing unless pending. */
MUST_CHECK int inputs_fetch(struct inputs *b, const struct context_means *means, struct err *e);
/* The Dockerfile alone, for who builds nothing (of a repository likewise as id 0 of a build's
 * namespace); the store, where a download lies, may be closed then, and NULL unless
 * inputs_peek_needs_store. */
bool inputs_peek_needs_store(const struct inputs *b);
MUST_CHECK int inputs_peek(struct inputs *b, const struct context_means *means, struct err *e);
/* What the lines of an error count in: the Dockerfile's text or the ignore file's, or nothing. */
struct str inputs_text(const struct inputs *b, const struct err *e);
void inputs_release(struct inputs *b);

#endif

/* dockerfile - a Dockerfile read without building it.
 *
 * Pure text: no file, no network, no namespace, no process; safe in any thread. Nothing is
 * expanded.
 *
 * Ownership: the caller frees a parsed file with lichen_dockerfile_free(); the lists and texts in
 * it live as long as it does. Texts end in NUL; a NUL in the file ends its text early.
 *
 * Errors: LICHEN_ERROR_SYNTAX and LICHEN_ERROR_LIMIT (a line of more than 65535 bytes, a file of
 * more than 64 MiB), both with position. Specification: the Dockerfile reference.
 *
 *     struct lichen_dockerfile *file;
 *     struct lichen_error error;
 *     if (lichen_dockerfile_parse("Dockerfile", bytes, length, &file, &error) < 0)
 *         return 1;
 *     lichen_dockerfile_free(file);
 */
#ifndef LICHEN_DOCKERFILE_H
#define LICHEN_DOCKERFILE_H

#include <stddef.h>

#include "lichen/error.h"

#ifdef __cplusplus
extern "C" {
#endif

struct lichen_dockerfile;

struct lichen_instruction {
	const char *name;        /* "RUN": upper case, whatever was typed */
	const char *text;        /* the whole instruction, continuations joined */
	unsigned line, end_line; /* from 1, heredocs included */
};

struct lichen_warning {
	const char *rule; /* "StageNameCasing", as `# check=skip=` takes it */
	const char *text;
	unsigned line; /* from 1 */
};

/* name: as shown in errors. The bytes are copied. On failure *file is NULL. */
int lichen_dockerfile_parse(const char *name, const char *bytes, size_t length,
	struct lichen_dockerfile **file, struct lichen_error *error);

/* Each sets *list and returns how many there are, in the order of the file. */
size_t lichen_dockerfile_instructions(
	const struct lichen_dockerfile *file, const struct lichen_instruction **list);
size_t lichen_dockerfile_warnings(
	const struct lichen_dockerfile *file, const struct lichen_warning **list);

void lichen_dockerfile_free(struct lichen_dockerfile *file); /* NULL is allowed */

#ifdef __cplusplus
}
#endif

#endif

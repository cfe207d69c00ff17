/* lichen/dockerfile.h - a Dockerfile read without building it.
 *
 * Pure text: no file, no network, no namespace. Ownership: the caller frees a parsed file with
 * lichen_dockerfile_free(); texts in it live as long as it does and end in NUL. Errors:
 * LICHEN_ERROR_SYNTAX with its position, LICHEN_ERROR_LIMIT. Specification: the Dockerfile
 * reference.
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
	const char *name; /* "RUN": upper case, whatever was typed */
	const char *text; /* the whole instruction, continuations joined */
	unsigned line, end_line;
};

struct lichen_warning {
	const char *rule; /* "StageNameCasing" */
	const char *text;
	unsigned line;
};

/* name: as shown in errors. The bytes are copied. */
int lichen_dockerfile_parse(const char *name, const char *bytes, size_t length,
	struct lichen_dockerfile **file, struct lichen_error *error);
size_t lichen_dockerfile_instructions(
	const struct lichen_dockerfile *file, const struct lichen_instruction **list);
size_t lichen_dockerfile_warnings(
	const struct lichen_dockerfile *file, const struct lichen_warning **list);
void lichen_dockerfile_free(struct lichen_dockerfile *file); /* NULL is allowed */

#ifdef __cplusplus
}
#endif

#endif

/* secrets - the values of `--secret`, read where the command line says and held in memory.
 *
 * `id=NAME,src=PATH`, `id=NAME,env=VARIABLE`, or `id=NAME` alone, which means the variable of that
 * name, else the file. Values are wiped on release.
 *
 * Owns: ids and values until secrets_release. Fails: ERR_USAGE, ERR_NOT_FOUND, ERR_LIMIT; no
 * message holds a value. Layer: cli.
 */
#ifndef CLI_SECRETS_H
#define CLI_SECRETS_H

#include "base/attr.h"
#include "base/err.h"
#include "base/strs.h"
#include "build/build.h"

enum { SECRET_BYTES_MAX = 500 * 1024 };

struct secrets {
	struct build_secret *p; /* base/vec triple */
	size_t n, capacity;
};

MUST_CHECK int secrets_read(const struct strs *options, struct secrets *out, struct err *e);
void secrets_release(struct secrets *s);

#endif

/* stored - an image of the store with its config read, as the commands that look need it.
 *
 * Owns: the entry and config until stored_release. Fails: ERR_NOT_FOUND, ERR_INVALID, ERR_SYS.
 * Layer: cli.
 */
#ifndef CLI_STORED_H
#define CLI_STORED_H

#include <stdint.h>

#include "base/attr.h"
#include "base/buf.h"
#include "base/err.h"
#include "base/str.h"
#include "codec/config.h"
#include "store/names.h"
#include "store/store.h"

struct stored {
	struct stored_image image;
	struct buf json; /* the config's bytes */
	struct config config;
};

MUST_CHECK int stored_find(
	const struct store *store, struct str name, struct stored *out, struct err *e);
MUST_CHECK int stored_config(const struct store *store, const struct digest *id, struct buf *json,
	struct config *out, struct err *e);
uint64_t stored_size(
	const struct store *store, const struct config *config); /* of its layers on disk */
void stored_release(struct stored *s);

/* "app" and "latest" of docker.io/library/app:latest, as docker lists them; "<none>" twice when
 * untagged. */
void stored_name(const char *full, struct buf *name, struct buf *tag);

#endif

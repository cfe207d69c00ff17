/* import - an image of an OCI layout into the store: blobs as they are, layers unpacked.
 *
 * What the store holds already is not read again. Layers are unpacked in jobs of their own.
 *
 * Owns: the config it fills. Fails: ERR_NOT_FOUND, ERR_INVALID (digest, size, diff id), ERR_LIMIT,
 * ERR_SYS. Layer: build.
 */
#ifndef BUILD_IMPORT_H
#define BUILD_IMPORT_H

#include "base/attr.h"
#include "base/err.h"
#include "base/str.h"
#include "codec/config.h"
#include "remote/layout.h"
#include "store/store.h"

struct import_choice {
	struct str tag;      /* "", "tag" or "@digest" */
	struct str platform; /* "linux/amd64" */
	int jobs;            /* layers unpacked at once */
	int cancel_fd;
};

MUST_CHECK int import_layout(const struct store *store, const struct layout *layout,
	const struct import_choice *choice, struct config *out, struct err *e);

#endif

/* compress - every layer of a chain as a blob in the wanted form, each made once ever.
 *
 * A blob that came from outside is reused byte for byte, whatever its compression, so registries
 * find it again. What is made here is checked against the diff id on the way.
 *
 * Fails: ERR_SYS, ERR_INVALID. Layer: build.
 */
#ifndef BUILD_COMPRESS_H
#define BUILD_COMPRESS_H

#include <stdbool.h>

#include "base/attr.h"
#include "base/err.h"
#include "build/export.h"
#include "codec/manifest.h"
#include "codec/zip.h"
#include "image/layer.h"

/* layers has room for chain->n descriptors; media types are static texts that belong to nobody: do
 * not release them. */
MUST_CHECK int compress_layers(
	const struct export_job *job, enum zip_kind kind, struct descriptor *layers, struct err *e);

/* How one layer is to be compressed. */
struct compression {
	const struct store *store;
	enum zip_kind kind;
	int threads;
};

/* The layer that snapshot_fd is, into the store as a blob that is remembered as its compressed
 * form; one pass over the files gives both. want: NULL, or the diff id that it must have. */
MUST_CHECK int compress_snapshot(const struct compression *how, int snapshot_fd,
	const struct digest *want, struct layer *out, struct err *e);
/* Whether the store has a layer's blob in that form, or one from outside. */
bool compress_is_done(const struct store *store, const struct digest *diff_id, enum zip_kind kind);

#endif

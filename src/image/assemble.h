/* assemble - config and manifest of an image, made only with a proof of non-root.
 *
 * Fails: ERR_INVALID. Layer: image.
 */
#ifndef IMAGE_ASSEMBLE_H
#define IMAGE_ASSEMBLE_H

#include "base/attr.h"
#include "base/buf.h"
#include "base/err.h"
#include "codec/config.h"
#include "codec/manifest.h"
#include "image/policy.h"

struct image {
	struct buf config_json;
	struct digest config_digest;
	struct manifest manifest; /* layers filled by the exporter, once their blobs are made */
};

/* config: final, with diff ids and history. The user emitted is the proof's. */
MUST_CHECK int assemble(
	const struct config *config, const struct nonroot *proof, struct image *out, struct err *e);
/* The manifest with its compressed layers, ready to be written. */
MUST_CHECK int assemble_manifest(struct image *image, const struct descriptor *layers,
	size_t layers_n, struct buf *json, struct digest *digest, struct err *e);
void image_release(struct image *image);

#endif

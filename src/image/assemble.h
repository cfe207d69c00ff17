/* assemble - config and manifest of an image, made only with a proof of non-root.
 *
 * The user emitted is the proof's, whatever the config says, and the manifest's annotations are
 * made from the proof alone: a base that calls itself non-root (or not) is not believed. The same
 * config and proof give the same bytes on any machine.
 *
 * Owns: struct image, until image_release. Fails: ERR_INVALID (layers that do not fit the config).
 * Layer: image.
 *
 *     AUTO(image_release) struct image image = {0};
 *     if (assemble(&config, &proof, &image, e) < 0)
 *         return -1;
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
	size_t diff_ids_n;        /* how many layers the config names */
};

/* config: final, with diff ids and history. out is released first. */
MUST_CHECK int assemble(
	const struct config *config, const struct nonroot *proof, struct image *out, struct err *e);
/* The manifest with its compressed layers (lowest first, replacing earlier ones), ready to be
 * written. json is cleared first. */
MUST_CHECK int assemble_manifest(struct image *image, const struct descriptor *layers,
	size_t layers_n, struct buf *json, struct digest *digest, struct err *e);
void image_release(struct image *image);

#endif

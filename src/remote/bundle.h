/* bundle - an image as it is written anywhere: its blobs, its manifest and its names.
 *
 * A name is a full reference; its tag is the layout's tag (org.opencontainers.image.ref.name), the
 * whole is containerd's name (io.containerd.image.name), so one entry serves both.
 *
 * Owns: nothing; blobs, descriptors and names are the caller's. Fails: ERR_INVALID (a name that is
 * no reference, no manifest). Layer: remote.
 */
#ifndef REMOTE_BUNDLE_H
#define REMOTE_BUNDLE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/attr.h"
#include "base/err.h"
#include "base/strs.h"
#include "codec/manifest.h"

struct image_blob {
	struct descriptor descriptor;
	int fd;           /* >= 0: content from this descriptor's start */
	struct str bytes; /* else these */
};

struct image_bundle {
	const struct image_blob *blobs; /* config first, then layers, then the manifest */
	size_t n;
	struct descriptor manifest;
	const struct strs *names; /* full references; NULL: none */
};

/* The manifest's descriptor once a name, or once alone when there is none. one_a_tag: of names with
 * the same tag only the first, because readers of directories find two entries ambiguous. */
MUST_CHECK int bundle_index(
	const struct image_bundle *image, bool one_a_tag, struct index *out, struct err *e);
/* The names as docker shows them. */
MUST_CHECK int bundle_repo_tags(const struct image_bundle *image, struct strs *out, struct err *e);
/* The blob that is the manifest, parsed. */
MUST_CHECK int bundle_manifest(
	const struct image_bundle *image, struct manifest *out, struct err *e);

#endif

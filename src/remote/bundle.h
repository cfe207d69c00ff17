/* bundle - what a bundle's names become where an image is written: tags and annotations.
 *
 * A name is a full reference; its tag is the layout's tag (org.opencontainers.image.ref.name), the
 * whole is containerd's name (io.containerd.image.name), so one entry serves both.
 *
 * Fails: ERR_INVALID (a name that is no reference). Layer: remote.
 */
#ifndef REMOTE_BUNDLE_H
#define REMOTE_BUNDLE_H

#include "base/attr.h"
#include "base/err.h"
#include "base/strs.h"
#include "codec/manifest.h"
#include "remote/layout.h"

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

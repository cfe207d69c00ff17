/* layout - an OCI image layout directory, read and written (image-spec image-layout.md).
 *
 * Reading verifies size, then digest, then parses. Writing puts blobs first, index.json last, and
 * never leaves a half image under a name: an existing layout keeps its other tags, index.json is
 * replaced by rename.
 *
 * Owns: struct layout until layout_close. Fails: ERR_NOT_FOUND (no such tag; hint lists those
 * there), ERR_INVALID, ERR_LIMIT, ERR_UNSUPPORTED (another version), ERR_SYS. Layer: remote.
 */
#ifndef REMOTE_LAYOUT_H
#define REMOTE_LAYOUT_H

#include "base/attr.h"
#include "base/buf.h"
#include "base/err.h"
#include "base/str.h"
#include "codec/digest.h"
#include "codec/manifest.h"
#include "remote/bundle.h"
#include "sys/tree.h"

enum { LAYOUT_PATH_BYTES = sizeof "blobs/sha512/" + DIGEST_TEXT_BYTES };
#define LAYOUT_VERSION_JSON "{\"imageLayoutVersion\":\"1.0.0\"}"

struct layout {
	struct tree dir; /* the layout's own descriptor */
	struct index index;
};

MUST_CHECK int layout_open(const struct tree *dir, struct layout *out, struct err *e);
/* What a tag (or "@digest", or "" when there is only one image) and a platform ("" for any) mean:
 * the manifest's descriptor, a copy that the caller releases. */
MUST_CHECK int layout_find(const struct layout *l, struct str tag, struct str platform,
	struct descriptor *out, struct err *e);
/* Size and digest are checked as it is read to its end; small ones whole. */
MUST_CHECK int layout_read(
	const struct layout *l, const struct descriptor *d, struct buf *out, struct err *e);
MUST_CHECK int layout_blob(const struct layout *l, const struct descriptor *d, int *fd,
	struct err *e); /* regular, right size; digest not yet checked */
void layout_close(struct layout *l);

/* Where a blob lies, and that a directory is a layout of the version we know: for archive too. */
void layout_blob_path(const struct digest *d, char path[LAYOUT_PATH_BYTES]);
MUST_CHECK int layout_check_version(const struct tree *dir, struct err *e);

/* The blobs first, then the names; an existing layout keeps its other tags. */
MUST_CHECK int layout_write(
	const struct tree *dir, const struct image_bundle *image, struct err *e);

#endif

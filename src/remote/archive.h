/* archive - images as one tar: read into a layout directory, written in the form that everybody
 * loads.
 *
 * The default form carries blobs/, oci-layout, index.json and docker's manifest.json with both
 * naming annotations, so docker, containerd, podman and skopeo load it; the pure OCI
 * form leaves manifest.json out. Deterministic: sorted, fixed times and owners.
 *
 * Owns: nothing; descriptors stay the caller's. Fails: ERR_INVALID, ERR_LIMIT, ERR_UNSUPPORTED
 * (docker's old form), ERR_SYS. Layer: remote.
 */
#ifndef REMOTE_ARCHIVE_H
#define REMOTE_ARCHIVE_H

#include "base/attr.h"
#include "base/err.h"
#include "remote/layout.h"
#include "sys/tree.h"

enum archive_form { ARCHIVE_OCI, ARCHIVE_EVERYBODY };

MUST_CHECK int archive_write(int fd, enum archive_form form, const struct image_bundle *image,
	int64_t epoch_s, struct err *e);
/* Unpacks an OCI archive (plain or compressed) into an empty directory as a layout, within limits
 * of size and number of entries. */
MUST_CHECK int archive_read(int fd, const struct tree *into, struct err *e);

#endif

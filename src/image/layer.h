/* layer - an upper directory to a layer and back: whiteouts, opaque marks, one deterministic tar.
 *
 * Rules: OCI image-spec layer.md. `layer_normalise` makes the directory itself equal to what the
 * tar says (times cut to seconds and clamped to the epoch, unchanged copy-ups removed, overlay's
 * own xattrs stripped), so a snapshot that was built and one that was pulled cannot be told apart;
 * `layer_write` is then a function of the directory alone. `layer_apply` unpacks hostile tar
 * streams within limits of size and number. All three run where owners can be set: in idmap's
 * namespace.
 *
 * Threads: layer_write starts one and joins it, so it belongs into a job. Memory: bounded, but for
 * the names of hard-linked files (write) and of directories (apply). Owns: nothing; struct layer is
 * flat. Fails: ERR_SYS, ERR_INVALID (a name that a layer cannot carry, an entry that reaches out of
 * it), ERR_LIMIT, ERR_UNSUPPORTED. Layer: image.
 *
 *     struct layer_rules rules = {.parent = &merged, .epoch_s = -1};
 *     if (layer_normalise(upper, &rules, e) < 0 || layer_write(upper, NULL, &layer, e) < 0)
 *         return -1;
 */
#ifndef IMAGE_LAYER_H
#define IMAGE_LAYER_H

#include <stdbool.h>
#include <stdint.h>

#include "base/attr.h"
#include "base/err.h"
#include "codec/digest.h"
#include "codec/zip.h"
#include "sys/rootfs.h"

/* What eleven octal digits hold: later times (after 2242) are cut to it. */
#define LAYER_TIME_MAX_S 8589934591LL

/* The room of a file or directory in whole blocks, the same for every file system. */
static inline uint64_t layer_disk_bytes(uint64_t size_bytes)
{
	return (size_bytes + 4095) / 4096 * 4096;
}

struct layer {
	struct digest diff_id;
	uint64_t tar_bytes;  /* uncompressed */
	uint64_t disk_bytes; /* of the snapshot */
	uint64_t entries;    /* 0: an empty layer, which still is one */

	/* Of layer_apply: what was left out, and directories that had no entry of their own and
	 * were made 0755 0:0. A lower layer's namesake of the latter is changed, or hidden where it
	 * is a link: one layer alone does not tell. */
	uint64_t skipped_devices, implied_dirs;
};

struct layer_rules {
	const struct rootfs *parent; /* the merged parent, read-only; NULL for a first layer */
	int64_t epoch_s;             /* -1: no clamping */
	bool with_root;              /* the root directory's own entry: a FROM scratch base layer */
	uint64_t *sockets;           /* how many were removed is added here; may be NULL */
};

MUST_CHECK int layer_normalise(int upper_fd, const struct layer_rules *rules, struct err *e);
/* The tar into a sink (compressor, file; NULL for nothing) while its diff id is computed. */
MUST_CHECK int layer_write(
	int snapshot_fd, const struct zip_sink *sink, struct layer *out, struct err *e);

struct layer_limits {
	uint64_t expanded_bytes; /* of the uncompressed tar */
	uint64_t entries;
};

/* blob_fd: a compressed or plain layer; into an empty directory in overlay's form. *out has the
 * diff id of what was read. */
MUST_CHECK int layer_apply(int blob_fd, int into_fd, const struct layer_limits *limits,
	struct layer *out, struct err *e);

#endif

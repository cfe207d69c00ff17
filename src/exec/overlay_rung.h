/* overlay_rung - the ladder of ways to name a layer, open to the test that climbs down it.
 *
 * Owns: nothing. Fails: as overlay.h. Layer: exec, for overlay alone.
 *
 *     struct overlay_mount m = {.lower = layers, .upper_fd = -1, .work_fd = -1};
 *     overlay_mount(&m, OVERLAY_BY_FD, &root, e);
 */
#ifndef EXEC_OVERLAY_RUNG_H
#define EXEC_OVERLAY_RUNG_H

#include "exec/overlay.h"

enum overlay_rung { OVERLAY_BY_FD, OVERLAY_BY_NAME, OVERLAY_BY_LIST };

struct overlay_mount {
	struct overlay_layers lower; /* at least one */
	int upper_fd, work_fd;       /* -1, -1: read-only */
};

/* From the rung given downwards. */
MUST_CHECK int overlay_mount(
	const struct overlay_mount *m, enum overlay_rung best, struct rootfs *out, struct err *e);

#endif

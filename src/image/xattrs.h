/* xattrs - which extended attributes a layer carries, and file capabilities in their plain form.
 *
 * Carried: what sys/copy takes from anywhere, security.capability and user.* but for what overlay,
 * container tools and lichen keep there for themselves. All else never enters
 * a layer and is never taken from one. File capabilities are carried in version 2: version 3 names
 * the root user id of the namespace that set them, which is nobody's business and a host trace.
 *
 * Limits: XATTRS_BYTES_MAX of names and values an entry. Owns: nothing. Fails: ERR_SYS, ERR_INVALID
 * (a malformed capability), ERR_LIMIT. Layer: image.
 */
#ifndef IMAGE_XATTRS_H
#define IMAGE_XATTRS_H

#include <stdbool.h>

#include "base/attr.h"
#include "base/err.h"
#include "base/map.h"
#include "base/str.h"

enum { XATTRS_BYTES_MAX = 1024 * 1024, XATTRS_CAPABILITY_BYTES = 20 };

#define XATTRS_CAPABILITY "security.capability"

bool xattrs_carried(struct str name);

/* The carried attributes of fd, sorted, added to an empty map; capabilities as version 2. */
MUST_CHECK int xattrs_read(int fd, struct map *out, struct err *e);
/* All of them onto fd. On anything but a regular file capabilities are left out: the kernel has no
 * use for them there. */
MUST_CHECK int xattrs_write(int fd, const struct map *attributes, struct err *e);

/* Removes what overlay and ACLs left on fd: user.* and trusted.overlay.* not carried, and
 * system.posix_acl_*. *copied_up says whether overlay had marked it as a copy of a lower file. */
MUST_CHECK int xattrs_strip(int fd, bool *copied_up, struct err *e);

/* value as version 2; version 1 and 2 pass, anything malformed is ERR_INVALID. */
MUST_CHECK int xattrs_capability(
	struct str value, unsigned char out[XATTRS_CAPABILITY_BYTES], size_t *n, struct err *e);

/* A snapshot whose tar has an entry for the root itself. The mark is in overlay's name space, so
 * that nobody sees it through a mount. */
bool xattrs_has_root_mark(int fd);
MUST_CHECK int xattrs_mark_root(int fd, struct err *e);

#endif

/* default_user - the account `app`, 10001:10001, made without running anything (--default-user).
 *
 * Appends to passwd and group (made when the rootfs has none, so that FROM scratch is served too),
 * to shadow and gshadow where they exist (a locked password, no date: the bytes do not depend on
 * the day), and makes /home/app, 0700. Everything is resolved inside the rootfs. Made a second time
 * it changes nothing; a name or number that somebody else has is refused.
 *
 * Owns: nothing. Fails: ERR_POLICY with id NR-01 (name or number taken), ERR_INVALID (a file that
 * is no regular file), ERR_LIMIT, ERR_SYS. Layer: image.
 */
#ifndef IMAGE_DEFAULT_USER_H
#define IMAGE_DEFAULT_USER_H

#include <stdint.h>

#include "base/attr.h"
#include "base/err.h"
#include "sys/rootfs.h"

#define DEFAULT_USER_NAME "app"
/* Its uid and its gid. */
#define DEFAULT_USER_ID_TEXT "10001"
enum { DEFAULT_USER_ID = 10001 };

/* root is writable. epoch_s: mtime of what is made, -1 for now. */
MUST_CHECK int policy_default_user_files(const struct rootfs *root, int64_t epoch_s, struct err *e);

#endif

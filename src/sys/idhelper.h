/* idhelper - newuidmap and newgidmap: found on the host in fixed places, executed by descriptor.
 *
 * They are setuid (or have file capabilities) and write what an ordinary user may not: a map of
 * more than the own id. Looked for in /usr/bin, /bin, /usr/sbin, /sbin and /usr/local/bin, never in
 * the caller's PATH. Both run at once.
 *
 * Fails: ERR_HOST naming what is wrong (absent, not setuid, no_new_privs, refused). Layer: sys.
 *
 *     if (idhelper_write(pid, &uids, &gids, e) < 0)
 *         return -1;
 */
#ifndef SYS_IDHELPER_H
#define SYS_IDHELPER_H

#include <sys/types.h>

#include "base/attr.h"
#include "base/err.h"
#include "sys/subid.h"

/* Writes both maps of the process, a child of the caller in a new user namespace. */
MUST_CHECK int idhelper_write(
	pid_t pid, const struct id_map *uids, const struct id_map *gids, struct err *e);

#endif

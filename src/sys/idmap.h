/* idmap - the one user and mount namespace in which a command lives.
 *
 * The calling process M forks W into new user, mount and pid namespaces; M writes W's id maps
 * through newuidmap and newgidmap (0 = the caller, 1.. = all ranges of /etc/subuid and
 * /etc/subgid); W runs the command as id 0 in it. W is the first process of its pid namespace and
 * dies with M (PDEATHSIG; it never executes anything), so kill -9 of M or W leaves no process and,
 * as mounts live in W's mount namespace or in descriptors, no mount. M only forwards signals and
 * waits. Started as uid 0 of the initial namespace it does the same with root's, lichen's or
 * containers' range, and without one maps every id onto itself. The order of the steps, each with
 * what must not happen before it, is at the head of idmap.c.
 *
 * Fails: ERR_HOST naming exactly what is missing (no subuid entry, no newuidmap, newuidmap not
 * setuid, user namespaces off by which sysctl, AppArmor) with the administrator's line as hint.
 * Layer: sys.
 */
#ifndef SYS_IDMAP_H
#define SYS_IDMAP_H

#include "base/attr.h"
#include "base/err.h"

typedef int idmap_main(void *argument);

/* Runs run(argument) in the namespace; *exit_status is its return value (or 128 + signal). The ids
 * that the map covers are 0..*ids - 1 as seen by run through idmap_count(). */
MUST_CHECK int idmap_run(idmap_main *run, void *argument, int *exit_status, struct err *e);

/* Inside: how many ids the map covers (from /proc/self/uid_map and gid_map, the lesser). */
unsigned long idmap_count(void);

#endif

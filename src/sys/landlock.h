/* landlock - what a step is kept from though it could name it: programs and sockets of the host.
 *
 * Two ways lead out of a root without a path in it. An abstract socket belongs to a network
 * namespace, which a step shares with the host, and there the step is the builder's own user: a
 * session bus would run anything for it. And /proc/self/exe is the builder's own file until the
 * step's program is executed; a script that names it as its interpreter runs it with the image's
 * loader, which then holds a descriptor of it (CVE-2019-5736). So: programs are those below this
 * root, and abstract sockets are those of this step's own processes.
 *
 * The first needs Linux 5.19 with Landlock, the second 6.12; where it is not there, nothing is done
 * and what sys/execute looks at remains.
 *
 * Fails: ERR_SYS. Processes: for the calling one and all that come after it; needs CAP_SYS_ADMIN,
 * and no mount can be made afterwards. Layer: sys.
 *
 *     if (landlock_enclose("/", e) < 0)
 *         return -1;
 */
#ifndef SYS_LANDLOCK_H
#define SYS_LANDLOCK_H

#include "base/attr.h"
#include "base/err.h"

/* root: the directory that programs lie below. */
MUST_CHECK int landlock_enclose(const char *root, struct err *e);
/* Of the kernel's Landlock, 0 for none; what it can do grows with it. */
int landlock_version(void);

#endif

/* procfd - a descriptor's name under /proc, for the calls that take nothing but a string.
 *
 * Valid while the descriptor is open, and only in a process whose /proc shows it.
 *
 * Owns: *back until procfd_leave. Fails: ERR_SYS. Layer: sys.
 *
 *     char name[PROCFD_BYTES];
 *     procfd_name(fd, name);
 */
#ifndef SYS_PROCFD_H
#define SYS_PROCFD_H

#include "base/attr.h"
#include "base/err.h"

enum { PROCFD_BYTES = 32 };

void procfd_name(int fd, char name[PROCFD_BYTES]);

/* Makes the directory in which decimal numbers are the process's own descriptors the working
 * directory; *back is for procfd_leave. A process of one thread only. */
MUST_CHECK int procfd_enter(int *back, struct err *e);
MUST_CHECK int procfd_leave(int *back, struct err *e);

#endif

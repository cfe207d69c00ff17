/* procfile - a small file of the kernel's, under /proc, as text.
 *
 * What such a file says is looked up to choose or to explain, never to decide alone: a file that is
 * not there is as one that is empty.
 *
 * Owns: nothing. Fails: never. Layer: sys.
 *
 *     char text[64];
 *     assert(*procfile_read("/proc/self/comm", text, sizeof text));
 */
#ifndef SYS_PROCFILE_H
#define SYS_PROCFILE_H

#include <stddef.h>

/* The first size - 1 bytes with a NUL behind them; returns text. */
const char *procfile_read(const char *path, char *text, size_t size);

#endif

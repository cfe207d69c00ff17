/* writeback - how much the kernel still has to write to disk.
 *
 * Of all file systems together, from /proc/meminfo (proc_meminfo(5)): more than one's own, so it
 * is good for choosing a quiet moment and for nothing else.
 *
 * Owns: nothing. Fails: never; what cannot be read is 0. Layer: sys.
 *
 *     assert(writeback_parse("Dirty: 4 kB\nWriteback: 1 kB\n") == 5 * 1024);
 */
#ifndef SYS_WRITEBACK_H
#define SYS_WRITEBACK_H

#include <stdint.h>

uint64_t writeback_waiting_bytes(void);
/* The same of the text of /proc/meminfo. */
uint64_t writeback_parse(const char *meminfo);

#endif

/* baseset - the mounts that every sandbox starts with.
 *
 * A fresh /proc and a small /dev; /sys read-only; docker's masked and read-only paths. With a
 * network namespace of its own the sandbox gets its own sysfs; with the host's network the kernel
 * allows only the host's /sys, bound read-only.
 *
 * Owns: nothing; rows are constants. Fails: never. Layer: sys.
 *
 *     struct mount_table table = {0};
 *     baseset_add(&table, true);
 */
#ifndef SYS_BASESET_H
#define SYS_BASESET_H

#include <stdbool.h>

#include "sys/mounts.h"

void baseset_add(struct mount_table *table, bool own_network);

#endif

/* fault - the n-th system call of the modules under test fails.
 *
 * The program is linked with --wrap for every call that is listed in fault.c (and in meson.build):
 * calls from our own objects arrive there, those inside libc and Criterion do not. One call fails,
 * once; close and closedir never do, as nothing could be done about it.
 *
 * Threads: one process, one thread. Layer: tests.
 *
 *     fault_arm(3, EIO);
 *     bool fired = fault_disarm();
 */
#ifndef SYS_FAULT_H
#define SYS_FAULT_H

#include <stdbool.h>

void fault_arm(int n, int number); /* the n-th call from now on, from 1, fails with errno number */
bool fault_disarm(void);           /* whether there were that many */

#endif

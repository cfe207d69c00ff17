/* clone - fork with namespaces, and the descriptor of the new process.
 *
 * clone3, or clone where a seccomp filter answers ENOSYS to clone3 (docker's does). The child is a
 * copy as after fork, but no pthread_atfork handler runs: only for a process of one thread.
 *
 * Owns: *pidfd is the caller's. Fails: -1 with errno. Layer: sys.
 *
 *     pid_t pid = clone_process(CLONE_NEWUSER | CLONE_NEWNS, NULL);
 */
#ifndef SYS_CLONE_H
#define SYS_CLONE_H

#include <stdint.h>
#include <sys/types.h>

/* 0 in the child; pidfd may be NULL. SIGCHLD at the child's end. */
pid_t clone_process(uint64_t namespaces, int *pidfd);

#endif

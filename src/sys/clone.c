/* clone - fork with namespaces, and the descriptor of the new process. */
#include "sys/clone.h"

#include <errno.h>
#include <linux/sched.h>
#include <signal.h>
#include <sys/syscall.h>
#include <unistd.h>

pid_t clone_process(uint64_t namespaces, int *pidfd)
{
	struct clone_args args = {
		.flags = namespaces | (pidfd ? CLONE_PIDFD : 0),
		.pidfd = (uint64_t)(uintptr_t)pidfd,
		.exit_signal = SIGCHLD,
	};
	long pid = syscall(SYS_clone3, &args, sizeof args);

	if (pid < 0 && errno == ENOSYS)
		/* CLONE_PIDFD reuses the parent_tid argument, third on x86_64 and aarch64 alike. */
		pid = syscall(SYS_clone, args.flags | SIGCHLD, NULL, pidfd, NULL, NULL);
	return (pid_t)pid;
}

#include "sys/clone.h"

#include <criterion/criterion.h>
#include <poll.h>
#include <sys/wait.h>
#include <unistd.h>

Test(clone, is_a_fork_with_a_descriptor, .timeout = 20)
{
	int pidfd = -1, status = 0;
	pid_t pid = clone_process(0, &pidfd);

	if (pid == 0)
		_exit(9);
	struct pollfd p = {pidfd, POLLIN, 0};
	cr_assert(pid > 0 && pidfd >= 0);
	cr_expect(poll(&p, 1, 5000) == 1);
	cr_assert(waitpid(pid, &status, 0) == pid);
	cr_expect(WIFEXITED(status) && WEXITSTATUS(status) == 9);
	close(pidfd);
}

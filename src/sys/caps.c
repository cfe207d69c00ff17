/* caps - the capabilities of a RUN step: docker's default fourteen. */
#include "sys/caps.h"

#include <errno.h>
#include <linux/capability.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

int caps_bound(uint64_t kept, struct err *e)
{
	for (unsigned cap = 0; cap < 64; cap++) {
		if (kept & (UINT64_C(1) << cap))
			continue;
		if (prctl(PR_CAPBSET_DROP, cap, 0, 0, 0) == 0)
			continue;
		if (errno == EINVAL) /* past the kernel's last */
			return 0;
		return err_sys(e, "cannot drop capability %u", cap);
	}
	return 0;
}

int caps_set(uint64_t kept, struct err *e)
{
	struct __user_cap_header_struct header = {_LINUX_CAPABILITY_VERSION_3, 0};
	struct __user_cap_data_struct data[2] = {
		{(uint32_t)kept, (uint32_t)kept, 0},
		{(uint32_t)(kept >> 32), (uint32_t)(kept >> 32), 0},
	};

	/* The kernel empties the ambient set with the inheritable one. */
	if (syscall(SYS_capset, &header, data) < 0)
		return err_sys(e, "cannot set capabilities");
	return 0;
}

/* landlock - what a step is kept from though it could name it: programs and sockets of the host. */
#include "sys/landlock.h"

#include <fcntl.h>
#include <linux/landlock.h>
#include <stdint.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "sys/fd.h"

enum {
	VERSION_REFER = 2, /* before it every rename between directories would be refused */
	VERSION_SCOPE = 6,
};

#define SCOPE_ABSTRACT_SOCKETS UINT64_C(1)

/* The kernel's struct landlock_ruleset_attr: the header may be older than the kernel, and a kernel
 * takes a longer one that ends in zeros. */
struct ruleset {
	uint64_t files, network, scopes;
};

int landlock_version(void)
{
	long version = syscall(
		SYS_landlock_create_ruleset, NULL, (size_t)0, LANDLOCK_CREATE_RULESET_VERSION);

	return version < 0 ? 0 : (int)version;
}

int landlock_enclose(const char *root, struct err *e)
{
	/* To rename and link between directories must be allowed by name. */
	const uint64_t rights = LANDLOCK_ACCESS_FS_EXECUTE | LANDLOCK_ACCESS_FS_REFER;
	int version = landlock_version();

	if (version < VERSION_REFER)
		return 0;
	struct ruleset attr = {
		.files = rights, .scopes = version < VERSION_SCOPE ? 0 : SCOPE_ABSTRACT_SOCKETS};
	AUTO(fd_close)
	int rules = (int)syscall(SYS_landlock_create_ruleset, &attr, sizeof attr, 0);
	AUTO(fd_close) int top = open(root, O_PATH | O_DIRECTORY | O_CLOEXEC);
	struct landlock_path_beneath_attr below = {.allowed_access = rights, .parent_fd = top};

	if (rules < 0 || top < 0 ||
		syscall(SYS_landlock_add_rule, rules, LANDLOCK_RULE_PATH_BENEATH, &below, 0) < 0 ||
		syscall(SYS_landlock_restrict_self, rules, 0) < 0)
		return err_sys(e, "cannot enclose the step (Landlock)");
	return 0;
}

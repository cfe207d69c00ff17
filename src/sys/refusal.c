/* refusal - why this machine refuses a user namespace, in words, with the administrator's line. */
#include "sys/refusal.h"

#include <errno.h>
#include <stdbool.h>
#include <string.h>

#include "sys/procfile.h"

struct cause {
	int error; /* that the attempt failed with; 0 for EPERM and EACCES */
	const char *file;
	const char *tell; /* what file starts with when it is the cause */
	const char *text, *hint;
};

/* In the order of asking: an exact switch before a likely one. */
static const struct cause causes[] = {
	{ENOSPC, "/proc/sys/user/max_user_namespaces", "0\n",
		"user namespaces are switched off here: user.max_user_namespaces is 0",
		"sudo sysctl -w user.max_user_namespaces=28633"},
	{ENOSPC, "/proc/sys/user/max_mnt_namespaces", "0\n",
		"mount namespaces are switched off here: user.max_mnt_namespaces is 0",
		"sudo sysctl -w user.max_mnt_namespaces=28633"},
	{ENOSPC, "/proc/sys/user/max_pid_namespaces", "0\n",
		"pid namespaces are switched off here: user.max_pid_namespaces is 0",
		"sudo sysctl -w user.max_pid_namespaces=28633"},
	{0, "/proc/sys/kernel/unprivileged_userns_clone", "0\n",
		"user namespaces are switched off for ordinary users here: "
		"kernel.unprivileged_userns_clone is 0",
		"sudo sysctl -w kernel.unprivileged_userns_clone=1"},
	{0, "/proc/sys/kernel/apparmor_restrict_unprivileged_userns", "1\n",
		"AppArmor restricts user namespaces of ordinary users here: "
		"kernel.apparmor_restrict_unprivileged_userns is 1",
		"sudo sysctl -w kernel.apparmor_restrict_unprivileged_userns=0\n"
		"or install an AppArmor profile for this program that says `userns,`"},
};

static bool has_filter(void)
{
	char status[8192];

	return strstr(procfile_read("/proc/self/status", status, sizeof status), "\nSeccomp:\t2");
}

static int explain_eperm(int error, struct err *e)
{
	if (has_filter()) {
		err_set(e, ERR_HOST, "a seccomp filter forbids user namespaces and mounts here");
		return err_hint(e,
			"in a container: start it with `--security-opt seccomp=unconfined`, or in "
			"Kubernetes with `hostUsers: false` and seccompProfile Unconfined");
	}
	return err_set(e, ERR_HOST,
		"this machine refuses a user namespace (%s): a security module or a chroot forbids "
		"it",
		strerror(error));
}

int refusal_explain(int error, struct err *e)
{
	bool eperm = error == EPERM || error == EACCES;
	char text[64];

	for (size_t i = 0; i < sizeof causes / sizeof *causes; i++) {
		const struct cause *c = &causes[i];

		if (c->error ? c->error != error : !eperm)
			continue;
		if (strncmp(procfile_read(c->file, text, sizeof text), c->tell, strlen(c->tell)))
			continue;
		err_set(e, ERR_HOST, "%s", c->text);
		return err_hint(e, "%s", c->hint);
	}
	if (eperm)
		return explain_eperm(error, e);
	if (error == ENOSPC)
		return err_set(e, ERR_HOST,
			"the limit of user namespaces is reached, or they are nested too deep");
	if (error == EINVAL)
		return err_set(e, ERR_HOST, "this kernel has no user namespaces (CONFIG_USER_NS)");
	errno = error;
	return err_sys(e, "cannot make a namespace");
}

/* limits - resource limits (RLIMIT_*) by the names of docker's --ulimit, as data and applied. */
#include "sys/limits.h"

#include <errno.h>
#include <string.h>
#include <sys/resource.h>

static const struct {
	const char *name;
	int resource;
} known[] = {
	{"core", RLIMIT_CORE},
	{"cpu", RLIMIT_CPU},
	{"data", RLIMIT_DATA},
	{"fsize", RLIMIT_FSIZE},
	{"locks", RLIMIT_LOCKS},
	{"memlock", RLIMIT_MEMLOCK},
	{"msgqueue", RLIMIT_MSGQUEUE},
	{"nice", RLIMIT_NICE},
	{"nofile", RLIMIT_NOFILE},
	{"nproc", RLIMIT_NPROC},
	{"rss", RLIMIT_RSS},
	{"rtprio", RLIMIT_RTPRIO},
	{"rttime", RLIMIT_RTTIME},
	{"sigpending", RLIMIT_SIGPENDING},
	{"stack", RLIMIT_STACK},
};
enum { KNOWN = sizeof known / sizeof *known };

const char *limits_name(struct str name)
{
	for (size_t i = 0; i < KNOWN; i++)
		if (str_eq(name, str_of(known[i].name)))
			return known[i].name;
	return NULL;
}

static int apply(const struct limit *limit, int resource, struct err *e)
{
	struct rlimit wanted = {limit->soft, limit->hard}, now = {0, 0};

	if (setrlimit(resource, &wanted) == 0)
		return 0;
	if (errno != EPERM || getrlimit(resource, &now) < 0)
		return err_sys(e, "cannot set the limit `%s`", limit->name);
	err_set(e, ERR_HOST, "the limit `%s` cannot be raised above the session's %llu",
		limit->name, (unsigned long long)now.rlim_max);
	return err_hint(e, "an administrator raises it in /etc/security/limits.conf");
}

int limits_apply(const struct limit *list, size_t n, struct err *e)
{
	for (size_t i = 0; i < n; i++)
		for (size_t k = 0; k < KNOWN; k++)
			if (strcmp(known[k].name, list[i].name) == 0 &&
				apply(&list[i], known[k].resource, e) < 0)
				return -1;
	return 0;
}

#include "sys/baseset.h"

#include <criterion/criterion.h>
#include <string.h>

static const struct mount_row *find(const struct mount_table *t, const char *target)
{
	for (size_t i = 0; i < t->list.n; i++)
		if (strcmp(t->list.p[i].target, target) == 0)
			return &t->list.p[i];
	return NULL;
}

Test(baseset, what_docker_hides_is_hidden)
{
	const char *masked[] = {"/proc/acpi", "/proc/asound", "/proc/kcore", "/proc/keys",
		"/proc/latency_stats", "/proc/sched_debug", "/proc/scsi", "/proc/timer_list",
		"/proc/timer_stats", "/sys/firmware", "/sys/devices/virtual/powercap"};
	const char *frozen[] = {
		"/proc/bus", "/proc/fs", "/proc/irq", "/proc/sys", "/proc/sysrq-trigger"};

	for (int own = 0; own < 2; own++) {
		struct mount_table t = {0};

		baseset_add(&t, own);
		for (size_t i = 0; i < sizeof masked / sizeof *masked; i++)
			cr_expect(find(&t, masked[i])->kind == MOUNT_MASK);
		for (size_t i = 0; i < sizeof frozen / sizeof *frozen; i++)
			cr_expect(find(&t, frozen[i])->kind == MOUNT_FREEZE);
		cr_expect(find(&t, "/sys")->read_only && find(&t, "/sys/fs/cgroup")->read_only);
		cr_expect(find(&t, "/sys")->kind == (own ? MOUNT_NEW : MOUNT_HOST));
		vec_release(&t.list);
	}
}

Test(baseset, parents_come_before_children)
{
	struct mount_table t = {0};

	baseset_add(&t, false);
	for (size_t i = 0; i < t.list.n; i++)
		for (size_t j = 0; j < i; j++) {
			size_t n = strlen(t.list.p[i].target);

			cr_expect(strncmp(t.list.p[j].target, t.list.p[i].target, n) != 0 ||
				  t.list.p[j].target[n] != '/');
		}
	vec_release(&t.list);
}

/* baseset - the mounts that every sandbox starts with. */
#include "sys/baseset.h"

#define SAFE .nosuid = true, .nodev = true, .noexec = true
#define DEVICE(name)                                                                               \
	{                                                                                          \
		.kind = MOUNT_HOST, .target = "/dev/" name, .source = "/dev/" name,                \
		.nosuid = true, .noexec = true                                                     \
	}
#define MASK(path)                                                                                 \
	{                                                                                          \
		.kind = MOUNT_MASK, .target = path                                                 \
	}
#define FREEZE(path)                                                                               \
	{                                                                                          \
		.kind = MOUNT_FREEZE, .target = path                                               \
	}
#define LINK(path, to)                                                                             \
	{                                                                                          \
		.kind = MOUNT_LINK, .target = path, .source = to                                   \
	}

static const struct mount_row sys_of_host = {
	.kind = MOUNT_HOST, .target = "/sys", .source = "/sys", .read_only = true, SAFE};
static const struct mount_row sys_of_its_own = {
	.kind = MOUNT_NEW, .target = "/sys", .source = "sysfs", .read_only = true, SAFE};

static const struct mount_row rows[] = {
	/* Its cgroup namespace's own tree; not where the host has no cgroup2, or hides it. */
	{.kind = MOUNT_NEW,
		.target = "/sys/fs/cgroup",
		.source = "cgroup2",
		.read_only = true,
		SAFE,
		.optional = true},
	MASK("/sys/firmware"),
	MASK("/sys/devices/virtual/powercap"),

	{.kind = MOUNT_NEW, .target = "/proc", .source = "proc", SAFE},
	MASK("/proc/acpi"),
	MASK("/proc/asound"),
	MASK("/proc/interrupts"),
	MASK("/proc/kcore"),
	MASK("/proc/keys"),
	MASK("/proc/latency_stats"),
	MASK("/proc/sched_debug"),
	MASK("/proc/scsi"),
	MASK("/proc/timer_list"),
	MASK("/proc/timer_stats"),
	FREEZE("/proc/bus"),
	FREEZE("/proc/fs"),
	FREEZE("/proc/irq"),
	FREEZE("/proc/sys"),
	FREEZE("/proc/sysrq-trigger"),

	{.kind = MOUNT_NEW,
		.target = "/dev",
		.source = "tmpfs",
		.options = {"mode=0755", "size=65536k"},
		.nosuid = true,
		.noexec = true},
	DEVICE("null"),
	DEVICE("zero"),
	DEVICE("full"),
	DEVICE("random"),
	DEVICE("urandom"),
	DEVICE("tty"),
	{.kind = MOUNT_NEW,
		.target = "/dev/pts",
		.source = "devpts",
		.options = {"newinstance", "ptmxmode=0666", "mode=0620", "gid=5"},
		.nosuid = true,
		.noexec = true},
	{.kind = MOUNT_NEW,
		.target = "/dev/shm",
		.source = "tmpfs",
		.options = {"mode=1777", "size=65536k"},
		SAFE},
	{.kind = MOUNT_NEW, .target = "/dev/mqueue", .source = "mqueue", SAFE},
	LINK("/dev/fd", "/proc/self/fd"),
	LINK("/dev/stdin", "/proc/self/fd/0"),
	LINK("/dev/stdout", "/proc/self/fd/1"),
	LINK("/dev/stderr", "/proc/self/fd/2"),
	LINK("/dev/ptmx", "pts/ptmx"),
	LINK("/dev/core", "/proc/kcore"),
};

void baseset_add(struct mount_table *table, bool own_network)
{
	vec_push(&table->list, own_network ? sys_of_its_own : sys_of_host);
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		vec_push(&table->list, rows[i]);
}

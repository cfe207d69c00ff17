/* spawn_print - a sandbox's description as text, for golden tests and --dump. */
#include <stddef.h>

#include "sys/spawn.h"

static const char *const kinds[] = {
	[MOUNT_NEW] = "new",
	[MOUNT_HOST] = "host",
	[MOUNT_FD] = "bind",
	[MOUNT_FILE] = "file",
	[MOUNT_MASK] = "mask",
	[MOUNT_FREEZE] = "freeze",
	[MOUNT_LINK] = "link",
};

/* Texts from outside: one line each, whatever they hold. */
static void print_text(struct buf *out, const char *text)
{
	buf_char(out, '"');
	for (; *text; text++) {
		unsigned char c = (unsigned char)*text;

		if (c == '"' || c == '\\')
			buf_fmt(out, "\\%c", c);
		else if (c < ' ' || c == 0x7f)
			buf_fmt(out, "\\x%02x", c);
		else
			buf_char(out, (char)c);
	}
	buf_char(out, '"');
}

static void print_texts(struct buf *out, const char *name, char *const *texts)
{
	for (; *texts; texts++) {
		buf_fmt(out, "%s ", name);
		print_text(out, *texts);
		buf_char(out, '\n');
	}
}

static void print_mount(const struct mount_row *m, struct buf *out)
{
	buf_fmt(out, "mount %s ", kinds[m->kind]);
	print_text(out, m->target);
	if (m->source) {
		buf_cstr_add(out, " from ");
		print_text(out, m->source);
	}
	for (size_t i = 0; i < MOUNT_OPTIONS_MAX && m->options[i]; i++)
		buf_fmt(out, " %s", m->options[i]);
	if (m->kind == MOUNT_FILE)
		buf_fmt(out, " bytes=%zu mode=%04o owner=%u:%u", m->bytes.n, m->mode, m->uid,
			m->gid);
	buf_fmt(out, "%s%s%s%s%s\n", m->read_only ? " ro" : "", m->nosuid ? " nosuid" : "",
		m->nodev ? " nodev" : "", m->noexec ? " noexec" : "",
		m->optional ? " optional" : "");
}

void spawn_print(const struct spawn *s, struct buf *out)
{
	print_texts(out, "argv", s->argv);
	print_texts(out, "env", s->envp);
	buf_cstr_add(out, "workdir ");
	print_text(out, s->workdir);
	buf_cstr_add(out, "\nhostname ");
	print_text(out, s->hostname);
	buf_fmt(out, "\nuser %u:%u\ngroups", (unsigned)s->uid, (unsigned)s->gid);
	for (size_t i = 0; i < s->groups_n; i++)
		buf_fmt(out, " %u", (unsigned)s->groups[i]);
	buf_fmt(out, "\ncapabilities %016llx\n", (unsigned long long)s->capabilities);
	for (size_t i = 0; i < s->limits_n; i++)
		buf_fmt(out, "limit %s %llu %llu\n", s->limits[i].name,
			(unsigned long long)s->limits[i].soft,
			(unsigned long long)s->limits[i].hard);
	buf_fmt(out, "namespaces pid ipc uts mount cgroup%s\n", s->own_network ? " network" : "");
	buf_cstr_add(out, "seccomp docker-default\n");
	buf_cstr_add(out, "umask 022\nstdin empty\n");
	for (size_t i = 0; i < s->mounts.list.n; i++)
		print_mount(&s->mounts.list.p[i], out);
}

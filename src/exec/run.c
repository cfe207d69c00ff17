/* run - one RUN step in a sandbox of its own: described as data, then interpreted.
 *
 * This file only translates a step into a struct spawn; the order in which privileges are given up
 * is at the head of sys/spawn.c, the base set of mounts in sys/baseset.c.
 */
#include "exec/run.h"

#include <stdlib.h>

#include "base/vec.h"
#include "sys/baseset.h"
#include "sys/caps.h"
#include "sys/spawn.h"

enum { EXECUTABLE = 0111 };

/* A struct spawn and what it borrows from nobody else. */
struct description {
	gid_t groups[USER_GROUPS_MAX + 1];
	struct spawn spawn;
	struct strs env;
	char **argv, **envp;
	struct strs sizes;
};

static void description_release(struct description *d)
{
	vec_release(&d->spawn.mounts.list);
	strs_release(&d->env);
	strs_release(&d->sizes);
	free(d->argv);
	free(d->envp);
}

/* The text is the list's: it stays where it is when the list grows. */
static const char *size_option(struct description *d, uint64_t size_bytes)
{
	AUTO(buf_release) struct buf text = {0};

	buf_fmt(&text, "size=%llu", (unsigned long long)size_bytes);
	strs_add(&d->sizes, buf_str(&text));
	return d->sizes.p[d->sizes.n - 1].p;
}

static struct mount_row memory_file(
	const char *target, struct str bytes, uint32_t mode, uint32_t uid, uint32_t gid)
{
	return (struct mount_row){.kind = MOUNT_FILE,
		.target = target,
		.bytes = bytes,
		.mode = mode,
		.uid = uid,
		.gid = gid,
		.nosuid = true,
		.nodev = true,
		.noexec = !(mode & EXECUTABLE)};
}

static struct mount_row row_of(struct description *d, const struct sandbox_mount *m)
{
	struct mount_row row = {.kind = MOUNT_FD,
		.target = m->target,
		.fd = m->source_fd,
		.nosuid = true,
		.nodev = true};

	switch (m->kind) {
	case SANDBOX_BIND: break;
	case SANDBOX_FILE: row = memory_file(m->target, m->bytes, m->mode, m->uid, m->gid); break;
	case SANDBOX_TMPFS:
		row.kind = MOUNT_NEW;
		row.source = "tmpfs";
		row.options[0] = "mode=1777";
		row.options[1] = m->size_bytes ? size_option(d, m->size_bytes) : NULL;
		break;
	}
	row.read_only = m->read_only;
	return row;
}

static void describe_mounts(const struct sandbox *s, struct description *d)
{
	struct mount_row resolv = memory_file("/etc/resolv.conf", s->resolv_conf, 0644, 0, 0);
	struct mount_row hosts = memory_file("/etc/hosts", s->hosts, 0644, 0, 0);

	baseset_add(&d->spawn.mounts, s->network_none);
	resolv.read_only = hosts.read_only = true;
	vec_push(&d->spawn.mounts.list, resolv);
	vec_push(&d->spawn.mounts.list, hosts);
	for (size_t i = 0; i < s->mounts_n; i++)
		vec_push(&d->spawn.mounts.list, row_of(d, &s->mounts[i]));
}

static void add_variable(struct strs *env, struct str key, struct str value)
{
	AUTO(buf_release) struct buf text = {0};

	buf_str_add(&text, key);
	buf_char(&text, '=');
	buf_str_add(&text, value);
	strs_add(env, buf_str(&text));
}

static void describe_environment(const struct sandbox *s, struct description *d)
{
	for (size_t i = 0; i < s->env->n; i++)
		add_variable(&d->env, s->env->p[i].key, s->env->p[i].value);
	if (!map_has(s->env, STR("HOME")))
		add_variable(&d->env, STR("HOME"), str_of(s->user.home));
}

/* The primary group is one of the supplementary ones too: a file that excludes a group must not
 * open to a process that gave it up as its effective one (CVE-2022-2989). */
static void describe_groups(const struct sandbox *s, struct description *d)
{
	d->groups[0] = s->user.gid;
	for (size_t i = 0; i < s->user.groups_n; i++)
		d->groups[i + 1] = s->user.groups[i];
	d->spawn.groups = d->groups;
	d->spawn.groups_n = s->user.groups_n + 1;
}

static void describe(const struct sandbox *s, struct description *d)
{
	describe_environment(s, d);
	describe_mounts(s, d);
	d->argv = strs_argv(s->argv);
	d->envp = strs_argv(&d->env);
	d->spawn.root = s->root;
	d->spawn.argv = d->argv;
	d->spawn.envp = d->envp;
	d->spawn.workdir = s->workdir;
	d->spawn.hostname = s->hostname;
	d->spawn.uid = s->user.uid;
	d->spawn.gid = s->user.gid;
	describe_groups(s, d);
	d->spawn.capabilities = CAPS_DEFAULT;
	d->spawn.limits = s->limits;
	d->spawn.limits_n = s->limits_n;
	d->spawn.own_network = s->network_none;
	d->spawn.out_fd = s->out_fd;
	d->spawn.err_fd = s->err_fd;
}

/* What a system call would cut off at a NUL would run as something else. */
static int check_texts(const struct sandbox *s, struct err *e)
{
	if (s->argv->n == 0)
		return err_set(e, ERR_INVALID, "a RUN without a command");
	for (size_t i = 0; i < s->argv->n; i++)
		if (str_has_nul(s->argv->p[i]))
			return err_set(e, ERR_INVALID, "argument %zu of a RUN has a NUL in it", i);
	for (size_t i = 0; i < s->env->n; i++)
		if (str_has_nul(s->env->p[i].key) || str_has_nul(s->env->p[i].value))
			return err_set(e, ERR_INVALID, "the variable `%.*s` has a NUL in it",
				STR_FMT(s->env->p[i].key));
	return 0;
}

int sandbox_run(const struct sandbox *s, int *status, struct err *e)
{
	AUTO(description_release) struct description d = {0};

	if (check_texts(s, e) < 0)
		return -1;
	describe(s, &d);
	return spawn_run(&d.spawn, status, e);
}

void sandbox_dump(const struct sandbox *s, struct buf *out)
{
	AUTO(description_release) struct description d = {0};

	describe(s, &d);
	spawn_print(&d.spawn, out);
}

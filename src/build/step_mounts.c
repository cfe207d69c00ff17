/* step_mounts - what the mounts of one RUN show, opened: copies, views, caches and secrets. */
#include "build/step_mounts.h"

#include "sys/fd.h"

static void slots_make(const struct run *run, struct step_mounts *out)
{
	for (size_t i = 0; i < run->mounts.n; i++)
		vec_push(&out->fds, -1);
}

static void add(const struct run_mount *m, int fd, struct str bytes, struct step_mounts *out)
{
	static const enum sandbox_mount_kind kinds[] = {
		[MOUNT_BIND] = SANDBOX_BIND,
		[MOUNT_CACHE] = SANDBOX_BIND,
		[MOUNT_TMPFS] = SANDBOX_TMPFS,
		[MOUNT_SECRET] = SANDBOX_FILE,
		[MOUNT_SSH] = SANDBOX_BIND,
	};

	vec_push(&out->list, (struct sandbox_mount){
				     .kind = kinds[m->type],
				     .source_fd = fd,
				     .target = m->target,
				     .read_only = m->read_only || m->type == MOUNT_SECRET,
				     .size_bytes = m->size_bytes,
				     .bytes = bytes,
				     .mode = m->mode,
				     .uid = m->uid,
				     .gid = m->gid,
			     });
}

static const struct build_secret *find_secret(const struct step_work *work, const char *id)
{
	for (size_t i = 0; i < work->secrets_n; i++)
		if (str_eq(work->secrets[i].id, str_of(id)))
			return &work->secrets[i];
	return NULL;
}

/* One that was not given and is not required: no file, and an empty variable, as docker has it. */
static int add_secret(const struct step_work *work, const struct run_mount *m,
	struct step_mounts *out, struct err *e)
{
	const struct build_secret *secret = find_secret(work, m->id);

	if (!secret && m->required) {
		err_set(e, ERR_NOT_FOUND, "secret %s: not found", m->id);
		return err_hint(e, "give it: --secret id=%s,src=PATH or --secret id=%s,env=NAME",
			m->id, m->id);
	}
	if (m->env)
		map_set(&out->env, str_of(m->env), secret ? secret->value : STR(""));
	if (m->target && secret)
		add(m, -1, secret->value, out);
	return 0;
}

static int open_one(const struct step_work *work, size_t i, const struct tree *scratch,
	struct step_mounts *out, struct err *e)
{
	const struct run_mount *m = &work->step->run.mounts.p[i];

	if (m->type == MOUNT_SECRET)
		return add_secret(work, m, out, e);
	if (m->type == MOUNT_SSH) {
		int there = step_agent_open(work, i, scratch, out, e);

		if (there <= 0)
			return there;
	}
	if (m->type == MOUNT_BIND && step_bind_open(work, i, scratch, out, e) < 0)
		return err_during(e, "mounting `%s`", m->target);
	add(m, out->fds.p[i], STR(""), out);
	return 0;
}

/* Of the first as written, agent or not, as docker has it. */
static void add_variable(const struct run *run, struct step_mounts *out)
{
	const struct run_mount *first = NULL;

	for (size_t i = 0; i < run->mounts.n; i++)
		if (run->mounts.p[i].type == MOUNT_SSH &&
			(!first || run->mounts.p[i].written < first->written))
			first = &run->mounts.p[i];
	if (first)
		out->agent_target = first->target;
}

int step_mounts_open(const struct step_work *work, const struct tree *scratch,
	struct step_mounts *out, struct err *e)
{
	const struct run *run = &work->step->run;

	slots_make(run, out);
	add_variable(run, out);
	if (step_caches_open(work, out, e) < 0)
		return -1;
	for (size_t i = 0; i < run->mounts.n; i++)
		if (open_one(work, i, scratch, out, e) < 0)
			return -1;
	return 0;
}

void step_mounts_describe(const struct run *run, struct step_mounts *out)
{
	add_variable(run, out);
	for (size_t i = 0; i < run->mounts.n; i++)
		if (run->mounts.p[i].target)
			add(&run->mounts.p[i], -1, STR(""), out);
}

void step_mounts_release(struct step_mounts *m)
{
	for (size_t i = 0; i < m->jobs.n; i++)
		job_release(&m->jobs.p[i]);
	vec_release(&m->jobs);
	for (size_t i = 0; i < m->fds.n; i++)
		fd_close(&m->fds.p[i]);
	for (size_t i = 0; i < m->roots.n; i++)
		fd_close(&m->roots.p[i]);
	for (size_t i = 0; i < m->caches.n; i++)
		cache_mount_release(&m->caches.p[i]);
	vec_release(&m->list);
	vec_release(&m->fds);
	vec_release(&m->roots);
	vec_release(&m->caches);
	map_release(&m->env);
}

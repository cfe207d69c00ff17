/* gather - the digest of every file that a bound step names, as its key needs them. */
#include "build/gather.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "base/mem.h"
#include "store/cache.h"
#include "store/stat_cache.h"

struct files_inline *gather_inlines(const struct copy *copy)
{
	struct files_inline *list = mem_alloc((copy->inlines.n + 1) * sizeof *list);

	for (size_t i = 0; i < copy->inlines.n; i++)
		list[i] = (struct files_inline){copy->inlines.p[i].name, copy->inlines.p[i].body};
	return list;
}

static bool keeps_owners(const struct origin *o, const struct source_root *root)
{
	return !origin_is_context(o) || (root && root->made);
}

bool origin_is_context(const struct origin *o)
{
	return o->kind == ORIGIN_CONTEXT || o->kind == ORIGIN_NAMED;
}

void gather_request(const struct step *step, const struct source_root *root, int64_t epoch_s,
	struct files_request *out)
{
	const struct copy *copy = &step->copy;

	*out = (struct files_request){
		.from = root ? root->root : ROOTFS_NONE,
		.ignore = root ? root->ignore : NULL,
		.sources = &copy->sources,
		.inlines_n = copy->inlines.n,
		.excludes = &copy->excludes,
		.dest = copy->dest,
		.chown = copy->chown,
		.chmod = copy->chmod,
		.keep_owner = keeps_owners(&copy->from, root),
		.parents = copy->parents,
		.link = copy->link,
		.unpack = copy->add && copy->unpack != 0,
		.epoch_s = epoch_s,
	};
}

/* What selects files out of a finished stage; what the step does with them is in its key already.
 */
static struct digest question(const struct files_request *r, const struct digest *chain)
{
	struct hasher h = {0};

	hasher_begin(&h, DIGEST_SHA256);
	hasher_field(&h, "fact", STR("copy-from 2"));
	hasher_field(&h, "chain", str_of(digest_text(chain).text));
	hasher_field(&h, "parents", r->parents ? STR("1") : STR("0"));
	hasher_field(&h, "unpack", r->unpack ? STR("1") : STR("0"));
	hasher_field(&h, "plain", r->plain ? STR("1") : STR("0"));
	hasher_field(&h, "chmod", str_of(r->chmod));
	/* Under --chown the owners of the sources are not in the digest. */
	hasher_field(&h, "owners", r->chown ? STR("0") : STR("1"));
	for (size_t i = 0; i < r->sources->n; i++)
		hasher_field(&h, "source", r->sources->p[i]);
	for (size_t i = 0; r->excludes && i < r->excludes->n; i++)
		hasher_field(&h, "exclude", r->excludes->p[i]);
	for (size_t i = 0; i < r->inlines_n; i++) {
		hasher_field(&h, "inline", str_of(r->inlines[i].name));
		hasher_field(&h, "body", r->inlines[i].body);
	}
	struct digest d = hasher_end(&h);

	hasher_release(&h);
	return d;
}

static int gather_from_chain(const struct store *store, const struct files_request *request,
	const struct digest *chain, struct digest *out, struct err *e)
{
	struct digest ask = question(request, chain);
	int known = fact_find(store, &ask, out, e);

	if (known != 0)
		return known < 0 ? -1 : 0;
	if (files_digest(request, NULL, out, e) < 0)
		return -1;
	return fact_put(store, &ask, out, e);
}

/* A directory of the host's, looked at. */
struct looking {
	struct stat_cache *stats; /* NULL: contents do not matter */
	struct hasher version;
};

static void looking_release(struct looking *l)
{
	stat_cache_free(&l->stats);
	hasher_release(&l->version);
}

static bool find(void *context, const struct stat *st, struct digest *out)
{
	const struct looking *l = context;

	*out = (struct digest){0};
	return !l->stats || stat_cache_find(l->stats, st, out);
}

static void learn(void *context, const struct stat *st, const struct digest *d)
{
	stat_cache_learn(((struct looking *)context)->stats, st, d);
}

static void note_version(void *context, const struct stat *st)
{
	struct looking *l = context;
	const uint64_t version[] = {(uint64_t)st->st_dev, (uint64_t)st->st_ino,
		(uint64_t)st->st_size, (uint64_t)st->st_ctim.tv_sec, (uint64_t)st->st_ctim.tv_nsec};

	hasher_add(&l->version, version, sizeof version);
}

int gather_copy(const struct store *store, const struct files_request *request,
	const struct digest *chain, struct gather_input *out, struct err *e)
{
	AUTO(looking_release) struct looking l = {0};
	const struct digest_cache cache = {find, learn, note_version, &l};
	bool others_write =
		chain->algorithm == DIGEST_NONE && request->from.fd >= 0 && !request->keep_owner;

	*out = (struct gather_input){0};
	if (!store && !others_write)
		return 0;
	if (chain->algorithm != DIGEST_NONE)
		return gather_from_chain(store, request, chain, &out->content, e);
	/* Files of a made context are new each time: nothing about them is worth keeping. */
	if (!others_write)
		return files_digest(request, NULL, &out->content, e);
	if (store && stat_cache_open(store, &l.stats, e) < 0)
		return -1;
	hasher_begin(&l.version, DIGEST_SHA256);
	if (files_digest(request, &cache, &out->content, e) < 0)
		return -1;
	out->version = hasher_end(&l.version);
	return store ? stat_cache_save(l.stats, e) : 0;
}

void gather_add_version(struct digest *version, const struct gather_input *input)
{
	AUTO(hasher_release) struct hasher h = {0};

	if (input->version.algorithm == DIGEST_NONE)
		return;
	hasher_begin(&h, DIGEST_SHA256);
	if (version->algorithm != DIGEST_NONE)
		hasher_field(&h, "version", str_of(digest_text(version).text));
	hasher_field(&h, "version", str_of(digest_text(&input->version).text));
	*version = hasher_end(&h);
}

void gather_mount_request(const struct run_mount *m, const struct source_root *from,
	const char *dest, struct gather_mount *out)
{
	out->source = str_of(m->source);
	out->sources = (struct strs){.p = &out->source, .n = 1};
	out->request = (struct files_request){
		.from = from->root,
		.ignore = from->ignore,
		.sources = &out->sources,
		.plain = true,
		.dest = dest,
		.keep_owner = keeps_owners(&m->from, from),
		.epoch_s = -1,
	};
}

/* A view shows the source's own mode and owner too, which no COPY looks at. */
static struct digest with_top(const struct digest *content, const struct stat *st)
{
	AUTO(hasher_release) struct hasher h = {0};
	char top[64];

	snprintf(top, sizeof top, "%o %u %u", (unsigned)st->st_mode, (unsigned)st->st_uid,
		(unsigned)st->st_gid);
	hasher_begin(&h, DIGEST_SHA256);
	hasher_field(&h, "top", str_of(top));
	hasher_field(&h, "content", str_of(digest_text(content).text));
	return hasher_end(&h);
}

int gather_mount(const struct store *store, const struct run_mount *m,
	const struct source_root *from, struct gather_input *out, struct err *e)
{
	struct gather_mount g;
	struct stat st = {0};
	bool whole = from->chain.algorithm != DIGEST_NONE && str_eq(str_of(m->source), STR("/"));

	gather_mount_request(m, from, "/", &g);
	*out = (struct gather_input){.content = from->chain};
	if (!whole && gather_copy(store, &g.request, &from->chain, out, e) < 0)
		return -1;
	if (!origin_is_context(&m->from) && rootfs_stat(&from->root, m->source, &st, e) < 0)
		return -1;
	if (store)
		out->content = with_top(&out->content, &st);
	return 0;
}

int gather_run(const struct store *store, const struct run *run,
	const struct source_root *const *from, struct gather_input *out, struct err *e)
{
	AUTO(hasher_release) struct hasher h = {0};
	struct gather_input input;

	*out = (struct gather_input){0};
	hasher_begin(&h, DIGEST_SHA256);
	for (size_t i = 0; i < run->mounts.n; i++) {
		if (run->mounts.p[i].type != MOUNT_BIND)
			continue;
		if (gather_mount(store, &run->mounts.p[i], from[i], &input, e) < 0)
			return err_during(e, "reading the mount `%s`", run->mounts.p[i].target);
		if (store)
			hasher_field(&h, "mount", str_of(digest_text(&input.content).text));
		gather_add_version(&out->version, &input);
	}
	out->content = hasher_end(&h);
	return 0;
}

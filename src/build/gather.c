/* gather - the digest of every file that a bound step names, as its key needs them. */
#include "build/gather.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "base/mem.h"
#include "store/cache.h"

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

int gather_copy(const struct store *store, const struct files_request *request,
	const struct digest *chain, struct digest *out, struct err *e)
{
	AUTO(stat_cache_free) struct stat_cache *stats = NULL;

	if (chain->algorithm != DIGEST_NONE)
		return gather_from_chain(store, request, chain, out, e);
	/* Files of a made context are new each time: nothing about them is worth keeping. */
	if (request->from.fd < 0 || request->keep_owner)
		return files_digest(request, NULL, out, e);
	if (stat_cache_open(store, &stats, e) < 0)
		return -1;
	struct digest_cache cache = {stat_cache_find, stat_cache_learn, stats};

	if (files_digest(request, &cache, out, e) < 0)
		return -1;
	return stat_cache_save(stats, e);
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
	const struct source_root *from, struct digest *out, struct err *e)
{
	struct gather_mount g;
	struct digest content = from->chain;
	struct stat st = {0};
	bool whole = from->chain.algorithm != DIGEST_NONE && str_eq(str_of(m->source), STR("/"));

	gather_mount_request(m, from, "/", &g);
	if (!whole && gather_copy(store, &g.request, &from->chain, &content, e) < 0)
		return -1;
	if (!origin_is_context(&m->from) && rootfs_stat(&from->root, m->source, &st, e) < 0)
		return -1;
	*out = with_top(&content, &st);
	return 0;
}

int gather_run(const struct store *store, const struct run *run,
	const struct source_root *const *from, struct digest *out, struct err *e)
{
	AUTO(hasher_release) struct hasher h = {0};

	hasher_begin(&h, DIGEST_SHA256);
	for (size_t i = 0; i < run->mounts.n; i++) {
		struct digest d;

		if (run->mounts.p[i].type != MOUNT_BIND)
			continue;
		if (gather_mount(store, &run->mounts.p[i], from[i], &d, e) < 0)
			return err_during(e, "reading the mount `%s`", run->mounts.p[i].target);
		hasher_field(&h, "mount", str_of(digest_text(&d).text));
	}
	*out = hasher_end(&h);
	return 0;
}

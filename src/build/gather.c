/* gather - the digest of every file that a bound step names, as its key needs them. */
#include "build/gather.h"

#include <stdlib.h>

#include "base/mem.h"
#include "store/cache.h"

struct files_inline *gather_inlines(const struct copy *copy)
{
	struct files_inline *list = mem_alloc((copy->inlines.n + 1) * sizeof *list);

	for (size_t i = 0; i < copy->inlines.n; i++)
		list[i] = (struct files_inline){copy->inlines.p[i].name, copy->inlines.p[i].body};
	return list;
}

static bool is_context(enum origin_kind kind)
{
	return kind == ORIGIN_CONTEXT || kind == ORIGIN_NAMED;
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
		.keep_owner = !is_context(copy->from.kind),
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
	hasher_field(&h, "fact", STR("copy-from 1"));
	hasher_field(&h, "chain", str_of(digest_text(chain).text));
	hasher_field(&h, "parents", r->parents ? STR("1") : STR("0"));
	hasher_field(&h, "unpack", r->unpack ? STR("1") : STR("0"));
	hasher_field(&h, "chmod", str_of(r->chmod));
	for (size_t i = 0; i < r->sources->n; i++)
		hasher_field(&h, "source", r->sources->p[i]);
	for (size_t i = 0; i < r->excludes->n; i++)
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
	if (request->from.fd < 0)
		return files_digest(request, NULL, out, e);
	if (stat_cache_open(store, &stats, e) < 0)
		return -1;
	struct digest_cache cache = {stat_cache_find, stat_cache_learn, stats};

	if (files_digest(request, &cache, out, e) < 0)
		return -1;
	return stat_cache_save(stats, e);
}

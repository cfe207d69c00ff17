/* prune - removes what nobody needs: chosen on a survey first, then taken in an order in which a
 * crash leaves nothing that points at what is gone: names, records, layers, blobs.
 */
#include <assert.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/mem.h"
#include "store/gc.h"
#include "store/object.h"
#include "store/place.h"
#include "store/survey.h"

struct prune {
	const struct store *store;
	const struct prune_rules *rules;
	struct prune_result *result;
	struct survey survey;
	int64_t before_s;     /* last used then or earlier: old enough */
	uint64_t total_bytes; /* of the objects that are not doomed */
};

static void prune_release(struct prune *p)
{
	survey_release(&p->survey);
}

static bool small_enough(const struct prune *p)
{
	return p->rules->keep_bytes && p->total_bytes <= p->rules->keep_bytes;
}

static void doom(struct prune *p, struct object *o)
{
	o->doomed = true;
	p->total_bytes -= o->disk_bytes;
}

/* What is not trusted is of no use to anybody, however young it is. */
static void weigh(struct prune *p)
{
	struct objects *objects = &p->survey.objects;

	for (size_t i = 0; i < objects->n; i++)
		p->total_bytes += objects->p[i].disk_bytes;
	for (size_t i = 0; i < objects->n; i++)
		if (!objects->p[i].trusted)
			doom(p, &objects->p[i]);
}

static bool image_may_go(const struct prune *p, const struct stored_image *image)
{
	return !image->name && p->rules->all && image->made_s <= p->before_s && !small_enough(p);
}

/* Untagged images go at once; the others hold what they need. */
static int prune_images(struct prune *p, struct err *e)
{
	for (size_t i = 0; i < p->survey.images.n; i++) {
		const struct stored_image *image = &p->survey.images.p[i];

		if (!image_may_go(p, image)) {
			if (survey_hold_image(&p->survey, p->store, image, HOLD_IMAGE, e) < 0)
				return -1;
			continue;
		}
		if (names_remove_untagged(p->store, &image->config, e) < 0)
			return -1;
		p->result->removed_objects++;
	}
	return 0;
}

static bool object_may_go(const struct prune *p, const struct object *o)
{
	bool useless = o->hold == HOLD_NONE && o->kind != OBJECT_MOUNT;

	return !o->doomed && o->hold != HOLD_IMAGE && (useless || p->rules->all) &&
	       o->used_s <= p->before_s;
}

static int longest_unused_first(const void *a, const void *b)
{
	const struct object *x = *(struct object *const *)a, *y = *(struct object *const *)b;

	if (x->used_s != y->used_s)
		return x->used_s < y->used_s ? -1 : 1;
	return strcmp(x->path, y->path);
}

static void choose_objects(struct prune *p)
{
	struct objects *objects = &p->survey.objects;
	AUTO(mem_release) struct object **may_go = mem_alloc((objects->n + 1) * sizeof *may_go);
	size_t n = 0;

	for (size_t i = 0; i < objects->n; i++)
		if (object_may_go(p, &objects->p[i]))
			may_go[n++] = &objects->p[i];
	qsort(may_go, n, sizeof *may_go, longest_unused_first);
	for (size_t i = 0; i < n && !small_enough(p); i++)
		doom(p, may_go[i]);
}

static bool lives(const struct prune *p, enum object_kind kind, const struct digest *id)
{
	const struct object *o = survey_find(&p->survey, kind, id);

	return o && !o->doomed;
}

/* A fact's answer need not be an object; one that was and goes takes the fact with it. */
static bool is_doomed(const struct prune *p, enum object_kind kind, const struct digest *id)
{
	const struct object *o = survey_find(&p->survey, kind, id);

	return o && o->doomed;
}

static bool entry_must_go(const struct prune *p, const struct entry *n)
{
	if (n->damaged)
		return true;
	switch (n->kind) {
	case ENTRY_STEP: return !lives(p, OBJECT_LAYER, &n->about);
	case ENTRY_ENCODING: return !lives(p, OBJECT_BLOB, &n->blob);
	case ENTRY_DOWNLOAD: return !lives(p, OBJECT_BLOB, &n->about);
	case ENTRY_FACT: break;
	}
	if (is_doomed(p, OBJECT_LAYER, &n->about) || is_doomed(p, OBJECT_BLOB, &n->about))
		return true;
	return p->rules->all && !p->rules->keep_bytes && n->used_s <= p->before_s;
}

static int remove_entries(struct prune *p, struct err *e)
{
	for (size_t i = 0; i < p->survey.entries.n; i++) {
		const struct entry *n = &p->survey.entries.p[i];

		if (!entry_must_go(p, n))
			continue;
		if (unlinkat(p->store->root.fd, n->path, 0) < 0 && errno != ENOENT)
			return err_sys(e, "cannot remove `%s` of the store", n->path);
		p->result->removed_objects++;
		p->result->removed_bytes += n->disk_bytes;
	}
	return 0;
}

/* Sorted by kind: layers, then blobs, then cache mounts. */
static int remove_objects(struct prune *p, struct err *e)
{
	for (size_t i = 0; i < p->survey.objects.n; i++) {
		const struct object *o = &p->survey.objects.p[i];

		if (!o->doomed)
			continue;
		if (object_remove(p->store, o->path, e) < 0)
			return -1;
		p->result->removed_objects++;
		p->result->removed_bytes += o->disk_bytes;
	}
	return 0;
}

static bool boot_is_needed(const struct prune *p, struct str boot)
{
	if (str_eq(boot, str_of(p->store->boot_id)))
		return true;
	for (size_t i = 0; i < p->survey.objects.n; i++) {
		const struct object *o = &p->survey.objects.p[i];

		if (!o->doomed && str_eq(boot, str_of(o->boot)))
			return true;
	}
	return false;
}

/* Marks of boots from which nothing is left. */
static int remove_marks(const struct prune *p, struct err *e)
{
	AUTO(strs_release) struct strs boots = {0};

	if (place_list(p->store, "durable", &boots, e) < 0)
		return -1;
	for (size_t i = 0; i < boots.n; i++) {
		AUTO(mem_release) char *path = mem_fmt("durable/%.*s", STR_FMT(boots.p[i]));

		if (boot_is_needed(p, boots.p[i]))
			continue;
		if (unlinkat(p->store->root.fd, path, 0) < 0 && errno != ENOENT)
			return err_sys(e, "cannot remove `%s` of the store", path);
	}
	return 0;
}

int store_prune(
	struct store *s, const struct prune_rules *rules, struct prune_result *out, struct err *e)
{
	AUTO(prune_release) struct prune p = {.store = s, .rules = rules, .result = out};

	assert(s->lock == STORE_EXCLUSIVE);
	*out = (struct prune_result){0};
	p.before_s = rules->older_than_s ? (int64_t)time(NULL) - rules->older_than_s : INT64_MAX;
	if (store_sweep(s, e) < 0 || survey_take(s, &p.survey, e) < 0)
		return -1;
	weigh(&p);
	if (prune_images(&p, e) < 0)
		return -1;
	survey_hold_cache(&p.survey);
	choose_objects(&p);
	if (remove_entries(&p, e) < 0 || remove_objects(&p, e) < 0)
		return -1;
	return remove_marks(&p, e);
}

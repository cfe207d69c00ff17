/* usage - what occupies how much, and how much of it prune --all would give back. */
#include "store/gc.h"
#include "store/place.h"
#include "store/survey.h"
#include "store/tmp.h"
#include "sys/fd.h"

static void count(struct usage_row *row, uint64_t bytes, bool reclaimable)
{
	row->count++;
	row->size_bytes += bytes;
	if (reclaimable)
		row->reclaimable_bytes += bytes;
}

static int count_images(
	struct survey *v, const struct store *s, struct usage_row *row, struct err *e)
{
	for (size_t i = 0; i < v->images.n; i++) {
		const struct stored_image *image = &v->images.p[i];
		enum hold hold = image->name ? HOLD_IMAGE : HOLD_UNTAGGED;

		if (survey_hold_image(v, s, image, hold, e) < 0)
			return -1;
		row->count++;
	}
	return 0;
}

static void count_objects(const struct survey *v, struct usage *out)
{
	struct usage_row *const rows[] = {[OBJECT_LAYER] = &out->layers,
		[OBJECT_BLOB] = &out->blobs,
		[OBJECT_MOUNT] = &out->mounts};

	for (size_t i = 0; i < v->objects.n; i++) {
		const struct object *o = &v->objects.p[i];

		count(rows[o->kind], o->disk_bytes, !o->trusted || o->hold != HOLD_IMAGE);
	}
}

static void count_entries(const struct survey *v, struct usage_row *row)
{
	for (size_t i = 0; i < v->entries.n; i++) {
		const struct entry *n = &v->entries.p[i];
		const struct object *layer = survey_find(v, OBJECT_LAYER, &n->about);

		count(row, n->disk_bytes, n->damaged || !layer || layer->hold != HOLD_IMAGE);
	}
}

static int count_work(const struct store *s, struct usage_row *row, struct err *e)
{
	AUTO(strs_release) struct strs names = {0};

	if (place_list(s, "tmp", &names, e) < 0)
		return -1;
	for (size_t i = 0; i < names.n; i++) {
		AUTO(fd_close) int lock = -1;
		char path[TMP_PATH_BYTES];
		uint64_t bytes = 0;

		tmp_path(names.p[i], path);
		if (survey_disk_bytes(s, path, &bytes, e) < 0)
			return -1;
		count(row, bytes, tmp_take(s, path, &lock));
	}
	return 0;
}

int store_usage(const struct store *s, struct usage *out, struct err *e)
{
	AUTO(survey_release) struct survey v = {0};

	*out = (struct usage){0};
	if (survey_take(s, &v, e) < 0 || count_images(&v, s, &out->images, e) < 0)
		return -1;
	survey_hold_cache(&v);
	count_objects(&v, out);
	count_entries(&v, &out->steps);
	return count_work(s, &out->work, e);
}

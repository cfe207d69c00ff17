/* hold - what keeps what: an image its config, manifest, layers and their blobs; a record its layer
 * or blob. */
#include "base/buf.h"
#include "codec/config.h"
#include "codec/json.h"
#include "codec/manifest.h"
#include "store/blob.h"
#include "store/survey.h"

static void raise_hold(struct survey *v, enum object_kind kind, const struct digest *id,
	enum hold hold, int64_t used_s)
{
	struct object *o = survey_find(v, kind, id);

	if (!o)
		return;
	if (o->hold < hold)
		o->hold = hold;
	if (o->used_s < used_s)
		o->used_s = used_s;
}

/* The first entry of the kind that is about id, or one past the end. */
static size_t first_about(const struct survey *v, enum entry_kind kind, const struct digest *id)
{
	size_t low = 0, high = v->entries.n;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		const struct entry *n = &v->entries.p[middle];

		if (survey_entry_before(n, kind, id))
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

static void hold_layer(struct survey *v, const struct digest *diff_id, enum hold hold)
{
	raise_hold(v, OBJECT_LAYER, diff_id, hold, 0);
	for (size_t i = first_about(v, ENTRY_ENCODING, diff_id); i < v->entries.n; i++) {
		const struct entry *n = &v->entries.p[i];

		if (n->kind != ENTRY_ENCODING || !digest_eq(&n->about, diff_id))
			break;
		raise_hold(v, OBJECT_BLOB, &n->blob, hold, 0);
	}
}

/* 1 read, 0 the image has lost it, -1 */
static int read_json(
	const struct store *s, const struct digest *blob, struct buf *out, struct err *e)
{
	if (blob->algorithm == DIGEST_NONE)
		return 0;
	if (blob_read(s, blob, JSON_BYTES, out, e) == 0)
		return 1;
	return e->kind == ERR_SYS ? -1 : 0;
}

static int hold_config(struct survey *v, const struct store *s, const struct digest *blob,
	enum hold hold, struct err *e)
{
	AUTO(buf_release) struct buf json = {0};
	AUTO(config_release) struct config config = {0};
	struct err ignored;

	raise_hold(v, OBJECT_BLOB, blob, hold, 0);
	int got = read_json(s, blob, &json, e);

	if (got <= 0 || config_parse(buf_str(&json), &config, &ignored) < 0)
		return got < 0 ? -1 : 0;
	for (size_t i = 0; i < config.diff_ids_n; i++)
		hold_layer(v, &config.diff_ids[i], hold);
	return 0;
}

static int hold_manifest(struct survey *v, const struct store *s, const struct digest *blob,
	enum hold hold, struct err *e)
{
	AUTO(buf_release) struct buf json = {0};
	AUTO(manifest_release) struct manifest manifest = {0};
	struct err ignored;

	raise_hold(v, OBJECT_BLOB, blob, hold, 0);
	int got = read_json(s, blob, &json, e);

	if (got <= 0 || manifest_parse(buf_str(&json), &manifest, &ignored) < 0)
		return got < 0 ? -1 : 0;
	raise_hold(v, OBJECT_BLOB, &manifest.config.digest, hold, 0);
	for (size_t i = 0; i < manifest.layers_n; i++)
		raise_hold(v, OBJECT_BLOB, &manifest.layers[i].digest, hold, 0);
	return 0;
}

int survey_hold_image(struct survey *v, const struct store *s, const struct stored_image *image,
	enum hold hold, struct err *e)
{
	if (hold_config(v, s, &image->config, hold, e) < 0)
		return -1;
	return hold_manifest(v, s, &image->manifest, hold, e);
}

void survey_hold_cache(struct survey *v)
{
	for (size_t i = 0; i < v->entries.n; i++) {
		const struct entry *n = &v->entries.p[i];

		if (n->damaged)
			continue;
		raise_hold(v, OBJECT_LAYER, &n->about, HOLD_CACHE, n->used_s);
		if (n->kind == ENTRY_FACT || n->kind == ENTRY_DOWNLOAD)
			raise_hold(v, OBJECT_BLOB, &n->about, HOLD_CACHE, n->used_s);
		/* A blob whose layer is gone is of no use to a build. */
		if (n->kind == ENTRY_ENCODING && survey_find(v, OBJECT_LAYER, &n->about))
			raise_hold(v, OBJECT_BLOB, &n->blob, HOLD_CACHE, n->used_s);
	}
}

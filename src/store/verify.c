/* verify - whether every object still is what its name says, and every record can be read. */
#include "base/mem.h"
#include "codec/config.h"
#include "codec/json.h"
#include "store/blob.h"
#include "store/encoding.h"
#include "store/gc.h"
#include "store/place.h"
#include "store/snap.h"
#include "store/survey.h"
#include "sys/fd.h"

struct verify {
	const struct store *store;
	struct survey survey;
	struct buf *problems;
	uint64_t *checked;
};

static void verify_release(struct verify *v)
{
	survey_release(&v->survey);
}

static void problem(struct verify *v, const char *path, const char *what)
{
	buf_fmt(v->problems, "%s: %s\n", path, what);
}

/* What is not trusted reads as absent and is no problem; what proves damaged reads so from now on.
 */
static int verify_objects(struct verify *v, struct err *e)
{
	for (size_t i = 0; i < v->survey.objects.n; i++) {
		const struct object *o = &v->survey.objects.p[i];
		AUTO(fd_close) int root = -1;
		int found = 0;

		if (!o->trusted || o->kind == OBJECT_MOUNT)
			continue;
		++*v->checked;
		found = o->kind == OBJECT_LAYER ? snap_open(v->store, &o->id, &root, e)
						: blob_verify(v->store, &o->id, e);
		if (found == 0)
			continue;
		if (e->kind == ERR_SYS)
			return -1;
		problem(v, o->path, e->text);
	}
	return 0;
}

static void verify_entries(struct verify *v)
{
	for (size_t i = 0; i < v->survey.entries.n; i++) {
		++*v->checked;
		if (v->survey.entries.p[i].damaged)
			problem(v, v->survey.entries.p[i].path, "the record is damaged");
	}
}

/* An image needs each layer unpacked, or its blob to unpack it from. */
static int verify_layers(
	struct verify *v, const struct config *config, const char *name, struct err *e)
{
	for (size_t i = 0; i < config->diff_ids_n; i++) {
		struct encoding encoding;

		if (snap_has(v->store, &config->diff_ids[i]))
			continue;
		int found = encoding_any(v->store, &config->diff_ids[i], &encoding, e);

		if (found < 0)
			return -1;
		if (!found)
			buf_fmt(v->problems, "%s: the layer %s is missing\n", name,
				digest_text(&config->diff_ids[i]).text);
	}
	return 0;
}

static int verify_image(struct verify *v, const struct stored_image *image, struct err *e)
{
	AUTO(buf_release) struct buf json = {0};
	AUTO(config_release) struct config config = {0};
	struct digest_text id = digest_text(&image->config);
	const char *name = image->name ? image->name : id.text;

	if (image->manifest.algorithm != DIGEST_NONE && !blob_has(v->store, &image->manifest))
		problem(v, name, "the manifest is missing");
	if (blob_read(v->store, &image->config, JSON_BYTES, &json, e) < 0 ||
		config_parse(buf_str(&json), &config, e) < 0) {
		problem(v, name, e->text);
		return e->kind == ERR_SYS ? -1 : 0;
	}
	return verify_layers(v, &config, name, e);
}

static int verify_images(struct verify *v, struct err *e)
{
	AUTO(strs_release) struct strs files = {0};

	if (place_list(v->store, "images", &files, e) < 0)
		return -1;
	for (size_t i = 0; i < files.n; i++) {
		AUTO(mem_release) char *path = mem_fmt("images/%.*s", STR_FMT(files.p[i]));
		AUTO(stored_image_release) struct stored_image image = {0};
		int found = names_load(v->store, path, &image, e);

		++*v->checked;
		if (found == 0)
			problem(v, path, "the record is damaged");
		if (found < 0 || (found && verify_image(v, &image, e) < 0))
			return -1;
	}
	return 0;
}

static int verify_names(struct verify *v, const char *directory, struct err *e)
{
	AUTO(strs_release) struct strs names = {0};

	if (place_list(v->store, directory, &names, e) < 0)
		return -1;
	for (size_t i = 0; i < names.n; i++) {
		struct digest d;

		if (!place_digest(names.p[i], &d))
			buf_fmt(v->problems, "%s/%.*s: does not belong here\n", directory,
				STR_FMT(names.p[i]));
	}
	return 0;
}

int store_verify(const struct store *s, struct buf *problems, uint64_t *checked, struct err *e)
{
	static const char *const directories[] = {
		"layers", "blobs/sha256", "blobs/sha512", "steps", "facts", "downloads", "mounts"};
	AUTO(verify_release)
	struct verify v = {.store = s, .problems = problems, .checked = checked};

	*checked = 0;
	for (size_t i = 0; i < sizeof directories / sizeof *directories; i++)
		if (verify_names(&v, directories[i], e) < 0)
			return -1;
	if (survey_take(s, &v.survey, e) < 0 || verify_objects(&v, e) < 0)
		return -1;
	verify_entries(&v);
	return verify_images(&v, e);
}

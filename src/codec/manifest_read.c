/* manifest_read - manifests and indexes out of their JSON: each is one thing only, and whole. */
#include "base/vec.h"
#include "codec/json.h"
#include "codec/manifest.h"

static const struct {
	struct str media_type;
	enum manifest_kind kind;
} media_types[] = {
	{{MEDIA_MANIFEST, sizeof MEDIA_MANIFEST - 1}, MANIFEST_IMAGE},
	{{MEDIA_INDEX, sizeof MEDIA_INDEX - 1}, MANIFEST_INDEX},
	{{MEDIA_DOCKER_MANIFEST, sizeof MEDIA_DOCKER_MANIFEST - 1}, MANIFEST_IMAGE},
	{{MEDIA_DOCKER_LIST, sizeof MEDIA_DOCKER_LIST - 1}, MANIFEST_INDEX},
};

/* A media type as a header may carry it: parameters are no part of it. */
static int kind_of_type(struct str media_type, enum manifest_kind *out, struct err *e)
{
	struct str bare, parameters;

	str_cut(media_type, ';', &bare, &parameters);
	bare = str_trim(bare);
	for (size_t i = 0; i < sizeof media_types / sizeof *media_types; i++)
		if (str_eq(bare, media_types[i].media_type)) {
			*out = media_types[i].kind;
			return 0;
		}
	return err_set(e, ERR_UNSUPPORTED, "`%.*s` is neither an image manifest nor an index",
		STR_FMT(str_upto(bare, 200)));
}

static bool has_list(const struct json_t *root, const char *key)
{
	const struct json_t *v = NULL;
	struct err ignored;

	return json_get_array(root, key, &v, &ignored) == 1;
}

static int check_version(const struct json_t *root, struct err *e)
{
	int64_t version = 0;

	if (json_get_int(root, "schemaVersion", &version, e) < 0)
		return -1;
	if (version == 1)
		return err_set(e, ERR_UNSUPPORTED, "a schema 1 manifest, which is not supported");
	if (version != 2)
		return err_set(e, ERR_INVALID, "`schemaVersion` is not 2");
	return 0;
}

/* What the document is by its members, and that its own media type (if any) says the same: one body
 * that can be taken for two things is CVE-2021-41190. */
static int kind_of_body(const struct json_t *root, enum manifest_kind *out, struct err *e)
{
	bool is_index = has_list(root, "manifests");
	struct str type = {0};
	enum manifest_kind said;

	if (check_version(root, e) < 0 || json_get_str(root, "mediaType", &type, e) < 0)
		return -1;
	if (is_index == has_list(root, "layers"))
		return err_set(e, ERR_INVALID,
			is_index ? "both `manifests` and `layers`"
				 : "neither `manifests` nor `layers`");
	*out = is_index ? MANIFEST_INDEX : MANIFEST_IMAGE;
	if (!type.n)
		return 0;
	if (kind_of_type(type, &said, e) < 0)
		return -1;
	if (said != *out)
		return err_set(
			e, ERR_INVALID, "`mediaType` %.*s contradicts the content", STR_FMT(type));
	return 0;
}

int manifest_kind(struct str json, struct str media_type, enum manifest_kind *out, struct err *e)
{
	AUTO(json_drop) struct json_t *root = NULL;
	enum manifest_kind said;

	if (json_read(json, &root, e) < 0 || kind_of_body(root, out, e) < 0)
		return err_during(e, "reading a manifest");
	if (!media_type.n)
		return 0;
	if (kind_of_type(media_type, &said, e) < 0)
		return err_during(e, "reading a manifest");
	if (said != *out)
		return err_set(e, ERR_INVALID, "a manifest was announced as %.*s but is not one",
			STR_FMT(str_upto(media_type, 200)));
	return 0;
}

static int read_platform(const struct json_t *v, struct descriptor *d, struct err *e)
{
	const struct json_t *p = NULL;
	int there = json_get_object(v, "platform", &p, e);

	if (there <= 0)
		return there;
	if (json_get_text(p, "architecture", &d->architecture, e) < 0 ||
		json_get_text(p, "os", &d->os, e) < 0 ||
		json_get_text(p, "variant", &d->variant, e) < 0)
		return err_during(e, "reading `platform`");
	return 0;
}

static int read_descriptor(const struct json_t *v, struct descriptor *d, struct err *e)
{
	struct str digest = {0};
	int64_t size = -1;

	if (json_get_text(v, "mediaType", &d->media_type, e) < 0 ||
		json_get_str(v, "digest", &digest, e) < 0 || json_get_int(v, "size", &size, e) < 0)
		return -1;
	if (!d->media_type)
		return err_set(e, ERR_INVALID, "a descriptor without `mediaType`");
	if (size < 0)
		return err_set(e, ERR_INVALID, "a descriptor without a valid `size`");
	if (digest_parse(digest, &d->digest, e) < 0)
		return -1;
	d->size_bytes = (uint64_t)size;
	if (json_get_map(v, "annotations", &d->annotations, e) < 0)
		return -1;
	return read_platform(v, d, e);
}

static int read_root(struct str json, enum manifest_kind want, struct json_t **root, struct err *e)
{
	enum manifest_kind kind;

	if (json_read(json, root, e) < 0 || kind_of_body(*root, &kind, e) < 0)
		return -1;
	if (kind != want)
		return err_set(e, ERR_INVALID,
			want == MANIFEST_INDEX ? "not an image index" : "not an image manifest");
	return 0;
}

struct descriptors {
	VEC(struct descriptor) list;
};

static void descriptors_release(struct descriptors *d)
{
	for (size_t i = 0; i < d->list.n; i++)
		descriptor_release(&d->list.p[i]);
	vec_release(&d->list);
}

static int read_list(
	const struct json_t *root, const char *key, struct descriptors *out, struct err *e)
{
	const struct json_t *list = NULL;

	if (json_get_array(root, key, &list, e) < 0)
		return -1;
	if (json_items(list) > DESCRIPTORS_MAX)
		return err_set(e, ERR_LIMIT, "over %d entries in `%s`", DESCRIPTORS_MAX, key);
	for (size_t i = 0; i < json_items(list); i++) {
		const struct json_t *v = NULL;

		vec_push(&out->list, (struct descriptor){0});
		if (json_item(list, i, key, &v, e) < 0 ||
			read_descriptor(v, vec_last(&out->list), e) < 0)
			return err_during(e, "reading `%s`, entry %zu", key, i);
	}
	return 0;
}

static int read_manifest(const struct json_t *root, struct manifest *m, struct err *e)
{
	AUTO(descriptors_release) struct descriptors layers = {0};
	const struct json_t *config = NULL;

	if (json_get_text(root, "mediaType", &m->media_type, e) < 0 ||
		json_get_object(root, "config", &config, e) < 0)
		return -1;
	if (!config)
		return err_set(e, ERR_INVALID, "no `config`");
	if (read_descriptor(config, &m->config, e) < 0)
		return err_during(e, "reading `config`");
	if (json_get_map(root, "annotations", &m->annotations, e) < 0 ||
		read_list(root, "layers", &layers, e) < 0)
		return -1;
	m->layers = layers.list.p;
	m->layers_n = layers.list.n;
	m->layers_capacity = layers.list.capacity;
	layers = (struct descriptors){0};
	return 0;
}

int manifest_parse(struct str json, struct manifest *out, struct err *e)
{
	AUTO(json_drop) struct json_t *root = NULL;
	AUTO(manifest_release) struct manifest m = {0};

	if (read_root(json, MANIFEST_IMAGE, &root, e) < 0 || read_manifest(root, &m, e) < 0)
		return err_during(e, "reading an image manifest");
	*out = m;
	m = (struct manifest){0};
	return 0;
}

static int read_index(const struct json_t *root, struct index *i, struct err *e)
{
	AUTO(descriptors_release) struct descriptors manifests = {0};

	if (json_get_text(root, "mediaType", &i->media_type, e) < 0 ||
		json_get_map(root, "annotations", &i->annotations, e) < 0 ||
		read_list(root, "manifests", &manifests, e) < 0)
		return -1;
	i->manifests = manifests.list.p;
	i->manifests_n = manifests.list.n;
	i->manifests_capacity = manifests.list.capacity;
	manifests = (struct descriptors){0};
	return 0;
}

int index_parse(struct str json, struct index *out, struct err *e)
{
	AUTO(json_drop) struct json_t *root = NULL;
	AUTO(index_release) struct index i = {0};

	if (read_root(json, MANIFEST_INDEX, &root, e) < 0 || read_index(root, &i, e) < 0)
		return err_during(e, "reading an image index");
	*out = i;
	i = (struct index){0};
	return 0;
}

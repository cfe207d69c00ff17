/* manifest_write - manifests and indexes as compact JSON, and an index edited in place. */
#include <jansson.h>

#include "codec/json.h"
#include "codec/manifest.h"

static void put_descriptor(struct json_writer *w, const char *key, const struct descriptor *d)
{
	json_open_object(w, key);
	json_put_text(w, "mediaType", d->media_type);
	json_put_text(w, "digest", digest_text(&d->digest).text);
	json_put_int(w, "size", (int64_t)d->size_bytes);
	if (d->annotations.n)
		json_put_map(w, "annotations", &d->annotations);
	if (d->architecture || d->os || d->variant) {
		json_open_object(w, "platform");
		json_put_text(w, "architecture", d->architecture);
		json_put_text(w, "os", d->os);
		json_put_text(w, "variant", d->variant);
		json_close_object(w);
	}
	json_close_object(w);
}

static void open_document(struct json_writer *w, const char *media_type, const char *fallback)
{
	json_open_object(w, NULL);
	json_put_int(w, "schemaVersion", 2);
	json_put_text(w, "mediaType", media_type ? media_type : fallback);
}

static void put_list(
	struct json_writer *w, const char *key, const struct descriptor *list, size_t n)
{
	json_open_array(w, key);
	for (size_t i = 0; i < n; i++)
		put_descriptor(w, NULL, &list[i]);
	json_close_array(w);
}

static void close_document(struct json_writer *w, const struct map *annotations)
{
	if (annotations->n)
		json_put_map(w, "annotations", annotations);
	json_close_object(w);
}

void manifest_write(const struct manifest *m, struct buf *out)
{
	struct json_writer w = {.out = out};

	open_document(&w, m->media_type, MEDIA_MANIFEST);
	put_descriptor(&w, "config", &m->config);
	put_list(&w, "layers", m->layers, m->layers_n);
	close_document(&w, &m->annotations);
}

void index_write(const struct index *i, struct buf *out)
{
	struct json_writer w = {.out = out};

	open_document(&w, i->media_type, MEDIA_INDEX);
	put_list(&w, "manifests", i->manifests, i->manifests_n);
	close_document(&w, &i->annotations);
}

static bool text_is(const json_t *value, struct str text)
{
	return json_is_string(value) &&
	       str_eq((struct str){json_string_value(value), json_string_length(value)}, text);
}

/* Whether the new descriptor takes the place of the old one. */
static bool replaces(const struct descriptor *d, const json_t *old)
{
	const struct str *tag = map_get(&d->annotations, STR(ANNOTATION_REF_NAME));
	const json_t *old_tag =
		json_object_get(json_object_get(old, "annotations"), ANNOTATION_REF_NAME);

	if (json_is_string(old_tag))
		return tag && text_is(old_tag, *tag);
	return text_is(json_object_get(old, "digest"), str_of(digest_text(&d->digest).text));
}

static bool any_replaces(const struct descriptor *list, size_t n, const json_t *old)
{
	for (size_t i = 0; i < n; i++)
		if (replaces(&list[i], old))
			return true;
	return false;
}

/* The document's members in their order, `manifests` with the new content. */
static void put_edited(const json_t *root, const struct descriptor *list, size_t n, struct buf *out)
{
	struct json_writer w = {.out = out};
	const char *key = NULL;
	json_t *value = NULL, *old = NULL;
	size_t i = 0;

	json_open_object(&w, NULL);
	json_object_foreach((json_t *)root, key, value)
	{
		AUTO(buf_release) struct buf text = {0};

		json_dump(value, &text);
		if (!str_eq(str_of(key), STR("manifests"))) {
			json_put_raw(&w, key, buf_str(&text));
			continue;
		}
		json_open_array(&w, key);
		json_array_foreach(value, i, old)
		{
			if (any_replaces(list, n, old))
				continue;
			buf_clear(&text);
			json_dump(old, &text);
			json_put_raw(&w, NULL, buf_str(&text));
		}
		for (i = 0; i < n; i++)
			put_descriptor(&w, NULL, &list[i]);
		json_close_array(&w);
	}
	json_close_object(&w);
}

int index_put(struct str json, const struct descriptor *descriptors, size_t n, struct buf *out,
	struct err *e)
{
	AUTO(index_release) struct index checked = {0};
	AUTO(json_drop) json_t *root = NULL;

	if (index_parse(json, &checked, e) < 0 || json_read(json, &root, e) < 0)
		return -1;
	put_edited(root, descriptors, n, out);
	return 0;
}

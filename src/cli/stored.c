/* stored - an image of the store with its config read. */
#include "cli/stored.h"

#include "codec/ref.h"
#include "store/blob.h"
#include "store/snap.h"

enum { CONFIG_BYTES = 4 << 20 };

int stored_config(const struct store *store, const struct digest *id, struct buf *json,
	struct config *out, struct err *e)
{
	if (blob_read(store, id, CONFIG_BYTES, json, e) < 0)
		return -1;
	return config_parse(buf_str(json), out, e);
}

int stored_find(const struct store *store, struct str name, struct stored *out, struct err *e)
{
	if (names_resolve(store, name, &out->image, e) < 0)
		return -1;
	return stored_config(store, &out->image.config, &out->json, &out->config, e);
}

uint64_t stored_size(const struct store *store, const struct config *config)
{
	uint64_t size = 0;

	for (size_t i = 0; i < config->diff_ids_n; i++)
		size += snap_disk_bytes(store, &config->diff_ids[i]);
	return size;
}

void stored_release(struct stored *s)
{
	stored_image_release(&s->image);
	buf_release(&s->json);
	config_release(&s->config);
}

void stored_name(const char *full, struct buf *name, struct buf *tag)
{
	AUTO(ref_release) struct ref ref = {0};
	AUTO(buf_release) struct buf familiar = {0};
	struct err ignored;

	if (!full || ref_parse(str_of(full), &ref, &ignored) < 0) {
		buf_cstr_add(name, "<none>");
		buf_cstr_add(tag, "<none>");
		return;
	}
	ref_familiar(&ref, &familiar);
	struct str text = buf_str(&familiar);
	size_t colon = str_rfind(text, ':');
	size_t slash = str_rfind(text, '/');

	if (colon < text.n && (slash == text.n || colon > slash))
		text = str_upto(text, colon);
	buf_str_add(name, text);
	buf_cstr_add(tag, ref.tag ? ref.tag : "latest");
}

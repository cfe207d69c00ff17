/* import - an image of an OCI layout into the store: blobs as they are, layers unpacked. */
#include "build/import.h"

#include <stdlib.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/vec.h"
#include "build/batch.h"
#include "image/layer.h"
#include "store/blob.h"
#include "store/encoding.h"
#include "store/snap.h"
#include "store/txn.h"
#include "sys/fd.h"

/* What one layer may grow to; far above any real image, far below any disk. */
static const struct layer_limits layer_limits = {
	.expanded_bytes = 64ULL << 30,
	.entries = 4000000,
};

enum { COPY_BYTES = 1 << 20 };

struct layer_import {
	const struct store *store;
	const struct layout *layout;
	const struct descriptor *blob;
	struct digest diff_id;
};

static int copy_blob(const struct layer_import *l, struct err *e)
{
	AUTO(fd_close) int fd = -1;
	AUTO(blob_release) struct blob b = {.txn = TXN_NONE, .fd = -1};
	AUTO(mem_release) char *bytes = mem_alloc(COPY_BYTES);
	struct digest got;
	ssize_t n = 0;

	if (blob_has(l->store, &l->blob->digest))
		return 0;
	if (layout_blob(l->layout, l->blob, &fd, e) < 0 || blob_begin(l->store, &b, e) < 0)
		return -1;
	while ((n = fd_read_full(fd, bytes, COPY_BYTES)) > 0)
		if (blob_write(&b, bytes, (size_t)n, e) < 0)
			return -1;
	if (n < 0)
		return err_sys(e, "cannot read a layer");
	return blob_commit(&b, &l->blob->digest, &got, e);
}

static int unpack(const struct layer_import *l, enum zip_kind *kind, struct err *e)
{
	AUTO(fd_close) int fd = -1;
	AUTO(txn_release) struct txn t = TXN_NONE;
	AUTO(tree_close) struct tree into = TREE_NONE;
	AUTO(zip_reader_free) struct zip_reader *probe = NULL;
	struct layer layer = {0};

	if (blob_open(l->store, &l->blob->digest, &fd, NULL, e) < 0 ||
		zip_reader_new(fd, &probe, e) < 0)
		return -1;
	*kind = zip_reader_kind(probe);
	if (lseek(fd, 0, SEEK_SET) < 0)
		return err_sys(e, "cannot read a layer again");
	if (snap_has(l->store, &l->diff_id))
		return 0;
	if (txn_begin(l->store, &t, e) < 0 || tree_make_at(&t.dir, "layer", 0755, &into, e) < 0 ||
		layer_apply(fd, into.fd, &layer_limits, &layer, e) < 0)
		return -1;
	if (!digest_eq(&layer.diff_id, &l->diff_id))
		return err_set(e, ERR_INVALID, "the layer unpacks to %s, its config promises %s",
			digest_text(&layer.diff_id).text, digest_text(&l->diff_id).text);
	return snap_commit(&t, "layer", &l->diff_id, layer.disk_bytes, e);
}

static int import_layer(void *argument, void *result, struct err *e)
{
	const struct layer_import *l = argument;
	struct encoding encoding = {.blob = l->blob->digest, .size_bytes = l->blob->size_bytes};

	(void)result;
	if (copy_blob(l, e) < 0 || unpack(l, &encoding.kind, e) < 0)
		return err_during(e, "unpacking layer %s", digest_text(&l->blob->digest).text);
	return encoding_put(l->store, &l->diff_id, &encoding, e);
}

/* 1: the store has the layer and its blob; 0: it must be read. */
static int is_here(const struct store *store, const struct digest *diff_id, struct err *e)
{
	struct encoding encoding = {0};

	if (!snap_has(store, diff_id))
		return 0;
	int found = encoding_any(store, diff_id, &encoding, e);

	return found <= 0 ? found : blob_has(store, &encoding.blob);
}

/* A layer may stand in an image as often as its author likes. */
static bool is_listed(const struct layer_import *list, size_t n, const struct digest *diff_id)
{
	for (size_t i = 0; i < n; i++)
		if (digest_eq(&list[i].diff_id, diff_id))
			return true;
	return false;
}

static int import_layers(const struct store *store, const struct layout *layout,
	const struct manifest *manifest, const struct config *config,
	const struct import_choice *choice, struct err *e)
{
	AUTO(mem_release)
	struct layer_import *list = mem_alloc((manifest->layers_n + 1) * sizeof *list);
	size_t n = 0;

	for (size_t i = 0; i < manifest->layers_n; i++) {
		int here = is_here(store, &config->diff_ids[i], e);

		if (here < 0)
			return -1;
		if (here || is_listed(list, n, &config->diff_ids[i]))
			continue;
		list[n++] = (struct layer_import){
			store, layout, &manifest->layers[i], config->diff_ids[i]};
	}
	return batch_run(&(struct batch){.run = import_layer,
				 .arguments = list,
				 .argument_bytes = sizeof *list,
				 .n = n,
				 .at_once = choice->jobs,
				 .cancel_fd = choice->cancel_fd},
		e);
}

static int import_config(const struct store *store, const struct layout *layout,
	const struct manifest *manifest, struct config *out, struct err *e)
{
	AUTO(buf_release) struct buf json = {0};
	struct digest stored;

	if (layout_read(layout, &manifest->config, &json, e) < 0 ||
		config_parse(buf_str(&json), out, e) < 0)
		return -1;
	if (out->diff_ids_n != manifest->layers_n)
		return err_set(e, ERR_INVALID, "the config names %zu layers, the manifest %zu",
			out->diff_ids_n, manifest->layers_n);
	return blob_put(store, json.p, json.n, &stored, e);
}

int import_layout(const struct store *store, const struct layout *layout,
	const struct import_choice *choice, struct config *out, struct err *e)
{
	AUTO(descriptor_release) struct descriptor found = {0};
	AUTO(manifest_release) struct manifest manifest = {0};
	AUTO(buf_release) struct buf json = {0};

	if (layout_find(layout, choice->tag, choice->platform, &found, e) < 0 ||
		layout_read(layout, &found, &json, e) < 0 ||
		manifest_parse(buf_str(&json), &manifest, e) < 0 ||
		import_config(store, layout, &manifest, out, e) < 0)
		return -1;
	return import_layers(store, layout, &manifest, out, choice, e);
}

#include "build/import.h"

#include "driven.h"
#include "store/snap.h"

/* A layout made in one store, then imported into another. */
static int make_layout(struct bench *b, struct tree *out)
{
	AUTO(driven_release) struct driven d;
	const struct output output = {.kind = OUTPUT_OCI,
		.directory = true,
		.name = "layout",
		.parent = b->dir,
		.fd = -1};
	struct err e;

	driven_init(&d, b);
	d.request.outputs = &output;
	d.request.outputs_n = 1;
	CHECK_OK(driven_run(&d, b, "FROM scratch\nCOPY <<x /x\ntext\nx\n", &e));
	CHECK_OK(tree_at(&b->dir, "layout", out, &e));
	return 0;
}

static int import(struct bench *b, const struct tree *dir, struct config *out, struct err *e)
{
	AUTO(tree_close) struct tree root = TREE_NONE;
	AUTO(store_close) struct store store = STORE_NONE;
	AUTO(layout_close) struct layout layout = {.dir = {-1}};
	struct import_choice choice = {STR(""), STR("linux/amd64"), 2, -1};

	if (tree_make_at(&b->dir, "other", 0700, &root, e) < 0 ||
		store_open(&root, STORE_SHARED, &store, e) < 0 ||
		layout_open(dir, &layout, e) < 0 ||
		import_layout(&store, &layout, &choice, out, e) < 0)
		return -1;
	if (!snap_has(&store, &out->diff_ids[0]))
		return err_set(e, ERR_NOT_FOUND, "the layer was not unpacked");
	return 0;
}

INSIDE(build_import, layers_are_unpacked_once)
{
	AUTO(tree_close) struct tree dir = TREE_NONE;
	struct err e;

	CHECK(make_layout(b, &dir) == 0);
	for (int i = 0; i < 2; i++) {
		AUTO(config_release) struct config config = {0};

		CHECK_OK(import(b, &dir, &config, &e));
		CHECK(config.diff_ids_n == 1);
	}
	return 0;
}

/* A manifest that is not what the index promises. */
INSIDE(build_import, a_changed_manifest_is_refused)
{
	AUTO(tree_close) struct tree dir = TREE_NONE;
	AUTO(tree_close) struct tree blobs = TREE_NONE;
	AUTO(buf_release) struct buf index = {0};
	struct err e;

	CHECK(make_layout(b, &dir) == 0);
	CHECK_OK(tree_at(&dir, "blobs/sha256", &blobs, &e));
	CHECK_OK(tree_read(&dir, "index.json", 1 << 16, &index, &e));
	const char *hex = strstr(buf_cstr(&index), "sha256:");

	CHECK(hex);
	char name[65];

	snprintf(name, sizeof name, "%.64s", hex + 7);
	AUTO(buf_release) struct buf manifest = {0};
	AUTO(config_release) struct config config = {0};

	CHECK_OK(tree_read(&blobs, name, 1 << 16, &manifest, &e));
	manifest.p[manifest.n / 2] ^= 1;
	CHECK_OK(tree_unlink(&blobs, name, &e));
	CHECK_OK(tree_write(&blobs, name, 0644, manifest.p, manifest.n, &e));
	CHECK(import(b, &dir, &config, &e) == -1);
	CHECK(e.kind == ERR_INVALID);
	return 0;
}

#include "fixture.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/strs.h"
#include "codec/config.h"
#include "store/blob.h"
#include "store/cache.h"
#include "store/encoding.h"
#include "store/names.h"
#include "store/place.h"
#include "store/snap.h"
#include "store/txn.h"

static pid_t test_pid; /* 0: no fixture_begin in this process or its parents */

void fixture_must(bool good, const char *what, const char *text)
{
	if (good)
		return;
	cr_assert(getpid() != test_pid, "%s: %s", what, text);
	fprintf(stderr, "in a child: %s: %s\n", what, text);
	_exit(1);
}

void fixture_begin(struct fixture *f)
{
	struct err e;

	test_pid = getpid();
	snprintf(f->path, sizeof f->path, "/tmp/lichen-store-XXXXXX");
	cr_assert_not_null(mkdtemp(f->path));
	f->root = TREE_NONE;
	ok(tree_open(f->path, &f->root, &e));
	ok(store_open(&f->root, STORE_SHARED, &f->store, &e));
}

void fixture_reopen(struct fixture *f, enum store_lock lock)
{
	struct err e;

	store_close(&f->store);
	ok(store_open(&f->root, lock, &f->store, &e));
}

void fixture_reboot(struct fixture *f)
{
	snprintf(f->store.boot_id, sizeof f->store.boot_id, "00000000-0000-0000-0000-%012d",
		atoi(f->store.boot_id + 24) + 1);
}

void fixture_end(struct fixture *f)
{
	struct tree parent = TREE_NONE;
	struct err e;

	store_close(&f->store);
	tree_close(&f->root);
	ok(tree_open("/tmp", &parent, &e));
	ok(tree_remove(&parent, strrchr(f->path, '/') + 1, &e));
	tree_close(&parent);
}

size_t fixture_count(const struct fixture *f, const char *directory)
{
	AUTO(strs_release) struct strs names = {0};
	struct err e;

	ok(place_list(&f->store, directory, &names, &e));
	return names.n;
}

void fixture_layer(struct fixture *f, const struct digest *diff_id, const char *content)
{
	AUTO(txn_release) struct txn t = TXN_NONE;
	AUTO(tree_close) struct tree upper = TREE_NONE;
	struct err e;

	ok(txn_begin(&f->store, &t, &e));
	ok(tree_make_at(&t.dir, "upper", 0755, &upper, &e));
	ok(tree_write(&upper, "file", 0644, content, strlen(content), &e));
	ok(snap_commit(&t, "upper", diff_id, 8192, &e));
}

struct digest fixture_digest(const char *text)
{
	return digest_of(text, strlen(text));
}

/* An image of one layer; name NULL: untagged. Returns its config's digest. */
struct digest fixture_image(struct fixture *f, const char *name, const char *layer)
{
	AUTO(config_release) struct config c = {0};
	AUTO(buf_release) struct buf json = {0};
	struct digest diff_id = fixture_digest(layer);
	struct stored_image image = {.name = (char *)name, .made_s = 1000};
	struct err e;

	fixture_layer(f, &diff_id, layer);
	c.architecture = strdup("amd64");
	c.os = strdup("linux");
	config_add_diff_id(&c, &diff_id);
	config_write(&c, &json);
	ok(blob_put(&f->store, json.p, json.n, &image.config, &e));
	ok(names_put(&f->store, &image, &e));
	return image.config;
}

void fixture_step(struct fixture *f, const char *key, const char *layer)
{
	struct digest k = fixture_digest(key);
	struct step_record record = {.diff_id = fixture_digest(layer)};
	struct err e;

	fixture_layer(f, &record.diff_id, layer);
	ok(cache_put(&f->store, &k, &record, &e));
}

void fixture_encoding(struct fixture *f, const char *layer, const char *content)
{
	struct digest diff_id = fixture_digest(layer);
	struct encoding encoding = {.kind = ZIP_GZIP};
	struct err e;

	ok(blob_put(&f->store, content, strlen(content), &encoding.blob, &e));
	ok(encoding_put(&f->store, &diff_id, &encoding, &e));
}

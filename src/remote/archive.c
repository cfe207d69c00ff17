/* archive - images as one tar, written. */
#include "remote/archive.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/mem.h"
#include "codec/json.h"
#include "codec/tar.h"
#include "remote/bundle.h"
#include "sys/fd.h"

enum { COPY_BYTES = 256 * 1024 };

/* The tar being written, and what all its entries have in common. */
struct output {
	struct tar_writer tar;
	int64_t mtime_s;
};

static int to_fd(void *context, const void *bytes, size_t n, struct err *e)
{
	return fd_write_full(*(const int *)context, bytes, n, e);
}

static int put_dir(struct output *o, const char *path, struct err *e)
{
	const struct tar_entry entry = {
		.path = str_of(path), .type = TAR_DIR, .mode = 0755, .mtime_s = o->mtime_s};

	return tar_write(&o->tar, &entry, e);
}

static int put_header(struct output *o, const char *path, uint64_t size_bytes, struct err *e)
{
	const struct tar_entry entry = {.path = str_of(path),
		.mode = 0644,
		.mtime_s = o->mtime_s,
		.size_bytes = size_bytes};

	return tar_write(&o->tar, &entry, e);
}

static int put_file(struct output *o, const char *path, struct str bytes, struct err *e)
{
	if (put_header(o, path, bytes.n, e) < 0)
		return -1;
	return tar_write_data(&o->tar, bytes.p, bytes.n, e);
}

/* By offset, so that the descriptor may be shared and read from its start again. */
static int copy_from(struct output *o, int fd, uint64_t size_bytes, struct err *e)
{
	AUTO(mem_release) char *bytes = mem_alloc(COPY_BYTES);

	for (uint64_t done = 0; done < size_bytes;) {
		uint64_t left = size_bytes - done;
		ssize_t n = pread(
			fd, bytes, left < COPY_BYTES ? (size_t)left : COPY_BYTES, (off_t)done);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return err_sys(e, "cannot read a blob");
		if (n == 0)
			return err_set(
				e, ERR_INVALID, "a blob is shorter than its descriptor says");
		if (tar_write_data(&o->tar, bytes, (size_t)n, e) < 0)
			return -1;
		done += (uint64_t)n;
	}
	return 0;
}

static int put_blob(struct output *o, const struct image_blob *b, struct err *e)
{
	char path[LAYOUT_PATH_BYTES];

	layout_blob_path(&b->descriptor.digest, path);
	if (b->fd < 0)
		return put_file(o, path, b->bytes, e);
	if (put_header(o, path, b->descriptor.size_bytes, e) < 0)
		return -1;
	return copy_from(o, b->fd, b->descriptor.size_bytes, e);
}

static int by_digest(const void *a, const void *b)
{
	const struct image_blob *x = *(const struct image_blob *const *)a;
	const struct image_blob *y = *(const struct image_blob *const *)b;
	struct digest_text left = digest_text(&x->descriptor.digest);
	struct digest_text right = digest_text(&y->descriptor.digest);

	return strcmp(left.text, right.text);
}

/* Sorted, each once: an image may hold the same layer twice, a tar the same name not. */
static int put_blobs(struct output *o, const struct image_bundle *image, struct err *e)
{
	AUTO(mem_release) const struct image_blob **sorted = mem_alloc(image->n * sizeof *sorted);
	enum digest_algorithm folder = DIGEST_NONE;

	for (size_t i = 0; i < image->n; i++)
		sorted[i] = &image->blobs[i];
	qsort(sorted, image->n, sizeof *sorted, by_digest);
	if (put_dir(o, "blobs", e) < 0)
		return -1;
	for (size_t i = 0; i < image->n; i++) {
		const struct digest *d = &sorted[i]->descriptor.digest;

		if (i && digest_eq(d, &sorted[i - 1]->descriptor.digest))
			continue;
		if (d->algorithm != folder &&
			put_dir(o, d->algorithm == DIGEST_SHA512 ? "blobs/sha512" : "blobs/sha256",
				e) < 0)
			return -1;
		folder = d->algorithm;
		if (put_blob(o, sorted[i], e) < 0)
			return err_during(e, "writing the blob %s", digest_text(d).text);
	}
	return 0;
}

static void put_path(struct json_writer *w, const char *key, const struct digest *d)
{
	char path[LAYOUT_PATH_BYTES];

	layout_blob_path(d, path);
	json_put_text(w, key, path);
}

/* docker's own index, whose paths may lead anywhere: here to the layout's blobs. */
static int docker_manifest(const struct image_bundle *image, struct buf *out, struct err *e)
{
	AUTO(manifest_release) struct manifest m = {0};
	AUTO(strs_release) struct strs tags = {0};
	struct json_writer w = {.out = out};

	if (bundle_manifest(image, &m, e) < 0 || bundle_repo_tags(image, &tags, e) < 0)
		return -1;
	json_open_array(&w, NULL);
	json_open_object(&w, NULL);
	put_path(&w, "Config", &m.config.digest);
	json_put_strs(&w, "RepoTags", &tags);
	json_open_array(&w, "Layers");
	for (size_t i = 0; i < m.layers_n; i++)
		put_path(&w, NULL, &m.layers[i].digest);
	json_close_array(&w);
	json_close_object(&w);
	json_close_array(&w);
	return 0;
}

static int put_index(struct output *o, const struct image_bundle *image, struct err *e)
{
	AUTO(index_release) struct index index = {0};
	AUTO(buf_release) struct buf json = {0};

	if (bundle_index(image, false, &index, e) < 0)
		return -1;
	index_write(&index, &json);
	return put_file(o, "index.json", buf_str(&json), e);
}

static int put_docker_manifest(struct output *o, const struct image_bundle *image, struct err *e)
{
	AUTO(buf_release) struct buf json = {0};

	if (docker_manifest(image, &json, e) < 0)
		return -1;
	return put_file(o, "manifest.json", buf_str(&json), e);
}

/* In the order of names. */
static int put_all(
	struct output *o, enum archive_form form, const struct image_bundle *image, struct err *e)
{
	if (put_blobs(o, image, e) < 0 || put_index(o, image, e) < 0)
		return -1;
	if (form == ARCHIVE_EVERYBODY && put_docker_manifest(o, image, e) < 0)
		return -1;
	if (put_file(o, "oci-layout", STR(LAYOUT_VERSION_JSON), e) < 0)
		return -1;
	return tar_write_end(&o->tar, e);
}

int archive_write(int fd, enum archive_form form, const struct image_bundle *image, int64_t epoch_s,
	struct err *e)
{
	struct zip_sink sink = {to_fd, &fd};
	struct output o = {.mtime_s = epoch_s < 0 ? 0 : epoch_s};

	tar_writer_init(&o.tar, &sink);
	int result = put_all(&o, form, image, e);

	tar_writer_release(&o.tar);
	return result < 0 ? err_during(e, "writing an image archive") : 0;
}

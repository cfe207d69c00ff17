/* blob - configs, manifests and compressed layers as read-only files named by digest. */
#include "store/blob.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "store/object.h"
#include "store/place.h"
#include "sys/fd.h"

enum { READ_BYTES = 64 * 1024, STAT_BLOCK_BYTES = 512 };

int blob_begin(const struct store *s, struct blob *out, struct err *e)
{
	*out = BLOB_NONE;
	if (txn_begin(s, &out->txn, e) < 0)
		return -1;
	out->fd = openat(out->txn.dir.fd, "data", O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	if (out->fd < 0) {
		err_sys(e, "cannot begin a blob");
		return store_failed(e);
	}
	hasher_begin(&out->hasher, DIGEST_SHA256);
	return 0;
}

int blob_write(struct blob *b, const void *bytes, size_t n, struct err *e)
{
	if (fd_write_full(b->fd, bytes, n, e) < 0) {
		err_during(e, "writing a blob into the store");
		return store_failed(e);
	}
	hasher_add(&b->hasher, bytes, n);
	b->size_bytes += n;
	return 0;
}

void blob_written(struct blob *b, const struct digest *digest, uint64_t size_bytes)
{
	b->known = *digest;
	b->size_bytes = size_bytes;
}

static int hash_whole(int fd, struct hasher *h, enum digest_algorithm algorithm, struct digest *out,
	struct err *e)
{
	char bytes[READ_BYTES];
	off_t at = 0;
	ssize_t n = 0;

	hasher_begin(h, algorithm);
	while ((n = pread(fd, bytes, sizeof bytes, at)) > 0) {
		hasher_add(h, bytes, (size_t)n);
		at += n;
	}
	if (n < 0)
		return err_sys(e, "cannot read a blob");
	*out = hasher_end(h);
	return 0;
}

/* Only a digest given from outside can be another than sha256, and it is known only at the end. */
static int settle_digest(
	struct blob *b, const struct digest *want, struct digest *digest, struct err *e)
{
	if (!want || want->algorithm == DIGEST_SHA256)
		*digest = b->known.algorithm ? b->known : hasher_end(&b->hasher);
	else if (hash_whole(b->fd, &b->hasher, want->algorithm, digest, e) < 0)
		return -1;
	if (!want || digest_eq(want, digest))
		return 0;
	return err_set(e, ERR_INVALID, "the content has the digest %s, not %s as it should",
		digest_text(digest).text, digest_text(want).text);
}

int blob_commit(struct blob *b, const struct digest *want, struct digest *digest, struct err *e)
{
	struct digest got;
	struct stat st;

	if (settle_digest(b, want, &got, e) < 0)
		return -1;
	if (fchmod(b->fd, 0444) < 0 || fstat(b->fd, &st) < 0)
		return err_sys(e, "cannot finish a blob");
	fd_close(&b->fd);
	struct place to = place_of_blob(&got);
	int placed = object_commit(&b->txn, ".", &to, (uint64_t)st.st_blocks * STAT_BLOCK_BYTES, e);

	if (placed > 0)
		txn_given(&b->txn);
	blob_release(b);
	if (placed < 0)
		return -1;
	*digest = got;
	return 0;
}

void blob_release(struct blob *b)
{
	if (b->txn.store)
		fd_close(&b->fd);
	hasher_release(&b->hasher);
	txn_release(&b->txn);
	*b = BLOB_NONE;
}

int blob_put(
	const struct store *s, const void *bytes, size_t n, struct digest *digest, struct err *e)
{
	AUTO(blob_release) struct blob b = BLOB_NONE;

	*digest = digest_of(bytes, n);
	if (blob_has(s, digest))
		return 0;
	if (blob_begin(s, &b, e) < 0 || blob_write(&b, bytes, n, e) < 0)
		return -1;
	return blob_commit(&b, digest, digest, e);
}

int blob_open(const struct store *s, const struct digest *digest, int *fd, uint64_t *size_bytes,
	struct err *e)
{
	struct place at = place_of_blob(digest);
	char path[sizeof at.path + 8];
	struct stat st;

	if (!object_has(s, &at))
		return object_not_found(s, &at, "blob", digest, e);
	snprintf(path, sizeof path, "%s/data", at.path);
	AUTO(fd_close)
	int got = openat(s->root.fd, path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);

	if (got < 0 && errno == ENOENT)
		return object_lost(s, &at, "blob", digest, e);
	if (got < 0 || fstat(got, &st) < 0)
		return err_sys(e, "cannot open the blob %s", digest_text(digest).text);
	if (size_bytes)
		*size_bytes = (uint64_t)st.st_size;
	*fd = fd_take(&got);
	return 0;
}

static int is_damaged(const struct store *s, const struct digest *digest, struct err *e)
{
	struct place at = place_of_blob(digest);

	object_distrust(s, &at);
	err_set(e, ERR_INVALID, "the blob %s is damaged on disk", digest_text(digest).text);
	return err_hint(e, "it is taken for absent from now on: make or pull it again");
}

int blob_read(const struct store *s, const struct digest *digest, size_t limit_bytes,
	struct buf *out, struct err *e)
{
	AUTO(fd_close) int fd = -1;
	AUTO(hasher_release) struct hasher h = {0};

	buf_clear(out);
	if (blob_open(s, digest, &fd, NULL, e) < 0)
		return -1;
	if (fd_read_all(fd, limit_bytes, out, e) < 0)
		return err_during(e, "reading the blob %s", digest_text(digest).text);
	hasher_begin(&h, digest->algorithm);
	hasher_add(&h, out->p, out->n);
	struct digest got = hasher_end(&h);

	return digest_eq(&got, digest) ? 0 : is_damaged(s, digest, e);
}

int blob_verify(const struct store *s, const struct digest *digest, struct err *e)
{
	AUTO(fd_close) int fd = -1;
	AUTO(hasher_release) struct hasher h = {0};
	struct digest got;

	if (blob_open(s, digest, &fd, NULL, e) < 0 ||
		hash_whole(fd, &h, digest->algorithm, &got, e) < 0)
		return -1;
	return digest_eq(&got, digest) ? 0 : is_damaged(s, digest, e);
}

bool blob_has(const struct store *s, const struct digest *digest)
{
	struct place at = place_of_blob(digest);

	return object_has(s, &at);
}

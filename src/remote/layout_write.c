/* layout_write - an image into a layout directory: blobs, then the version, then the name.
 *
 * Whatever stops it half way leaves blobs that nothing names. Two writers of one directory take
 * turns by a lock on it; where the file system knows no such lock (NFS), the last index wins.
 */
#include <sys/file.h>
#include <sys/stat.h>

#include "codec/json.h"
#include "remote/layout.h"
#include "sys/copy.h"
#include "sys/fd.h"
#include "sys/newfile.h"

static int write_content(int to, const struct image_blob *b, struct err *e)
{
	struct stat st;

	if (b->fd < 0)
		return fd_write_full(to, b->bytes.p, b->bytes.n, e);
	if (copy_bytes(b->fd, to, e) < 0)
		return -1;
	if (fstat(to, &st) < 0)
		return err_sys(e, "cannot look at it");
	if ((uint64_t)st.st_size != b->descriptor.size_bytes)
		return err_set(e, ERR_INVALID, "a blob of %lld bytes; its descriptor says %llu",
			(long long)st.st_size, (unsigned long long)b->descriptor.size_bytes);
	return 0;
}

/* A blob that is there with the right size is that blob: it got its name by rename. */
static bool is_there(const struct tree *dir, const char *path, uint64_t size_bytes)
{
	struct err ignored;
	struct stat st;

	return tree_stat(dir, path, &st, &ignored) == 0 && S_ISREG(st.st_mode) &&
	       (uint64_t)st.st_size == size_bytes;
}

static int put_blob(const struct tree *dir, const struct image_blob *b, struct err *e)
{
	AUTO(tree_close) struct tree folder = TREE_NONE;
	AUTO(newfile_release) struct newfile f = NEWFILE_NONE;
	char path[LAYOUT_PATH_BYTES];
	const char *name = NULL;

	layout_blob_path(&b->descriptor.digest, path);
	if (is_there(dir, path, b->descriptor.size_bytes))
		return 0;
	if (tree_parent(dir, path, &folder.fd, &name, e) < 0 ||
		newfile_begin(&folder, 0644, &f, e) < 0 || write_content(f.fd, b, e) < 0)
		return err_during(e, "writing `%s`", path);
	if (fchmod(f.fd, 0644) < 0) /* whatever the umask is */
		return err_sys(e, "cannot set the mode of `%s`", path);
	return newfile_commit(&f, name, e);
}

static int put_blobs(const struct tree *dir, const struct image_bundle *image, struct err *e)
{
	AUTO(tree_close) struct tree made = TREE_NONE;
	AUTO(tree_close) struct tree made_512 = TREE_NONE;

	if (tree_make_at(dir, "blobs/sha256", 0755, &made, e) < 0)
		return -1;
	for (size_t i = 0; i < image->n; i++) {
		if (image->blobs[i].descriptor.digest.algorithm == DIGEST_SHA512 &&
			made_512.fd < 0 &&
			tree_make_at(dir, "blobs/sha512", 0755, &made_512, e) < 0)
			return -1;
		if (put_blob(dir, &image->blobs[i], e) < 0)
			return -1;
	}
	return 0;
}

static int put_version(const struct tree *dir, struct err *e)
{
	static const struct str text = {LAYOUT_VERSION_JSON, sizeof LAYOUT_VERSION_JSON - 1};

	if (tree_has(dir, "oci-layout"))
		return layout_check_version(dir, e);
	return tree_write(dir, "oci-layout", 0644, text.p, text.n, e);
}

static int put_index(const struct tree *dir, const struct index *added, struct err *e)
{
	AUTO(buf_release) struct buf old = {0}, new = {0};
	const struct index none = {0};

	if (tree_has(dir, "index.json")) {
		if (tree_read(dir, "index.json", JSON_BYTES, &old, e) < 0)
			return -1;
	} else {
		index_write(&none, &old);
	}
	if (index_put(buf_str(&old), added->manifests, added->manifests_n, &new, e) < 0)
		return err_during(e, "adding to `index.json`");
	return tree_write(dir, "index.json", 0644, new.p, new.n, e);
}

int layout_write(const struct tree *dir, const struct image_bundle *image, struct err *e)
{
	AUTO(index_release) struct index added = {0};
	AUTO(tree_close) struct tree locked = TREE_NONE;

	/* A descriptor of its own, so that the lock goes with it. */
	if (bundle_index(image, true, &added, e) < 0 || tree_at(dir, ".", &locked, e) < 0)
		return -1;
	/* Where the file system knows no locks, one writer at a time is up to the user. */
	(void)!fd_lock(locked.fd, LOCK_EX);
	if (put_version(dir, e) < 0 || put_blobs(dir, image, e) < 0)
		return -1;
	return put_index(dir, &added, e);
}

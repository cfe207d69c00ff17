/* archive_read - an OCI archive unpacked into a directory as a layout.
 *
 * Only the files that a layout consists of are written, under the names that this program gives
 * them; directories are made here and everything else in the archive is passed over. Blobs are
 * checked against their digests when they are used.
 */
#include <fcntl.h>
#include <stdio.h>

#include "codec/json.h"
#include "codec/tar.h"
#include "remote/archive.h"
#include "sys/fd.h"

enum { ENTRIES_MAX = 100000 };
static const uint64_t archive_bytes_max = (uint64_t)1 << 40;

/* Where an entry belongs: 1 and the path, or 0 for what no layout needs. */
static int place_of(
	const struct tar_entry *t, char path[LAYOUT_PATH_BYTES], uint64_t *limit, struct err *e)
{
	struct str top, rest, algorithm, hex;
	struct digest d;
	char text[DIGEST_TEXT_BYTES + 1];

	*limit = JSON_BYTES;
	if (str_eq(t->path, STR("oci-layout")) || str_eq(t->path, STR("index.json"))) {
		snprintf(path, LAYOUT_PATH_BYTES, "%.*s", STR_FMT(t->path));
		return 1;
	}
	*limit = archive_bytes_max;
	str_cut(t->path, '/', &top, &rest);
	if (t->type == TAR_DIR || !str_eq(top, STR("blobs")) ||
		!str_cut(rest, '/', &algorithm, &hex))
		return 0;
	int n = snprintf(text, sizeof text, "%.*s:%.*s", STR_FMT(str_upto(algorithm, 10)),
		STR_FMT(str_upto(hex, 129)));

	if (digest_parse((struct str){text, (size_t)n}, &d, e) < 0)
		return err_during(e, "reading `%.*s` in an image archive", STR_FMT(t->path));
	layout_blob_path(&d, path);
	return 1;
}

static int write_data(struct tar_reader *r, int fd, struct err *e)
{
	struct str piece = {0};
	int more = 0;

	while ((more = tar_data(r, &piece, e)) == 1)
		if (fd_write_full(fd, piece.p, piece.n, e) < 0)
			return -1;
	return more;
}

static int take(
	struct tar_reader *r, const struct tar_entry *t, const struct tree *into, struct err *e)
{
	AUTO(fd_close) int fd = -1;
	char path[LAYOUT_PATH_BYTES];
	uint64_t limit = 0;
	int wanted = place_of(t, path, &limit, e);

	if (wanted <= 0)
		return wanted;
	if (t->type != TAR_FILE)
		return err_set(e, ERR_INVALID, "`%s` in an image archive is not a file", path);
	if (t->size_bytes > limit)
		return err_set(e, ERR_LIMIT, "`%s` in an image archive is too large", path);
	if (tree_file(into, path, O_WRONLY | O_CREAT | O_EXCL, 0644, &fd, e) < 0) {
		if (e->kind == ERR_EXISTS)
			return err_set(e, ERR_INVALID, "`%s` is twice in an image archive", path);
		return -1;
	}
	return write_data(r, fd, e);
}

static int make_folders(const struct tree *into, struct err *e)
{
	AUTO(tree_close) struct tree sha256 = TREE_NONE;
	AUTO(tree_close) struct tree sha512 = TREE_NONE;

	if (tree_make_at(into, "blobs/sha256", 0755, &sha256, e) < 0)
		return -1;
	return tree_make_at(into, "blobs/sha512", 0755, &sha512, e);
}

static int take_all(int fd, const struct tree *into, struct err *e)
{
	const struct tar_rules rules = {
		.bytes_max = archive_bytes_max, .entries_max = ENTRIES_MAX, .more_filters = true};
	AUTO(tar_reader_free) struct tar_reader *r = NULL;
	const struct tar_entry *t = NULL;
	int more = 0;

	if (tar_reader_new(fd, &rules, &r, e) < 0)
		return -1;
	while ((more = tar_next(r, &t, e)) == 1)
		if (take(r, t, into, e) < 0)
			return -1;
	return more;
}

int archive_read(int fd, const struct tree *into, struct err *e)
{
	if (make_folders(into, e) < 0 || take_all(fd, into, e) < 0)
		return err_during(e, "reading an image archive");
	if (tree_has(into, "oci-layout") && tree_has(into, "index.json"))
		return layout_check_version(into, e);
	err_set(e, ERR_UNSUPPORTED, "an archive without `oci-layout` and `index.json`");
	return err_hint(e, "archives of docker before 25 hold none: convert with "
			   "`skopeo copy docker-archive:FILE oci-archive:FILE2`");
}

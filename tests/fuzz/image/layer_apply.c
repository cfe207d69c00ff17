/* Layers as lists of entries, so that the fuzzer does not spend its time on header checksums (the
 * tar reader has a target of its own). A line is a type (0 file, 1 hard link, 2 symbolic link,
 * 3 and 4 devices, 5 directory, 6 FIFO), a mode digit, the path, a tab, and the content or target.
 * What is accepted must stay in its directory and, written and unpacked again, be the same. */
#include <fcntl.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "codec/tar.h"
#include "image/layer.h"
#include "sys/fd.h"
#include "sys/tree.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n);

static const struct layer_limits limits = {1 << 20, 200};

static void must(int result)
{
	if (result < 0)
		abort();
}

static void put_line(struct buf *tar, struct str line)
{
	static const enum tar_type types[] = {
		TAR_FILE, TAR_HARDLINK, TAR_SYMLINK, TAR_CHAR, TAR_BLOCK, TAR_DIR, TAR_FIFO};
	static const char zeros[TAR_BLOCK_BYTES];
	struct tar_entry t = {.mtime_s = 1000};
	struct str text;
	struct err e;

	if (line.n < 2 || line.p[0] < '0' || line.p[0] > '6')
		return;
	t.type = types[line.p[0] - '0'];
	t.mode = (unsigned char)line.p[1] << 4 & 07777;
	str_cut(str_from(line, 2), '\t', &t.path, &text);
	if (t.type == TAR_SYMLINK || t.type == TAR_HARDLINK) {
		t.link = text;
		text = STR("");
	}
	t.size_bytes = t.type == TAR_FILE ? text.n : 0;
	if (tar_header(&t, tar, &e) < 0 || t.size_bytes == 0)
		return;
	buf_str_add(tar, text);
	buf_add(tar, zeros, tar_padding(text.n));
}

static int apply(const struct buf *tar, int into, struct layer *out)
{
	AUTO(fd_close) int fd = memfd_create("layer", MFD_CLOEXEC);
	struct err e;

	must(fd_write_full(fd, tar->p, tar->n, &e));
	must((int)lseek(fd, 0, SEEK_SET));
	return layer_apply(fd, into, &limits, out, &e);
}

static int collect(void *context, const void *bytes, size_t n, struct err *e)
{
	(void)e;
	buf_add(context, bytes, n);
	return 0;
}

static void check_round(int first, int second)
{
	AUTO(buf_release) struct buf tar = {0};
	const struct zip_sink sink = {collect, &tar};
	struct layer written, applied, again;
	struct err e;

	must(layer_write(first, &sink, &written, &e));
	must(apply(&tar, second, &applied));
	must(layer_write(second, NULL, &again, &e));
	if (!digest_eq(&written.diff_id, &applied.diff_id) ||
		!digest_eq(&written.diff_id, &again.diff_id))
		abort();
}

static int subdir(int parent, const char *name)
{
	must(mkdirat(parent, name, 0755));
	return openat(parent, name, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
}

static void try_layer(const struct buf *tar, int place)
{
	AUTO(fd_close) int first = subdir(place, "first");
	AUTO(fd_close) int second = subdir(place, "second");
	struct layer layer;
	struct stat st;

	if (apply(tar, first, &layer) == 0)
		check_round(first, second);
	/* Nothing beside the two directories. */
	must(fstat(place, &st));
	if (st.st_nlink != 4)
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
	static const char zeros[2 * TAR_BLOCK_BYTES];
	char path[] = "/tmp/lichen-fuzz-XXXXXX";
	AUTO(buf_release) struct buf tar = {0};
	AUTO(tree_close) struct tree parent = TREE_NONE, place = TREE_NONE;
	struct str rest = {(const char *)bytes, n}, line;
	struct err e;

	while (rest.n > 0) {
		str_cut(rest, '\n', &line, &rest);
		put_line(&tar, line);
	}
	buf_add(&tar, zeros, sizeof zeros);
	if (!mkdtemp(path))
		abort();
	must(tree_open("/tmp", &parent, &e));
	must(tree_at(&parent, path + 5, &place, &e));
	try_layer(&tar, place.fd);
	must(tree_remove(&parent, path + 5, &e));
	return 0;
}

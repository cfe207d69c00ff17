/* Any bytes as a tar: no name leaves, no limit is passed, and what is read can be written and read
 * again as the same. The first byte chooses the rules. */
#include <assert.h>
#include <stdint.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "codec/tar.h"

enum { BYTES_MAX = 1 << 20, ENTRIES_MAX = 200 };

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n);

static void check_path(struct str path)
{
	struct str part, rest = path;
	bool more = path.n != 0;

	assert(path.n < TAR_PATH_BYTES && !str_has_nul(path));
	while (more) {
		more = str_cut(rest, '/', &part, &rest);
		assert(part.n &&
			part.n <= TAR_NAME_BYTES + (str_starts(part, STR(".wh.")) ? 4 : 0));
		assert(!str_eq(part, STR(".")) && !str_eq(part, STR("..")));
	}
}

static int collect(void *context, const void *bytes, size_t n, struct err *e)
{
	(void)e;
	buf_add(context, bytes, n);
	return 0;
}

/* Reads everything; when it is a tar, writes it to *out again. */
static int pass(struct str tar, const struct tar_rules *rules, struct buf *out)
{
	AUTO(tar_reader_free) struct tar_reader *r = NULL;
	AUTO(tar_writer_release) struct tar_writer w;
	struct zip_sink sink = {collect, out};
	const struct tar_entry *t = NULL;
	struct str piece = {0};
	struct err e = {0};
	int fd = memfd_create("tar", 0);
	int more = -1;

	tar_writer_init(&w, &sink);
	assert(write(fd, tar.p, tar.n) == (ssize_t)tar.n && lseek(fd, 0, SEEK_SET) == 0);
	if (tar_reader_new(fd, rules, &r, &e) == 0)
		while ((more = tar_next(r, &t, &e)) == 1) {
			check_path(t->path);
			assert(t->type == TAR_DIR || t->path.n);
			if (t->type == TAR_HARDLINK)
				check_path(t->link);
			/* Only a device number can be one that our writer does not take. */
			if (tar_write(&w, t, &e) < 0)
				break;
			uint64_t size = 0;

			while ((more = tar_data(r, &piece, &e)) == 1) {
				assert(tar_write_data(&w, piece.p, piece.n, &e) == 0);
				size += piece.n;
			}
			if (more < 0)
				break;
			assert(size == t->size_bytes);
		}
	close(fd);
	if (more == 0)
		assert(tar_write_end(&w, &e) == 0);
	return more == 0 ? 0 : -1;
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
	AUTO(buf_release) struct buf once = {0}, twice = {0};

	if (n == 0)
		return 0;
	struct tar_rules rules = {.bytes_max = BYTES_MAX,
		.entries_max = ENTRIES_MAX,
		.clamp_names = bytes[0] & 1,
		.more_filters = bytes[0] & 2};

	if (pass((struct str){(const char *)bytes + 1, n - 1}, &rules, &once) < 0)
		return 0;
	rules = (struct tar_rules){.bytes_max = UINT64_MAX, .entries_max = ENTRIES_MAX};
	assert(pass(buf_str(&once), &rules, &twice) == 0);
	assert(str_eq(buf_str(&once), buf_str(&twice)));
	return 0;
}

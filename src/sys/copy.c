/* copy - file content and attributes between descriptors, by the cheapest call the kernel offers.
 */
#include "sys/copy.h"

#include <errno.h>
#include <linux/fs.h>
#include <stdbool.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
	BUFFER_BYTES = 64 * 1024,
	RANGE_BYTES = 1 << 30, /* a call that can be interrupted, and far from every overflow */
	BLOCK_BYTES = 512,     /* the unit of st_blocks */
};

/* A stretch of the file still to copy, and by which call. */
struct stretch {
	int from, to;
	off_t at, end;
	bool by_range; /* copy_file_range has not been refused */
};

static int write_at(int to, const char *bytes, size_t n, off_t at, struct err *e)
{
	while (n > 0) {
		ssize_t put = pwrite(to, bytes, n, at);

		if (put < 0 && errno == EINTR)
			continue;
		if (put < 0)
			return err_sys(e, "cannot write");
		bytes += put;
		at += put;
		n -= (size_t)put;
	}
	return 0;
}

static size_t at_most(const struct stretch *s, size_t n)
{
	return s->end - s->at < (off_t)n ? (size_t)(s->end - s->at) : n;
}

/* One bufferful; 0 at end of file, 1 when there may be more. */
static int copy_buffer(struct stretch *s, struct err *e)
{
	char buffer[BUFFER_BYTES];
	ssize_t got = 0;

	do
		got = pread(s->from, buffer, at_most(s, sizeof buffer), s->at);
	while (got < 0 && errno == EINTR);
	if (got < 0)
		return err_sys(e, "cannot read");
	if (write_at(s->to, buffer, (size_t)got, s->at, e) < 0)
		return -1;
	s->at += got;
	return got > 0;
}

/* Real failures stay failures when the plain calls meet them again, so any error may fall back. */
static int copy_some(struct stretch *s, struct err *e)
{
	off_t in = s->at;
	off_t out = s->at;

	if (!s->by_range)
		return copy_buffer(s, e);
	ssize_t got = copy_file_range(s->from, &in, s->to, &out, at_most(s, RANGE_BYTES), 0);

	if (got < 0 && errno == EINTR)
		return 1;
	if (got <= 0) {
		/* Files without a size (in /proc) look empty to it. */
		s->by_range = false;
		return copy_buffer(s, e);
	}
	s->at += got;
	return 1;
}

static int copy_stretch(struct stretch *s, struct err *e)
{
	int more = 1;

	while (more > 0 && s->at < s->end)
		more = copy_some(s, e);
	return more < 0 ? -1 : 0;
}

/* The next extent of data at or after s->at; 0 when there is none, also because the file was cut
 * short meanwhile. */
static int next_data(struct stretch *s, struct err *e)
{
	off_t data = lseek(s->from, s->at, SEEK_DATA);
	off_t hole = data < 0 ? data : lseek(s->from, data, SEEK_HOLE);

	if (hole < 0)
		return errno == ENXIO ? 0 : err_sys(e, "cannot find the holes of a file");
	s->at = data;
	s->end = hole;
	return 1;
}

/* The holes stay holes: data extents one by one, then the length. */
static int copy_sparse(struct stretch *s, off_t size, struct err *e)
{
	int more = 0;

	while ((more = next_data(s, e)) > 0) {
		if (copy_stretch(s, e) < 0)
			return -1;
		s->at = s->end;
	}
	if (more < 0)
		return -1;
	return ftruncate(s->to, size) < 0 ? err_sys(e, "cannot set the length of a file") : 0;
}

int copy_bytes(int from, int to, struct err *e)
{
	struct stretch s = {.from = from, .to = to, .end = INT64_MAX, .by_range = true};
	struct stat st;

	if (fstat(from, &st) < 0)
		return err_sys(e, "cannot look at a file to be copied");
	if (st.st_size > 0 && ioctl(to, FICLONE, from) == 0)
		return 0;
	if (st.st_size / BLOCK_BYTES > st.st_blocks && lseek(from, 0, SEEK_HOLE) < st.st_size)
		return copy_sparse(&s, st.st_size, e);
	return copy_stretch(&s, e);
}

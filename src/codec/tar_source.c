/* tar_source - the uncompressed bytes of an archive, whatever compressed it. */
#include "codec/tar_source.h"

#include <errno.h>
#include <string.h>

#include "base/mem.h"
#include "codec/archive_calls.h"
#include "codec/zip.h"

enum { FIRST_BYTES = 8, FEED_BYTES = 64 * 1024 };

struct tar_source {
	struct zip_reader *zip;
	const struct archive_calls *library; /* NULL: not needed */
	struct archive *filter;              /* bzip2 or xz; NULL for none */
	struct err *e;                       /* of the call in progress, for the feeding callback */
	bool feed_failed;
	size_t first_at, first_n; /* read to tell the kind, and not handed on yet */
	unsigned char first[FIRST_BYTES];
	unsigned char feed[FEED_BYTES];
};

static ssize_t read_zip(struct tar_source *s, void *bytes, size_t n, struct err *e)
{
	size_t held = s->first_n - s->first_at;

	if (!held)
		return zip_read(s->zip, bytes, n, e);
	if (held > n)
		held = n;
	memcpy(bytes, s->first + s->first_at, held);
	s->first_at += held;
	return (ssize_t)held;
}

static la_ssize_t feed_filter(struct archive *a, void *context, const void **bytes)
{
	struct tar_source *s = context;
	ssize_t n = read_zip(s, s->feed, sizeof s->feed, s->e);

	*bytes = s->feed;
	if (n >= 0)
		return n;
	s->feed_failed = true;
	s->library->set_error(a, EIO, "cannot read");
	return -1;
}

/* A failure inside: the feeding side has already said why, or libarchive does. */
static int filter_failed(struct tar_source *s, struct err *e)
{
	const char *why = s->library->error_string(s->filter);

	if (s->feed_failed)
		return -1;
	return err_set(e, ERR_INVALID, "damaged compressed data: %s", why ? why : "unknown");
}

static int filter_open(struct tar_source *s, struct err *e)
{
	const struct archive_calls *lib = s->library;
	struct archive_entry *entry = NULL;

	/* Anything but ARCHIVE_OK means that an external program would do it. */
	if (lib->read_support_filter_bzip2(s->filter) != ARCHIVE_OK ||
		lib->read_support_filter_xz(s->filter) != ARCHIVE_OK)
		return err_set(e, ERR_HOST, "libarchive was built without bzip2 or xz");
	lib->read_support_format_raw(s->filter);
	if (lib->read_open(s->filter, s, NULL, feed_filter, NULL) != ARCHIVE_OK ||
		lib->read_next_header(s->filter, &entry) != ARCHIVE_OK)
		return filter_failed(s, e);
	/* The filter and the plain end of the chain; more is compression inside compression. */
	if (lib->filter_count(s->filter) > 2)
		return err_set(e, ERR_INVALID, "an archive compressed more than once");
	return 0;
}

static int open_kind(struct tar_source *s, bool more_filters, struct err *e)
{
	while (more_filters && s->first_n < FIRST_BYTES) {
		ssize_t n = zip_read(s->zip, s->first + s->first_n, FIRST_BYTES - s->first_n, e);

		if (n < 0)
			return -1;
		if (n == 0)
			break;
		s->first_n += (size_t)n;
	}
	if (zip_reader_kind(s->zip) != ZIP_NONE || s->first_n < 6)
		return 0;
	if (memcmp(s->first, "BZh", 3) != 0 && memcmp(s->first,
						       "\xfd"
						       "7zXZ\0",
						       6) != 0)
		return 0;
	s->library = archive_calls(e);
	if (!s->library)
		return -1;
	s->filter = s->library->read_new();
	return filter_open(s, e);
}

int tar_source_new(
	int fd, struct str head, bool more_filters, struct tar_source **out, struct err *e)
{
	struct tar_source *s = mem_alloc(sizeof *s);

	s->e = e;
	if (zip_reader_resume(head, fd, &s->zip, e) < 0 || open_kind(s, more_filters, e) < 0) {
		tar_source_free(&s);
		return -1;
	}
	*out = s;
	return 0;
}

ssize_t tar_source_read(struct tar_source *s, void *bytes, size_t n, struct err *e)
{
	if (!s->filter)
		return read_zip(s, bytes, n, e);
	s->e = e;
	la_ssize_t got = s->library->read_data(s->filter, bytes, n);

	return got < 0 ? filter_failed(s, e) : got;
}

uint64_t tar_source_taken(const struct tar_source *s)
{
	return zip_reader_taken(s->zip);
}

void tar_source_free(struct tar_source **source)
{
	if (!*source)
		return;
	if ((*source)->filter)
		(*source)->library->read_free((*source)->filter);
	zip_reader_free(&(*source)->zip);
	mem_release(source);
}

/* tar_write - ustar headers, and PAX records where ustar cannot hold a value. */
#include <assert.h>
#include <string.h>

#include "codec/tar.h"
#include "codec/tar_block.h"

static const char types[] = {
	[TAR_FILE] = '0',
	[TAR_HARDLINK] = '1',
	[TAR_SYMLINK] = '2',
	[TAR_CHAR] = '3',
	[TAR_BLOCK] = '4',
	[TAR_DIR] = '5',
	[TAR_FIFO] = '6',
};

static const unsigned char zeros[2 * TAR_BLOCK_BYTES];

static bool fits_octal(uint64_t value, size_t field_n)
{
	return value >> (3 * (field_n - 1)) == 0;
}

/* Octal digits over the whole field but its NUL; what does not fit stands in a PAX record, and the
 * field says 0. */
static void put_octal(unsigned char *field, size_t n, uint64_t value)
{
	if (!fits_octal(value, n))
		value = 0;
	for (size_t i = n - 1; i-- > 0; value >>= 3)
		field[i] = (unsigned char)('0' + (value & 7));
	field[n - 1] = '\0';
}

static bool is_ascii(struct str s)
{
	for (size_t i = 0; i < s.n; i++)
		if ((unsigned char)s.p[i] >= 0x80)
			return false;
	return true;
}

/* Where a path splits into prefix and name: 0 for no need, or SIZE_MAX when ustar cannot hold it.
 */
static size_t split_at(struct str path)
{
	if (!is_ascii(path))
		return SIZE_MAX;
	if (path.n <= TAR_NAME_N)
		return 0;
	struct str head =
		str_upto(path, path.n - 1); /* a directory's last slash stays in the name */
	size_t slash = str_rfind(str_upto(head, TAR_PREFIX_N + 1), '/');

	if (slash == 0 || slash >= head.n || slash > TAR_PREFIX_N ||
		path.n - slash - 1 > TAR_NAME_N)
		return SIZE_MAX;
	return slash;
}

/* For readers that know no PAX: as much as fits, in ASCII. */
static void put_stand_in(unsigned char *field, struct str s)
{
	s = str_upto(s, TAR_NAME_N);
	for (size_t i = 0; i < s.n; i++)
		field[i] = (unsigned char)s.p[i] < 0x80 ? (unsigned char)s.p[i] : '_';
}

static void put_path(unsigned char *block, struct str path)
{
	size_t at = split_at(path);

	if (at == SIZE_MAX) {
		put_stand_in(block + TAR_NAME_AT, path);
		return;
	}
	memcpy(block + TAR_PREFIX_AT, path.p, at);
	path = str_from(path, at ? at + 1 : 0);
	memcpy(block + TAR_NAME_AT, path.p, path.n);
}

static void put_sum(unsigned char *block)
{
	unsigned sum = 0;

	memset(block + TAR_SUM_AT, ' ', TAR_SHORT_N);
	for (size_t i = 0; i < TAR_BLOCK_BYTES; i++)
		sum += block[i];
	put_octal(block + TAR_SUM_AT, TAR_SHORT_N - 1, sum);
}

static void put_block(struct buf *out, const struct tar_entry *entry, struct str path, char type)
{
	unsigned char block[TAR_BLOCK_BYTES] = {0};
	uint64_t mtime = entry->mtime_s < 0 ? 0 : (uint64_t)entry->mtime_s;

	put_path(block, path);
	put_octal(block + TAR_MODE_AT, TAR_SHORT_N, entry->mode & 07777);
	put_octal(block + TAR_UID_AT, TAR_SHORT_N, entry->uid);
	put_octal(block + TAR_GID_AT, TAR_SHORT_N, entry->gid);
	put_octal(block + TAR_SIZE_AT, TAR_LONG_N, entry->size_bytes);
	put_octal(block + TAR_MTIME_AT, TAR_LONG_N, mtime);
	block[TAR_TYPE_AT] = (unsigned char)type;
	put_stand_in(block + TAR_LINK_AT, entry->link);
	memcpy(block + TAR_MAGIC_AT, "ustar\00000", 8);
	put_octal(block + TAR_MAJOR_AT, TAR_SHORT_N, entry->dev_major);
	put_octal(block + TAR_MINOR_AT, TAR_SHORT_N, entry->dev_minor);
	put_sum(block);
	buf_add(out, block, sizeof block);
}

static size_t digits(size_t n)
{
	size_t count = 1;

	while (n /= 10)
		count++;
	return count;
}

/* "<length> <key>=<value>\n", where the length counts its own digits too. */
static void put_record(struct buf *records, const char *key, struct str value)
{
	size_t rest = strlen(key) + value.n + 3, length = rest + digits(rest);

	if (digits(length) != digits(rest))
		length = rest + digits(length);
	buf_fmt(records, "%zu %s=", length, key);
	buf_str_add(records, value);
	buf_char(records, '\n');
}

static void put_number(struct buf *records, const char *key, long long value)
{
	AUTO(buf_release) struct buf text = {0};

	buf_fmt(&text, "%lld", value);
	put_record(records, key, buf_str(&text));
}

static void put_xattrs(struct buf *records, const struct map *xattrs)
{
	AUTO(map_release) struct map sorted = {0};
	AUTO(buf_release) struct buf key = {0};

	map_copy(&sorted, xattrs);
	map_sort(&sorted);
	for (size_t i = 0; i < sorted.n; i++) {
		buf_clear(&key);
		buf_fmt(&key, "SCHILY.xattr.%s", sorted.p[i].key.p);
		put_record(records, buf_cstr(&key), sorted.p[i].value);
	}
}

/* In bytewise order of their keys. Names that are no UTF-8 go in as they are: what reads layers
 * takes bytes, and no declared character set would be right for them. */
static void put_records(struct buf *records, const struct tar_entry *entry, struct str path)
{
	if (entry->xattrs && entry->xattrs->n)
		put_xattrs(records, entry->xattrs);
	if (!fits_octal(entry->gid, TAR_SHORT_N))
		put_number(records, "gid", entry->gid);
	if (entry->link.n > TAR_NAME_N || !is_ascii(entry->link))
		put_record(records, "linkpath", entry->link);
	if (entry->mtime_s < 0 || !fits_octal((uint64_t)entry->mtime_s, TAR_LONG_N))
		put_number(records, "mtime", entry->mtime_s);
	if (split_at(path) == SIZE_MAX)
		put_record(records, "path", path);
	if (!fits_octal(entry->size_bytes, TAR_LONG_N))
		put_number(records, "size", (long long)entry->size_bytes);
	if (!fits_octal(entry->uid, TAR_SHORT_N))
		put_number(records, "uid", entry->uid);
}

static bool is_link(enum tar_type type)
{
	return type == TAR_SYMLINK || type == TAR_HARDLINK;
}

/* What the format cannot carry, or what our own reader would refuse. */
static int check(const struct tar_entry *entry, struct err *e)
{
	struct str path = entry->path;

	if (path.n >= TAR_PATH_BYTES || entry->link.n >= TAR_PATH_BYTES)
		return err_set(
			e, ERR_LIMIT, "a name of over %d bytes in a tar", TAR_PATH_BYTES - 1);
	if (str_has_nul(path) || str_has_nul(entry->link))
		return err_set(e, ERR_INVALID, "a name with a NUL in a tar");
	if (!path.n && entry->type != TAR_DIR)
		return err_set(e, ERR_INVALID, "the root of a tar must be a directory");
	if (is_link(entry->type) != (entry->link.n != 0))
		return err_set(e, ERR_INVALID, "`%.*s`: only a link has a target, and it must",
			STR_FMT(path));
	if (entry->type != TAR_FILE && entry->size_bytes)
		return err_set(e, ERR_INVALID, "`%.*s`: only a file has data", STR_FMT(path));
	if (entry->size_bytes > INT64_MAX || !fits_octal(entry->dev_major, TAR_SHORT_N) ||
		!fits_octal(entry->dev_minor, TAR_SHORT_N))
		return err_set(e, ERR_LIMIT, "`%.*s`: a number that no tar holds", STR_FMT(path));
	return 0;
}

static void pad(struct buf *out, uint64_t n)
{
	buf_add(out, zeros, tar_padding(n));
}

static int put_extension(struct buf *out, const struct buf *records, struct err *e)
{
	const struct tar_entry header = {.mode = 0644, .size_bytes = records->n};

	if (records->n > TAR_EXTENSION_BYTES)
		return err_set(e, ERR_LIMIT, "names and attributes of over %d bytes for one entry",
			TAR_EXTENSION_BYTES);
	/* The name is for readers that know no PAX and unpack this as a file; always the same. */
	put_block(out, &header, STR("././@PaxHeader"), 'x');
	buf_str_add(out, buf_str(records));
	pad(out, records->n);
	return 0;
}

int tar_header(const struct tar_entry *entry, struct buf *out, struct err *e)
{
	AUTO(buf_release) struct buf records = {0};
	char slashed[TAR_PATH_BYTES + 2];
	struct str path = entry->path;

	if (check(entry, e) < 0)
		return -1;
	if (entry->type == TAR_DIR) {
		size_t n = path.n ? path.n : 1;

		memcpy(slashed, path.n ? path.p : ".", n);
		slashed[n] = '/';
		path = (struct str){slashed, n + 1};
	}
	put_records(&records, entry, path);
	if (records.n && put_extension(out, &records, e) < 0)
		return -1;
	put_block(out, entry, path, types[entry->type]);
	return 0;
}

size_t tar_padding(uint64_t size_bytes)
{
	return (size_t)(-size_bytes & (TAR_BLOCK_BYTES - 1));
}

void tar_writer_init(struct tar_writer *w, const struct zip_sink *sink)
{
	*w = (struct tar_writer){.sink = *sink};
}

int tar_write(struct tar_writer *w, const struct tar_entry *entry, struct err *e)
{
	assert(w->left == 0); /* the caller owes the data that it announced */
	buf_clear(&w->header);
	if (tar_header(entry, &w->header, e) < 0)
		return -1;
	w->left = entry->size_bytes;
	w->padding = tar_padding(entry->size_bytes);
	return w->sink.write(w->sink.context, w->header.p, w->header.n, e);
}

int tar_write_data(struct tar_writer *w, const void *bytes, size_t n, struct err *e)
{
	assert(n <= w->left);
	if (n == 0)
		return 0;
	if (w->sink.write(w->sink.context, bytes, n, e) < 0)
		return -1;
	w->left -= n;
	if (w->left || !w->padding)
		return 0;
	return w->sink.write(w->sink.context, zeros, w->padding, e);
}

int tar_write_end(struct tar_writer *w, struct err *e)
{
	assert(w->left == 0);
	return w->sink.write(w->sink.context, zeros, sizeof zeros, e);
}

void tar_writer_release(struct tar_writer *w)
{
	buf_release(&w->header);
	*w = (struct tar_writer){0};
}

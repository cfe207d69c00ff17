/* tar_block - one 512-byte header block: where its fields are, and a hostile one taken apart. */
#include "codec/tar_block.h"

#include <string.h>

#include "codec/tar.h"

/* star tells itself at the end of what POSIX has as the prefix. */
enum { STAR_MAGIC_AT = 508, STAR_PREFIX_N = 131 };

bool tar_block_is_zero(const unsigned char *block)
{
	return block[0] == 0 && memcmp(block, block + 1, TAR_BLOCK_BYTES - 1) == 0;
}

static int wrong(const char *what, struct err *e)
{
	return err_set(e, ERR_INVALID, "a tar header with a wrong %s", what);
}

/* GNU's form for what octal cannot hold: two's complement, big-endian, the top bit a mark. */
static int base256(const unsigned char *p, size_t n, int64_t *out)
{
	bool negative = p[0] & 0x40;
	uint64_t value = negative ? UINT64_MAX << 6 : 0;

	value |= p[0] & 0x3f;
	for (size_t i = 1; i < n; i++) {
		uint64_t top = value >> 55;

		if (top != 0 && top != (1 << 9) - 1)
			return -1;
		value = value << 8 | p[i];
	}
	*out = (int64_t)value;
	return 0;
}

static int number(const unsigned char *p, size_t n, int64_t *out)
{
	size_t i = 0;

	if (p[0] & 0x80)
		return base256(p, n, out);
	*out = 0;
	while (i < n && p[i] == ' ')
		i++;
	for (; i < n && p[i] >= '0' && p[i] <= '7'; i++)
		*out = *out << 3 | (p[i] - '0'); /* 12 digits are 36 bits */
	for (; i < n; i++)
		if (p[i] != ' ' && p[i] != '\0')
			return -1;
	return 0;
}

static int natural(const unsigned char *p, size_t n, uint64_t *out, const char *what, struct err *e)
{
	int64_t value = 0;

	if (number(p, n, &value) < 0 || value < 0)
		return wrong(what, e);
	*out = (uint64_t)value;
	return 0;
}

static struct str text(const unsigned char *p, size_t n)
{
	return (struct str){(const char *)p, strnlen((const char *)p, n)};
}

/* Some writers summed signed bytes; both sums are taken by everybody. */
static int check_sum(const unsigned char *block, struct err *e)
{
	int64_t want = 0, sum = 0, signed_sum = 0;

	for (size_t i = 0; i < TAR_BLOCK_BYTES; i++) {
		unsigned char c = i >= TAR_SUM_AT && i < TAR_TYPE_AT ? ' ' : block[i];

		sum += c;
		signed_sum += (signed char)c;
	}
	if (number(block + TAR_SUM_AT, TAR_SHORT_N, &want) < 0 ||
		(want != sum && want != signed_sum))
		return wrong("checksum", e);
	return 0;
}

/* The prefix field is the path's first part in POSIX's format, shorter in star's, and something
 * else in GNU's, which tells itself by a blank behind "ustar". */
static struct str prefix_of(const unsigned char *block)
{
	if (memcmp(block + TAR_MAGIC_AT, "ustar", 6) != 0)
		return (struct str){0};
	return text(block + TAR_PREFIX_AT,
		memcmp(block + STAR_MAGIC_AT, "tar", 4) == 0 ? STAR_PREFIX_N : TAR_PREFIX_N);
}

static int parse_numbers(const unsigned char *block, struct tar_block *out, struct err *e)
{
	uint64_t mode = 0;

	if (natural(block + TAR_MODE_AT, TAR_SHORT_N, &mode, "mode", e) < 0 ||
		natural(block + TAR_UID_AT, TAR_SHORT_N, &out->uid, "user id", e) < 0 ||
		natural(block + TAR_GID_AT, TAR_SHORT_N, &out->gid, "group id", e) < 0 ||
		natural(block + TAR_SIZE_AT, TAR_LONG_N, &out->size_bytes, "size", e) < 0)
		return -1;
	if (number(block + TAR_MTIME_AT, TAR_LONG_N, &out->mtime_s) < 0 ||
		out->mtime_s > TAR_MTIME_MAX || out->mtime_s < -TAR_MTIME_MAX)
		return wrong("time", e);
	out->mode = mode & 07777;
	return 0;
}

/* Only devices have these fields; elsewhere old writers left anything there. */
static int parse_device(const unsigned char *block, struct tar_block *out, struct err *e)
{
	uint64_t dev_major = 0, dev_minor = 0;

	if (out->type != '3' && out->type != '4')
		return 0;
	if (natural(block + TAR_MAJOR_AT, TAR_SHORT_N, &dev_major, "device number", e) < 0 ||
		natural(block + TAR_MINOR_AT, TAR_SHORT_N, &dev_minor, "device number", e) < 0)
		return -1;
	if (dev_major > UINT32_MAX || dev_minor > UINT32_MAX)
		return wrong("device number", e);
	out->dev_major = (uint32_t)dev_major;
	out->dev_minor = (uint32_t)dev_minor;
	return 0;
}

int tar_block_parse(const unsigned char *block, struct tar_block *out, struct err *e)
{
	*out = (struct tar_block){
		.type = (char)block[TAR_TYPE_AT],
		.name = text(block + TAR_NAME_AT, TAR_NAME_N),
		.prefix = prefix_of(block),
		.link = text(block + TAR_LINK_AT, TAR_NAME_N),
	};
	if (check_sum(block, e) < 0 || parse_numbers(block, out, e) < 0)
		return -1;
	return parse_device(block, out, e);
}

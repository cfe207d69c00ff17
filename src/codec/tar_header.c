/* tar_header - one 512-byte header block and the names in it, taken apart. */
#include "codec/tar_header.h"

#include <string.h>

#include "codec/tar.h"

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
		unsigned char c = i >= 148 && i < 156 ? ' ' : block[i];

		sum += c;
		signed_sum += (signed char)c;
	}
	if (number(block + 148, 8, &want) < 0 || (want != sum && want != signed_sum))
		return wrong("checksum", e);
	return 0;
}

/* The prefix field is the path's first part in POSIX's format, shorter in star's, and something
 * else in GNU's, which tells itself by a blank behind "ustar". */
static struct str prefix_of(const unsigned char *block)
{
	if (memcmp(block + 257, "ustar", 6) != 0)
		return (struct str){0};
	return text(block + 345, memcmp(block + 508, "tar", 4) == 0 ? 131 : 155);
}

static int parse_numbers(const unsigned char *block, struct tar_block *out, struct err *e)
{
	uint64_t mode = 0;

	if (natural(block + 100, 8, &mode, "mode", e) < 0 ||
		natural(block + 108, 8, &out->uid, "user id", e) < 0 ||
		natural(block + 116, 8, &out->gid, "group id", e) < 0 ||
		natural(block + 124, 12, &out->size_bytes, "size", e) < 0)
		return -1;
	if (number(block + 136, 12, &out->mtime_s) < 0 || out->mtime_s > TAR_MTIME_MAX ||
		out->mtime_s < -TAR_MTIME_MAX)
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
	if (natural(block + 329, 8, &dev_major, "device number", e) < 0 ||
		natural(block + 337, 8, &dev_minor, "device number", e) < 0)
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
		.type = (char)block[156],
		.name = text(block, 100),
		.prefix = prefix_of(block),
		.link = text(block + 157, 100),
	};
	if (check_sum(block, e) < 0 || parse_numbers(block, out, e) < 0)
		return -1;
	return parse_device(block, out, e);
}

static int refuse(struct str raw, const char *why, struct err *e)
{
	return err_set(
		e, ERR_INVALID, "the name `%.*s` in a tar %s", STR_FMT(str_upto(raw, 200)), why);
}

/* Puts one component behind those in *out, or takes the last one back for "..". */
static void step(struct buf *out, struct str component)
{
	if (str_eq(component, STR(".."))) {
		size_t slash = str_rfind(buf_str(out), '/');

		out->n = slash < out->n ? slash : 0;
		return;
	}
	if (out->n)
		buf_char(out, '/');
	buf_str_add(out, component);
}

int tar_name_clean(struct str raw, bool clamp, struct buf *out, struct err *e)
{
	struct str rest = raw, component;
	bool more = true;

	buf_clear(out);
	if (!raw.n)
		return err_set(e, ERR_INVALID, "an empty name in a tar");
	if (raw.n >= TAR_PATH_BYTES)
		return err_set(e, ERR_LIMIT, "a name of %zu bytes in a tar", raw.n);
	if (str_has_nul(raw))
		return refuse(raw, "holds a NUL", e);
	if (raw.p[0] == '/' && !clamp)
		return refuse(raw, "is absolute", e);
	while (more) {
		more = str_cut(rest, '/', &component, &rest);
		if (!component.n || str_eq(component, STR(".")))
			continue;
		if (str_eq(component, STR("..")) && !clamp)
			return refuse(raw, "holds `..`", e);
		if (component.n > TAR_NAME_BYTES)
			return err_set(e, ERR_LIMIT, "a name with a part of %zu bytes in a tar",
				component.n);
		step(out, component);
	}
	buf_room(out, 0)[0] = '\0'; /* the length may have shrunk since the last NUL */
	return 0;
}

/* tarred - tars made by hand and read as text, for the tests of the reader. */
#include "codec/tarred.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

const struct tar_rules tarred_rules = {.bytes_max = 64 << 20, .entries_max = 1000};

int tarred_collect(void *context, const void *bytes, size_t n, struct err *e)
{
	(void)e;
	buf_add(context, bytes, n);
	return 0;
}

int tarred_file(struct str data)
{
	int fd = memfd_create("tar", MFD_CLOEXEC);

	cr_assert_eq(write(fd, data.p, data.n), (ssize_t)data.n);
	lseek(fd, 0, SEEK_SET);
	return fd;
}

/* The tree as text: a line an entry, data behind a colon. */
int tarred_list_fd(int fd, const struct tar_rules *rules, struct buf *out, struct err *e)
{
	AUTO(tar_reader_free) struct tar_reader *r = NULL;
	const struct tar_entry *t = NULL;
	struct str piece = {0};
	int more = tar_reader_new(fd, rules, &r, e);

	while (more == 0 && (more = tar_next(r, &t, e)) == 1) {
		buf_fmt(out, "%d %.*s %o %u %u %lld", t->type, STR_FMT(t->path), t->mode, t->uid,
			t->gid, (long long)t->mtime_s);
		if (t->link.n)
			buf_fmt(out, " -> %.*s", STR_FMT(t->link));
		for (size_t i = 0; i < t->xattrs->n; i++)
			buf_fmt(out, " %s=%zu", t->xattrs->p[i].key.p, t->xattrs->p[i].value.n);
		if (t->type == TAR_CHAR || t->type == TAR_BLOCK)
			buf_fmt(out, " %u,%u", t->dev_major, t->dev_minor);
		buf_fmt(out, ":");
		while ((more = tar_data(r, &piece, e)) == 1)
			buf_str_add(out, piece);
		buf_char(out, '\n');
	}
	return more;
}

int tarred_list(struct str tar, const struct tar_rules *rules, struct buf *out, struct err *e)
{
	int fd = tarred_file(tar);
	int result = tarred_list_fd(fd, rules, out, e);

	close(fd);
	return result;
}

/* A header by hand: fields as given, the checksum right. */
void tarred_header(struct buf *b, char type, const char *name, const char *size, const char *link)
{
	unsigned char block[512] = {0};
	unsigned sum = 0;

	snprintf((char *)block, 100, "%s", name);
	memcpy(block + 100, "0000644", 8);
	memcpy(block + 108, "0000001", 8);
	memcpy(block + 116, "0000002", 8);
	snprintf((char *)block + 124, 12, "%s", size);
	memcpy(block + 136, "00000000003", 12);
	block[156] = (unsigned char)type;
	snprintf((char *)block + 157, 100, "%s", link);
	memcpy(block + 257, "ustar\00000", 8);
	memset(block + 148, ' ', 8);
	for (size_t i = 0; i < sizeof block; i++)
		sum += block[i];
	snprintf((char *)block + 148, 8, "%06o", sum);
	buf_add(b, block, sizeof block);
}

void tarred_sum(char *block)
{
	unsigned sum = 0;

	memset(block + 148, ' ', 8);
	for (size_t i = 0; i < 512; i++)
		sum += (unsigned char)block[i];
	snprintf(block + 148, 8, "%06o", sum);
}

void tarred_body(struct buf *b, struct str data)
{
	buf_str_add(b, data);
	while (b->n % 512)
		buf_char(b, '\0');
}

void tarred_extension(struct buf *b, char type, struct str data)
{
	char size[12];

	snprintf(size, sizeof size, "%011zo", data.n);
	tarred_header(b, type, "ext", size, "");
	tarred_body(b, data);
}

void tarred_end(struct buf *b)
{
	static const char zeros[1024];

	buf_add(b, zeros, sizeof zeros);
}

void tarred_expect(const struct buf *tar, const char *want)
{
	AUTO(buf_release) struct buf out = {0};
	struct err e;

	cr_assert_eq(tarred_list(buf_str(tar), &tarred_rules, &out, &e), 0, "%s", e.text);
	cr_assert_str_eq(buf_cstr(&out), want);
}

void tarred_refused(const struct buf *tar, enum err_kind kind, const char *text)
{
	AUTO(buf_release) struct buf out = {0};
	struct err e = {0};

	cr_assert_eq(tarred_list(buf_str(tar), &tarred_rules, &out, &e), -1, "read as %s",
		buf_cstr(&out));
	cr_assert(strstr(e.text, text), "%s instead of %s", e.text, text);
	cr_assert_eq(e.kind, kind);
}

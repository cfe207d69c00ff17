/* record - the store's small text files: fixed lines in a fixed order, closed by a checksum. */
#include "store/record.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

#include "store/draft.h"
#include "sys/fd.h"

enum {
	RECORD_BYTES_MAX = 16 * 1024,
	SUM_DIGITS = 16,
	USED_EVERY_S = 3600,
};

void record_begin(struct buf *b, const char *kind)
{
	buf_clear(b);
	buf_fmt(b, "lichen-%s 1\n", kind);
}

void record_add_text(struct buf *b, const char *key, struct str text)
{
	buf_fmt(b, "%s ", key);
	for (size_t i = 0; i < text.n; i++)
		buf_char(b, (unsigned char)text.p[i] < ' ' ? ' ' : text.p[i]);
	buf_char(b, '\n');
}

void record_add_number(struct buf *b, const char *key, uint64_t number)
{
	buf_fmt(b, "%s %llu\n", key, (unsigned long long)number);
}

void record_add_time(struct buf *b, const char *key, int64_t time_s)
{
	record_add_number(b, key, time_s > 0 ? (uint64_t)time_s : 0);
}

void record_add_digest(struct buf *b, const char *key, const struct digest *d)
{
	bool none = d->algorithm == DIGEST_NONE;

	buf_fmt(b, "%s %s\n", key, none ? "-" : digest_text(d).text);
}

static void sum_of(struct str text, char out[SUM_DIGITS + 1])
{
	struct digest d = digest_of(text.p, text.n);

	snprintf(out, SUM_DIGITS + 1, "%.*s", SUM_DIGITS, digest_hex(&d).text);
}

static void record_end(struct buf *b)
{
	char sum[SUM_DIGITS + 1];

	sum_of(buf_str(b), sum);
	buf_fmt(b, "sum %s\n", sum);
}

static int draft_record(const struct store *s, struct draft *d, struct buf *b, struct err *e)
{
	record_end(b);
	if (draft_begin(s, d, e) < 0 || fd_write_full(d->fd, b->p, b->n, e) < 0) {
		err_during(e, "writing a record of the store");
		return store_failed(e);
	}
	return 0;
}

int record_save(const struct store *s, const char *path, struct buf *b, struct err *e)
{
	AUTO(draft_release) struct draft d = DRAFT_NONE;

	return draft_record(s, &d, b, e) < 0 ? -1 : draft_commit(&d, path, e);
}

int record_save_durable(const struct store *s, const char *path, struct buf *b, struct err *e)
{
	AUTO(draft_release) struct draft d = DRAFT_NONE;

	return draft_record(s, &d, b, e) < 0 ? -1 : draft_commit_durable(&d, path, e);
}

int record_write_at(int dirfd, const char *name, struct buf *b, struct err *e)
{
	AUTO(fd_close)
	int fd = openat(dirfd, name, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, 0600);

	record_end(b);
	if (fd < 0)
		err_sys(e, "cannot write `%s` in the store", name);
	if (fd < 0 || fd_write_full(fd, b->p, b->n, e) < 0)
		return store_failed(e);
	return 0;
}

void record_reader_release(struct record_reader *r)
{
	buf_release(&r->hold);
	*r = (struct record_reader){0};
}

/* 1 read, 0 absent or too large to be one of ours. A FIFO would keep whoever opens it waiting. */
static int read_whole(
	const struct store *s, const char *path, struct record_reader *r, struct err *e)
{
	AUTO(fd_close)
	int fd = openat(s->root.fd, path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
	struct stat st;

	if (fd < 0 && (errno == ENOENT || errno == ENOTDIR))
		return 0;
	if (fd < 0 || fstat(fd, &st) < 0)
		return err_sys(e, "cannot read `%s` of the store", path);
	if (!S_ISREG(st.st_mode) || st.st_size > RECORD_BYTES_MAX)
		return 0;
	ssize_t n = fd_read_full(fd, buf_room(&r->hold, (size_t)st.st_size), (size_t)st.st_size);

	if (n < 0)
		return err_sys(e, "cannot read `%s` of the store", path);
	buf_grew(&r->hold, (size_t)n);
	r->used_s = st.st_mtim.tv_sec;
	return 1;
}

/* Takes the checksum line off the end; false when it does not fit the rest. */
static bool sum_matches(struct str *text)
{
	enum { LINE_BYTES = 4 + SUM_DIGITS + 1 }; /* "sum ", the digits, the line's end */
	char line[LINE_BYTES + 1] = "sum ";

	if (text->n < LINE_BYTES)
		return false;
	struct str body = str_upto(*text, text->n - LINE_BYTES);

	sum_of(body, line + 4);
	line[LINE_BYTES - 1] = '\n';
	if (!str_eq(str_from(*text, body.n), (struct str){line, LINE_BYTES}))
		return false;
	*text = body;
	return true;
}

int record_open(const struct store *s, const char *path, const char *kind,
	struct record_reader *out, struct err *e)
{
	char head[64];
	int got = read_whole(s, path, out, e);

	if (got <= 0)
		return got;
	snprintf(head, sizeof head, "lichen-%s 1\n", kind);
	out->rest = buf_str(&out->hold);
	if (!sum_matches(&out->rest) || !str_starts(out->rest, str_of(head)))
		return 0;
	out->rest = str_from(out->rest, strlen(head));
	out->ok = true;
	return 1;
}

struct str record_text(struct record_reader *r, const char *key)
{
	struct str line = {0}, name = {0}, value = {0};

	if (!str_cut(r->rest, '\n', &line, &r->rest) || !str_cut(line, ' ', &name, &value) ||
		!str_eq(name, str_of(key)))
		r->ok = false;
	return r->ok ? value : STR("");
}

uint64_t record_number(struct record_reader *r, const char *key)
{
	unsigned long long number = 0;

	if (!str_to_u64(record_text(r, key), &number))
		r->ok = false;
	return number;
}

int64_t record_time(struct record_reader *r, const char *key)
{
	uint64_t time_s = record_number(r, key);

	if (time_s > INT64_MAX)
		r->ok = false;
	return r->ok ? (int64_t)time_s : 0;
}

struct digest record_digest(struct record_reader *r, const char *key)
{
	struct str text = record_text(r, key);
	struct digest d = {0};
	struct err ignored;

	if (!str_eq(text, STR("-")) && digest_parse(text, &d, &ignored) < 0)
		r->ok = false;
	return d;
}

bool record_ended(const struct record_reader *r)
{
	return r->ok && r->rest.n == 0;
}

void record_used(const struct store *s, const char *path, const struct record_reader *r)
{
	int64_t now_s = time(NULL);

	/* Only a hint for pruning: on failure the record just looks older than it is. */
	if (now_s - r->used_s > USED_EVERY_S || now_s < r->used_s)
		utimensat(s->root.fd, path, NULL, AT_SYMLINK_NOFOLLOW);
}

/* tar_stream - the uncompressed bytes of a tar, block by block and within its limits. */
#include "codec/tar_stream.h"

#include <string.h>

int tar_stream_open(int fd, const struct tar_rules *rules, struct tar_stream *out, struct err *e)
{
	out->tap = rules->tap;
	out->bytes_max = rules->bytes_max;
	out->ratio_max = rules->ratio_max;
	out->bytes = 0;
	out->at = out->n = 0;
	return tar_source_new(fd, rules->head, rules->more_filters, &out->source, e);
}

void tar_stream_close(struct tar_stream *s)
{
	tar_source_free(&s->source);
}

int tar_stream_truncated(struct err *e)
{
	return err_set(e, ERR_INVALID, "a tar that is cut short");
}

/* Reads once more behind what is held; 0 at the end of the stream. */
static ssize_t read_more(struct tar_stream *s, struct err *e)
{
	if (s->at) {
		memmove(s->in, s->in + s->at, s->n - s->at);
		s->n -= s->at;
		s->at = 0;
	}
	unsigned char *to = s->in + s->n;
	ssize_t got = tar_source_read(s->source, to, sizeof s->in - s->n, e);

	if (got <= 0)
		return got;
	if (s->tap && s->tap->write(s->tap->context, to, (size_t)got, e) < 0)
		return -1;
	s->n += (size_t)got;
	s->bytes += (uint64_t)got;
	uint64_t max = s->bytes_max + s->ratio_max * tar_source_taken(s->source);

	if (s->bytes > max)
		return err_set(e, ERR_LIMIT, "a tar of over %llu bytes when uncompressed",
			(unsigned long long)max);
	return got;
}

/* 1 when `want` bytes are held, 0 when the stream ends exactly here. */
static int hold(struct tar_stream *s, size_t want, struct err *e)
{
	while (s->n - s->at < want) {
		ssize_t got = read_more(s, e);

		if (got < 0)
			return -1;
		if (got == 0)
			return s->n == s->at ? 0 : tar_stream_truncated(e);
	}
	return 1;
}

int tar_stream_block(struct tar_stream *s, const unsigned char **block, struct err *e)
{
	int there = hold(s, TAR_BLOCK_BYTES, e);

	if (there == 1) {
		*block = s->in + s->at;
		s->at += TAR_BLOCK_BYTES;
	}
	return there;
}

int tar_stream_piece(struct tar_stream *s, uint64_t left, struct str *piece, struct err *e)
{
	int there = hold(s, 1, e);

	if (there <= 0)
		return there < 0 ? -1 : tar_stream_truncated(e);
	size_t n = s->n - s->at;

	if (n > left)
		n = (size_t)left;
	*piece = (struct str){(const char *)s->in + s->at, n};
	s->at += n;
	return 0;
}

int tar_stream_skip(struct tar_stream *s, uint64_t n, struct err *e)
{
	struct str piece = {0};

	for (; n; n -= piece.n)
		if (tar_stream_piece(s, n, &piece, e) < 0)
			return -1;
	return 0;
}

/* To whoever goes on reading behind the end mark, anything but zeros would be more files. */
int tar_stream_end(struct tar_stream *s, struct err *e)
{
	int there = 1;

	while ((there = hold(s, 1, e)) == 1) {
		struct str rest = {(const char *)s->in + s->at, s->n - s->at};

		if (rest.p[0] != 0 || memcmp(rest.p, rest.p + 1, rest.n - 1) != 0)
			return err_set(e, ERR_INVALID, "something follows the end of a tar");
		s->at = s->n;
	}
	return there;
}

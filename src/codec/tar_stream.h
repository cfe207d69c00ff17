/* tar_stream - the uncompressed bytes of a tar, block by block and within its limits.
 *
 * Every byte passes here once: it is counted against the limits of struct tar_rules and shown to
 * its tap. Where the stream ends before it may is told in one way.
 *
 * Owns: its decoders until tar_stream_close; neither fd nor the tap. Fails: ERR_INVALID (cut short,
 * damaged), ERR_LIMIT, what the tap returned. Memory: one buffer. Layer: codec, for tar_read alone.
 */
#ifndef CODEC_TAR_STREAM_H
#define CODEC_TAR_STREAM_H

#include <stddef.h>
#include <stdint.h>

#include "base/attr.h"
#include "base/err.h"
#include "base/str.h"
#include "codec/tar.h"
#include "codec/tar_source.h"

enum { TAR_STREAM_BYTES = 256 * 1024 };

/* Zero is closed. */
struct tar_stream {
	struct tar_source *source;
	const struct zip_sink *tap;
	uint64_t bytes_max, ratio_max;
	uint64_t bytes; /* so far */
	size_t at, n;   /* in[at..n) is not used yet */
	unsigned char in[TAR_STREAM_BYTES];
};

MUST_CHECK int tar_stream_open(
	int fd, const struct tar_rules *rules, struct tar_stream *out, struct err *e);
void tar_stream_close(struct tar_stream *s);

/* 1 and a block (good until the next call), 0 when the stream ends exactly here. */
MUST_CHECK int tar_stream_block(struct tar_stream *s, const unsigned char **block, struct err *e);
/* The next piece of at most `left` bytes; the stream must not end before it. */
MUST_CHECK int tar_stream_piece(
	struct tar_stream *s, uint64_t left, struct str *piece, struct err *e);
MUST_CHECK int tar_stream_skip(struct tar_stream *s, uint64_t n, struct err *e);
/* Reads to the end of the stream, where there may be zeros only. */
MUST_CHECK int tar_stream_end(struct tar_stream *s, struct err *e);

int tar_stream_truncated(struct err *e); /* the error of a tar that is cut short; -1 */

#endif

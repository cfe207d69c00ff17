/* zipped - data, packed and unpacked, for the tests of compression. */
#ifndef TESTS_CODEC_ZIPPED_H
#define TESTS_CODEC_ZIPPED_H

#include "base/buf.h"
#include "codec/zip.h"

enum { MIB = 1024 * 1024 };

/* A sink that adds to a struct buf. */
int zipped_collect(void *context, const void *bytes, size_t n, struct err *e);
/* n bytes, partly text and partly noise, always the same. */
void zipped_sample(struct buf *b, size_t n);
void zipped_compress(
	enum zip_kind kind, int threads, size_t piece, struct str data, struct buf *out);
int zipped_file(struct str data); /* a descriptor at its start; the caller closes it */
int zipped_expand_fd(int fd, size_t piece, struct buf *out, struct err *e);
int zipped_expand(struct str data, struct buf *out, struct err *e);
/* Packed with one thread and with more it is the same, and unpacked it is what it was. */
void zipped_expect_round(enum zip_kind kind, size_t n);

#endif

/* zip_encoders - the two encoders behind zip_writer; nobody else includes this.
 *
 * Each cuts its input into blocks of ZIP_BLOCK_BYTES itself, so that the bytes that come out depend
 * on the bytes that go in alone: not on how they were handed over, and not on the threads.
 *
 * Owns: its threads and memory until *_free. Fails: ERR_SYS, ERR_HOST (libzstd without threads), or
 * what the sink returned. Layer: codec, for zip alone.
 */
#ifndef CODEC_ZIP_ENCODERS_H
#define CODEC_ZIP_ENCODERS_H

#include "codec/zip.h"

enum {
	ZIP_BLOCK_BYTES = 1024 * 1024,
	ZIP_THREADS_MAX = 8, /* more would outrun SHA-256, and each costs four megabytes */
	ZIP_GZIP_LEVEL = 2,  /* level 3 differs from processor to processor */
	ZIP_ZSTD_LEVEL = 3,
};

struct gzip_encoder;
struct gzip_encoder *gzip_encoder_new(int threads, const struct zip_sink *sink);
MUST_CHECK int gzip_encoder_write(
	struct gzip_encoder *g, const void *bytes, size_t n, struct err *e);
MUST_CHECK int gzip_encoder_end(struct gzip_encoder *g, struct err *e);
void gzip_encoder_free(struct gzip_encoder **g);

struct zstd_encoder;
MUST_CHECK int zstd_encoder_new(
	int threads, const struct zip_sink *sink, struct zstd_encoder **out, struct err *e);
MUST_CHECK int zstd_encoder_write(
	struct zstd_encoder *z, const void *bytes, size_t n, struct err *e);
MUST_CHECK int zstd_encoder_end(struct zstd_encoder *z, struct err *e);
void zstd_encoder_free(struct zstd_encoder **z);

#endif

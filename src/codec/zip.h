/* zip - compression both ways behind one writer and one reader.
 *
 * gzip is written by ISA-L level 2 in blocks of a fixed size (1 MiB of input), compressed on all
 * processors and joined in order: the same bytes for any number of threads.
 * The gzip header is constant (no name, no time, OS 255). zstd is written by libzstd with a worker
 * count >= 1, a fixed job size and a checksum. zip_encoding names encoder and version for records.
 *
 * Memory: bounded by threads (about 4 MiB each, at most eight), never by the size of the data.
 * Threads: the writer's own, joined by zip_writer_free. Fails: ERR_SYS, ERR_INVALID, ERR_LIMIT (a
 * zstd window over 128 MiB), ERR_HOST (libzstd without threads), what the sink returned. Layer:
 * codec.
 */
#ifndef CODEC_ZIP_H
#define CODEC_ZIP_H

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "base/attr.h"
#include "base/err.h"
#include "base/str.h"

enum zip_kind { ZIP_NONE, ZIP_GZIP, ZIP_ZSTD };

/* Bytes go out in order, from the thread that called the writer. */
struct zip_sink {
	int (*write)(void *context, const void *bytes, size_t n, struct err *e);
	void *context;
};

struct zip_writer;
MUST_CHECK int zip_writer_new(enum zip_kind kind, int threads, const struct zip_sink *sink,
	struct zip_writer **out, struct err *e);
MUST_CHECK int zip_write(struct zip_writer *w, const void *bytes, size_t n, struct err *e);
MUST_CHECK int zip_writer_end(struct zip_writer *w, struct err *e);
void zip_writer_free(struct zip_writer **w);

/* "gzip:isal-2.30.0/2/1M", "zstd:1.5.4/3", "none"; ISA-L's plain C and arm64 code, whose bytes may
 * differ, say so behind the version. Valid until the thread's next call. */
const char *zip_encoding(enum zip_kind kind);

/* Reading: the kind is told by the magic bytes. Multi-member gzip is read to its end; trailing
 * garbage, a truncated stream and a bad checksum are ERR_INVALID. */
struct zip_reader;
MUST_CHECK int zip_reader_new(int fd, struct zip_reader **out, struct err *e); /* does not own fd */
/* head: what was read from fd before, at most ZIP_HEAD_BYTES of it. */
enum { ZIP_HEAD_BYTES = 4096 };
MUST_CHECK int zip_reader_resume(struct str head, int fd, struct zip_reader **out, struct err *e);
uint64_t zip_reader_taken(const struct zip_reader *r); /* compressed bytes, so far */
enum zip_kind zip_reader_kind(const struct zip_reader *r);
MUST_CHECK ssize_t zip_read(
	struct zip_reader *r, void *bytes, size_t n, struct err *e); /* 0 at the end */
void zip_reader_free(struct zip_reader **r);

#endif

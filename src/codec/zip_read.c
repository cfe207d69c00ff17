/* zip_read - decompression: the kind told by the first bytes, everything checked to the last. */
#include <assert.h>
#include <errno.h>
#include <isa-l/igzip_lib.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <zstd.h>
#include <zstd_errors.h>

#include "base/mem.h"
#include "codec/zip.h"

enum {
	IN_BYTES = 128 * 1024,
	PIECE_BYTES = 1 << 30, /* ISA-L counts in 32 bits */
	WINDOW_LOG_MAX = 27,   /* 128 MiB: what a zstd frame may make us allocate */
	MAGIC_BYTES = 4,
};

struct zip_reader {
	int fd;
	enum zip_kind kind;
	size_t at, n; /* in[at..n) is not read yet */
	bool end;     /* of the descriptor */
	uint64_t taken;
	bool inside; /* of a gzip member or zstd frame: it must not end here */
	struct inflate_state *inflate;
	ZSTD_DCtx *zstd;
	unsigned char in[IN_BYTES];
};

static ssize_t read_some(struct zip_reader *r, void *bytes, size_t n, struct err *e)
{
	for (;;) {
		ssize_t got = read(r->fd, bytes, n);

		if (got >= 0) {
			r->taken += (uint64_t)got;
			return got;
		}
		if (errno != EINTR)
			return err_sys(e, "cannot read");
	}
}

/* More input when all of it is used up; r->end tells that there is none. */
static int refill(struct zip_reader *r, struct err *e)
{
	if (r->at < r->n || r->end)
		return 0;
	ssize_t got = read_some(r, r->in, sizeof r->in, e);

	if (got < 0)
		return -1;
	r->at = 0;
	r->n = (size_t)got;
	r->end = got == 0;
	return 0;
}

static enum zip_kind kind_of(const unsigned char *b, size_t n)
{
	if (n >= 2 && b[0] == 0x1f && b[1] == 0x8b)
		return ZIP_GZIP;
	if (n >= 4 && memcmp(b, "\x28\xb5\x2f\xfd", 4) == 0)
		return ZIP_ZSTD;
	if (n >= 4 && (b[0] & 0xf0) == 0x50 && memcmp(b + 1, "\x2a\x4d\x18", 3) == 0)
		return ZIP_ZSTD; /* a skippable frame first, as pzstd writes */
	return ZIP_NONE;
}

static int begin(struct zip_reader *r, struct err *e)
{
	while (r->n < MAGIC_BYTES && !r->end) {
		ssize_t got = read_some(r, r->in + r->n, sizeof r->in - r->n, e);

		if (got < 0)
			return -1;
		r->n += (size_t)got;
		r->end = got == 0;
	}
	r->kind = kind_of(r->in, r->n);
	if (r->kind == ZIP_GZIP)
		r->inflate = mem_alloc(sizeof *r->inflate);
	if (r->kind != ZIP_ZSTD)
		return 0;
	r->zstd = ZSTD_createDCtx();
	if (!r->zstd)
		abort(); /* out of memory, as in base/mem */
	ZSTD_DCtx_setParameter(r->zstd, ZSTD_d_windowLogMax, WINDOW_LOG_MAX);
	return 0;
}

int zip_reader_new(int fd, struct zip_reader **out, struct err *e)
{
	return zip_reader_resume(STR(""), fd, out, e);
}

int zip_reader_resume(struct str head, int fd, struct zip_reader **out, struct err *e)
{
	struct zip_reader *r = mem_alloc(sizeof *r);

	assert(head.n <= ZIP_HEAD_BYTES);
	if (head.n > 0)
		memcpy(r->in, head.p, head.n);
	r->fd = fd;
	r->n = r->taken = head.n;
	if (begin(r, e) < 0) {
		zip_reader_free(&r);
		return -1;
	}
	*out = r;
	return 0;
}

uint64_t zip_reader_taken(const struct zip_reader *r)
{
	return r->taken;
}

enum zip_kind zip_reader_kind(const struct zip_reader *r)
{
	return r->kind;
}

static int damaged(const char *format, const char *why, struct err *e)
{
	return err_set(e, ERR_INVALID, "damaged %s data: %s", format, why);
}

static ssize_t read_plain(struct zip_reader *r, void *bytes, size_t n, struct err *e)
{
	if (r->at == r->n)
		return r->end ? 0 : read_some(r, bytes, n, e);
	if (n > r->n - r->at)
		n = r->n - r->at;
	memcpy(bytes, r->in + r->at, n);
	r->at += n;
	return (ssize_t)n;
}

/* Stands before a member: 1 when one begins here, 0 at the end of the data. */
static int begin_member(struct zip_reader *r, struct err *e)
{
	if (refill(r, e) < 0)
		return -1;
	if (r->at == r->n)
		return 0;
	if (r->in[r->at] != 0x1f)
		return damaged("gzip", "something follows it", e);
	isal_inflate_init(r->inflate);
	r->inflate->crc_flag = ISAL_GZIP; /* header read, CRC and length checked by ISA-L */
	r->inside = true;
	return 1;
}

static const char *inflate_text(int result)
{
	switch (result) {
	case ISAL_INCORRECT_CHECKSUM: return "its checksum or length is wrong";
	case ISAL_INVALID_WRAPPER: return "its header is wrong";
	case ISAL_UNSUPPORTED_METHOD: return "its method is not deflate";
	default: return "its deflate stream is wrong";
	}
}

static ssize_t inflate_some(struct zip_reader *r, void *bytes, size_t n, struct err *e)
{
	struct inflate_state *s = r->inflate;

	s->next_in = r->in + r->at;
	s->avail_in = (uint32_t)(r->n - r->at);
	s->next_out = bytes;
	s->avail_out = n < PIECE_BYTES ? (uint32_t)n : PIECE_BYTES;
	uint32_t room = s->avail_out;
	int result = isal_inflate(s);

	if (result != ISAL_DECOMP_OK && result != ISAL_END_INPUT && result != ISAL_OUT_OVERFLOW)
		return damaged("gzip", inflate_text(result), e);
	r->at = r->n - s->avail_in;
	r->inside = s->block_state != ISAL_BLOCK_FINISH;
	return (ssize_t)(room - s->avail_out);
}

/* libzstd looks at a frame's first bytes itself. */
static int begin_frame(struct zip_reader *r, struct err *e)
{
	if (refill(r, e) < 0)
		return -1;
	return r->at < r->n;
}

static ssize_t unzstd_some(struct zip_reader *r, void *bytes, size_t n, struct err *e)
{
	ZSTD_inBuffer in = {r->in, r->n, r->at};
	ZSTD_outBuffer out = {bytes, n, 0};
	size_t result = ZSTD_decompressStream(r->zstd, &out, &in);

	if (ZSTD_getErrorCode(result) == ZSTD_error_frameParameter_windowTooLarge)
		return err_set(e, ERR_LIMIT, "zstd data wants a window of over %d MiB",
			1 << (WINDOW_LOG_MAX - 20));
	if (ZSTD_isError(result))
		return damaged("zstd", ZSTD_getErrorName(result), e);
	r->at = in.pos;
	r->inside = result != 0;
	return (ssize_t)out.pos;
}

/* A compressed form: members (gzip) or frames (zstd), one behind the other. */
struct form {
	const char *name;
	int (*begin)(struct zip_reader *r, struct err *e); /* 1: one begins here, 0: the end */
	ssize_t (*some)(struct zip_reader *r, void *bytes, size_t n, struct err *e);
};

static const struct form gzip = {"gzip", begin_member, inflate_some};
static const struct form zstd = {"zstd", begin_frame, unzstd_some};

static ssize_t read_form(
	struct zip_reader *r, const struct form *f, void *bytes, size_t n, struct err *e)
{
	for (;;) {
		int more = r->inside ? 1 : f->begin(r, e);

		if (more <= 0)
			return more;
		ssize_t got = f->some(r, bytes, n, e);

		if (got != 0)
			return got;
		if (!r->inside)
			continue;
		if (refill(r, e) < 0)
			return -1;
		if (r->at == r->n)
			return damaged(f->name, "it is cut short", e);
	}
}

ssize_t zip_read(struct zip_reader *r, void *bytes, size_t n, struct err *e)
{
	if (n == 0)
		return 0;
	switch (r->kind) {
	case ZIP_GZIP: return read_form(r, &gzip, bytes, n, e);
	case ZIP_ZSTD: return read_form(r, &zstd, bytes, n, e);
	case ZIP_NONE: break;
	}
	return read_plain(r, bytes, n, e);
}

void zip_reader_free(struct zip_reader **reader)
{
	if (!*reader)
		return;
	free((*reader)->inflate);
	ZSTD_freeDCtx((*reader)->zstd);
	mem_release(reader);
}

/* zip_zstd - one zstd frame with a checksum, compressed by libzstd's own threads.
 *
 * libzstd gives the same bytes for any number of workers but zero, with a fixed job size. It also
 * looks at how input arrives (a first call that is the last one is a frame of known size), so it is
 * fed whole blocks only.
 */
#include <stdlib.h>
#include <string.h>
#include <zstd.h>

#include "base/mem.h"
#include "codec/zip_encoders.h"

enum { JOB_BYTES = 2 * 1024 * 1024, OUT_BYTES = 256 * 1024 };

struct zstd_encoder {
	struct zip_sink sink;
	ZSTD_CCtx *context;
	size_t in_n;
	unsigned char in[ZIP_BLOCK_BYTES], out[OUT_BYTES];
};

static int set(struct zstd_encoder *z, ZSTD_cParameter parameter, int value, struct err *e)
{
	size_t result = ZSTD_CCtx_setParameter(z->context, parameter, value);

	if (!ZSTD_isError(result))
		return 0;
	err_set(e, ERR_HOST, "libzstd: %s", ZSTD_getErrorName(result));
	return err_hint(e, "a libzstd built with threads is needed for reproducible output");
}

int zstd_encoder_new(
	int threads, const struct zip_sink *sink, struct zstd_encoder **out, struct err *e)
{
	struct zstd_encoder *z = mem_alloc(sizeof *z);

	z->sink = *sink;
	z->context = ZSTD_createCCtx();
	if (!z->context)
		abort(); /* out of memory, as in base/mem */
	if (set(z, ZSTD_c_compressionLevel, ZIP_ZSTD_LEVEL, e) < 0 ||
		set(z, ZSTD_c_checksumFlag, 1, e) < 0 || set(z, ZSTD_c_nbWorkers, threads, e) < 0 ||
		set(z, ZSTD_c_jobSize, JOB_BYTES, e) < 0) {
		zstd_encoder_free(&z);
		return -1;
	}
	*out = z;
	return 0;
}

/* Compresses the block; with ZSTD_e_end also finishes the frame. */
static int feed(struct zstd_encoder *z, ZSTD_EndDirective how, struct err *e)
{
	ZSTD_inBuffer in = {z->in, z->in_n, 0};
	size_t left = 1;

	while (how == ZSTD_e_end ? left != 0 : in.pos < in.size) {
		ZSTD_outBuffer out = {z->out, sizeof z->out, 0};

		left = ZSTD_compressStream2(z->context, &out, &in, how);
		if (ZSTD_isError(left))
			return err_set(e, ERR_SYS, "libzstd: %s", ZSTD_getErrorName(left));
		if (out.pos && z->sink.write(z->sink.context, z->out, out.pos, e) < 0)
			return -1;
	}
	z->in_n = 0;
	return 0;
}

int zstd_encoder_write(struct zstd_encoder *z, const void *bytes, size_t n, struct err *e)
{
	const unsigned char *p = bytes;

	while (n) {
		size_t part = n < sizeof z->in - z->in_n ? n : sizeof z->in - z->in_n;

		memcpy(z->in + z->in_n, p, part);
		z->in_n += part;
		p += part;
		n -= part;
		if (z->in_n == sizeof z->in && feed(z, ZSTD_e_continue, e) < 0)
			return -1;
	}
	return 0;
}

int zstd_encoder_end(struct zstd_encoder *z, struct err *e)
{
	return feed(z, ZSTD_e_end, e);
}

void zstd_encoder_free(struct zstd_encoder **encoder)
{
	if (!*encoder)
		return;
	ZSTD_freeCCtx((*encoder)->context);
	mem_release(encoder);
}

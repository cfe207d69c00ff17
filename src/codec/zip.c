/* zip - compression behind one writer. */
#include "codec/zip.h"

#include <isa-l.h>
#include <stdio.h>
#include <zstd.h>

#include "base/mem.h"
#include "codec/zip_encoders.h"

struct zip_writer {
	enum zip_kind kind;
	struct zip_sink sink;
	struct gzip_encoder *gzip;
	struct zstd_encoder *zstd;
};

static int start(struct zip_writer *w, int threads, struct err *e)
{
	switch (w->kind) {
	case ZIP_GZIP: w->gzip = gzip_encoder_new(threads, &w->sink); return 0;
	case ZIP_ZSTD: return zstd_encoder_new(threads, &w->sink, &w->zstd, e);
	case ZIP_NONE: break;
	}
	return 0;
}

int zip_writer_new(enum zip_kind kind, int threads, const struct zip_sink *sink,
	struct zip_writer **out, struct err *e)
{
	struct zip_writer *w = mem_alloc(sizeof *w);

	w->kind = kind;
	w->sink = *sink;
	if (threads < 1)
		threads = 1;
	if (threads > ZIP_THREADS_MAX)
		threads = ZIP_THREADS_MAX;
	if (start(w, threads, e) < 0) {
		zip_writer_free(&w);
		return -1;
	}
	*out = w;
	return 0;
}

int zip_write(struct zip_writer *w, const void *bytes, size_t n, struct err *e)
{
	switch (w->kind) {
	case ZIP_GZIP: return gzip_encoder_write(w->gzip, bytes, n, e);
	case ZIP_ZSTD: return zstd_encoder_write(w->zstd, bytes, n, e);
	case ZIP_NONE: break;
	}
	return n ? w->sink.write(w->sink.context, bytes, n, e) : 0;
}

int zip_writer_end(struct zip_writer *w, struct err *e)
{
	switch (w->kind) {
	case ZIP_GZIP: return gzip_encoder_end(w->gzip, e);
	case ZIP_ZSTD: return zstd_encoder_end(w->zstd, e);
	case ZIP_NONE: break;
	}
	return 0;
}

void zip_writer_free(struct zip_writer **writer)
{
	if (!*writer)
		return;
	gzip_encoder_free(&(*writer)->gzip);
	zstd_encoder_free(&(*writer)->zstd);
	mem_release(writer);
}

/* ISA-L's level 2 gives the same bytes on all x86-64 with SSE 4.2; its plain C and other processors
 * may not, so they are other encoders by name. */
static const char *deflate_flavour(void)
{
#if defined(__x86_64__)
	__builtin_cpu_init();
	return __builtin_cpu_supports("sse4.2") ? "" : "-plain";
#elif defined(__aarch64__)
	return "-arm64";
#else
	return "-plain";
#endif
}

const char *zip_encoding(enum zip_kind kind)
{
	/* Each thread fills its own, always with the same text: libzstd tells its version only when
	 * it is asked at run time. */
	static _Thread_local char text[48];

	switch (kind) {
	case ZIP_GZIP:
		snprintf(text, sizeof text, "gzip:isal-%d.%d.%d%s/%d/1M", ISAL_MAJOR_VERSION,
			ISAL_MINOR_VERSION, ISAL_PATCH_VERSION, deflate_flavour(), ZIP_GZIP_LEVEL);
		return text;
	case ZIP_ZSTD:
		snprintf(text, sizeof text, "zstd:%s/%d", ZSTD_versionString(), ZIP_ZSTD_LEVEL);
		return text;
	case ZIP_NONE: break;
	}
	return "none";
}

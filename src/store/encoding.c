/* encoding - which blob is which layer's compressed form, so that nothing is compressed twice. */
#include "store/encoding.h"

#include <stdio.h>

#include "store/blob.h"
#include "store/place.h"
#include "store/record.h"

static const char *const suffixes[] = {
	[ZIP_NONE] = ".none", [ZIP_GZIP] = ".gzip", [ZIP_ZSTD] = ".zstd"};

enum { KINDS = sizeof suffixes / sizeof *suffixes };

static int load(const struct store *s, const char *path, struct record_reader *r,
	struct encoding *out, struct err *e)
{
	int found = record_open(s, path, "encoding", r, e);

	if (found <= 0)
		return found;
	out->blob = record_digest(r, "blob");
	out->size_bytes = record_number(r, "size-bytes");
	struct str encoder = record_text(r, "encoder");

	snprintf(out->encoder, sizeof out->encoder, "%.*s", STR_FMT(encoder));
	return record_ended(r) && out->blob.algorithm != DIGEST_NONE;
}

int encoding_load(const struct store *s, const char *path, struct digest *blob, struct err *e)
{
	AUTO(record_reader_release) struct record_reader r = {0};
	struct encoding got = {0};
	int found = load(s, path, &r, &got, e);

	*blob = got.blob;
	return found;
}

int encoding_find(const struct store *s, const struct digest *diff_id, enum zip_kind kind,
	struct encoding *out, struct err *e)
{
	AUTO(record_reader_release) struct record_reader r = {0};
	struct place at = place_of("encodings", diff_id, suffixes[kind]);
	struct encoding got = {.kind = kind};
	int found = load(s, at.path, &r, &got, e);

	if (found <= 0)
		return found;
	if (!blob_has(s, &got.blob))
		return 0;
	record_used(s, at.path, &r);
	*out = got;
	return 1;
}

int encoding_any(
	const struct store *s, const struct digest *diff_id, struct encoding *out, struct err *e)
{
	int any = 0;

	for (int kind = 0; kind < KINDS; kind++) {
		struct encoding got = {0};
		int found = encoding_find(s, diff_id, (enum zip_kind)kind, &got, e);

		if (found < 0)
			return -1;
		if (found == 0 || (any && got.encoder[0]))
			continue;
		*out = got;
		any = 1;
		if (!got.encoder[0])
			return 1;
	}
	return any;
}

int encoding_put(const struct store *s, const struct digest *diff_id,
	const struct encoding *encoding, struct err *e)
{
	AUTO(buf_release) struct buf text = {0};
	struct place at = place_of("encodings", diff_id, suffixes[encoding->kind]);

	record_begin(&text, "encoding");
	record_add_digest(&text, "blob", &encoding->blob);
	record_add_number(&text, "size-bytes", encoding->size_bytes);
	record_add_text(&text, "encoder", str_of(encoding->encoder));
	return record_save(s, at.path, &text, e);
}

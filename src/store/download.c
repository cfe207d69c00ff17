/* download - what a URL gave the last time: which blob, and how to ask whether it still does. */
#include "store/download.h"

#include "base/mem.h"
#include "store/blob.h"
#include "store/place.h"
#include "store/record.h"

static struct place place_of_url(struct str url)
{
	AUTO(hasher_release) struct hasher h = {0};

	hasher_begin(&h, DIGEST_SHA256);
	hasher_field(&h, "url", url);
	struct digest d = hasher_end(&h);

	return place_of("downloads", &d, "");
}

/* The time is kept plus one, so that 0 is none. */
static int load(const struct store *s, const char *path, struct record_reader *r,
	struct download *out, struct err *e)
{
	int found = record_open(s, path, "download", r, e);

	if (found <= 0)
		return found;
	(void)record_text(r, "url");
	out->blob = record_digest(r, "blob");
	out->modified_s = record_time(r, "modified") - 1;
	out->dated = record_number(r, "dated") == 1;
	struct str etag = record_text(r, "etag");

	out->etag = etag.n > 0 ? str_dup(etag) : NULL;
	if (record_ended(r) && out->blob.algorithm != DIGEST_NONE)
		return 1;
	download_release(out);
	return 0;
}

int download_load(const struct store *s, const char *path, struct digest *blob, struct err *e)
{
	AUTO(record_reader_release) struct record_reader r = {0};
	AUTO(download_release) struct download d = {0};
	int found = load(s, path, &r, &d, e);

	*blob = d.blob;
	return found;
}

int download_find(const struct store *s, struct str url, struct download *out, struct err *e)
{
	AUTO(record_reader_release) struct record_reader r = {0};
	struct place at = place_of_url(url);
	int found = load(s, at.path, &r, out, e);

	if (found <= 0)
		return found;
	if (!blob_has(s, &out->blob)) {
		download_release(out);
		return 0;
	}
	record_used(s, at.path, &r);
	return 1;
}

int download_put(const struct store *s, struct str url, struct str shown,
	const struct download *download, struct err *e)
{
	AUTO(buf_release) struct buf text = {0};
	struct place at = place_of_url(url);

	record_begin(&text, "download");
	record_add_text(&text, "url", shown);
	record_add_digest(&text, "blob", &download->blob);
	record_add_time(&text, "modified", download->modified_s + 1);
	record_add_number(&text, "dated", download->dated);
	record_add_text(&text, "etag", str_of(download->etag));
	return record_save(s, at.path, &text, e);
}

void download_release(struct download *d)
{
	mem_release(&d->etag);
	*d = (struct download){.modified_s = -1};
}

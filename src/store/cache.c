/* cache - step records and remembered facts. */
#include "store/cache.h"

#include <stdio.h>

#include "store/place.h"
#include "store/record.h"
#include "store/snap.h"

/* False for a record that is not whole. */
static bool step_parse(struct record_reader *r, struct step_record *out)
{
	*out = (struct step_record){0};
	out->diff_id = record_digest(r, "diff-id");
	out->tar_bytes = record_number(r, "tar-bytes");
	out->disk_bytes = record_number(r, "disk-bytes");
	out->made_s = record_time(r, "made-s");
	struct str what = record_text(r, "what");

	snprintf(out->what, sizeof out->what, "%.*s", STR_FMT(what));
	return record_ended(r) && out->diff_id.algorithm != DIGEST_NONE;
}

static int load_step(const struct store *s, const char *path, struct record_reader *r,
	struct step_record *out, struct err *e)
{
	int found = record_open(s, path, "step", r, e);

	return found <= 0 ? found : step_parse(r, out);
}

int cache_load(const struct store *s, const char *path, struct step_record *out, struct err *e)
{
	AUTO(record_reader_release) struct record_reader r = {0};

	return load_step(s, path, &r, out, e);
}

int cache_find(
	const struct store *s, const struct digest *key, struct step_record *out, struct err *e)
{
	AUTO(record_reader_release) struct record_reader r = {0};
	struct place at = place_of("steps", key, "");
	int found = load_step(s, at.path, &r, out, e);

	if (found <= 0)
		return found;
	if (!snap_has(s, &out->diff_id))
		return 0;
	record_used(s, at.path, &r);
	return 1;
}

int cache_put(const struct store *s, const struct digest *key, const struct step_record *record,
	struct err *e)
{
	AUTO(buf_release) struct buf text = {0};
	struct place at = place_of("steps", key, "");

	record_begin(&text, "step");
	record_add_digest(&text, "diff-id", &record->diff_id);
	record_add_number(&text, "tar-bytes", record->tar_bytes);
	record_add_number(&text, "disk-bytes", record->disk_bytes);
	record_add_time(&text, "made-s", record->made_s);
	record_add_text(&text, "what", str_of(record->what));
	return record_save(s, at.path, &text, e);
}

static int load_fact(const struct store *s, const char *path, struct record_reader *r,
	struct digest *answer, struct err *e)
{
	int found = record_open(s, path, "fact", r, e);

	if (found <= 0)
		return found;
	*answer = record_digest(r, "answer");
	return record_ended(r) && answer->algorithm != DIGEST_NONE;
}

int fact_load(const struct store *s, const char *path, struct digest *answer, struct err *e)
{
	AUTO(record_reader_release) struct record_reader r = {0};

	return load_fact(s, path, &r, answer, e);
}

int fact_find(
	const struct store *s, const struct digest *question, struct digest *answer, struct err *e)
{
	AUTO(record_reader_release) struct record_reader r = {0};
	struct place at = place_of("facts", question, "");
	int found = load_fact(s, at.path, &r, answer, e);

	if (found > 0)
		record_used(s, at.path, &r);
	return found;
}

int fact_put(const struct store *s, const struct digest *question, const struct digest *answer,
	struct err *e)
{
	AUTO(buf_release) struct buf text = {0};
	struct place at = place_of("facts", question, "");

	record_begin(&text, "fact");
	record_add_digest(&text, "answer", answer);
	return record_save(s, at.path, &text, e);
}

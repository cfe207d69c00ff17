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
	uint64_t made_s = record_number(r, "made-s");

	if (made_s > INT64_MAX)
		r->ok = false;
	out->made_s = (int64_t)made_s;
	struct str what = record_text(r, "what");

	snprintf(out->what, sizeof out->what, "%.*s", STR_FMT(what));
	return record_ended(r) && out->diff_id.algorithm != DIGEST_NONE;
}

int cache_find(
	const struct store *s, const struct digest *key, struct step_record *out, struct err *e)
{
	AUTO(record_reader_release) struct record_reader r = {0};
	struct place at = place_of("steps", key, "");
	struct step_record got;
	int found = record_open(s, at.path, "step", &r, e);

	if (found <= 0)
		return found;
	if (!step_parse(&r, &got) || !snap_has(s, &got.diff_id))
		return 0;
	record_used(s, at.path, &r);
	*out = got;
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
	record_add_number(&text, "made-s", record->made_s > 0 ? (uint64_t)record->made_s : 0);
	record_add_text(&text, "what", str_of(record->what));
	return record_save(s, at.path, &text, e);
}

int fact_find(
	const struct store *s, const struct digest *question, struct digest *answer, struct err *e)
{
	AUTO(record_reader_release) struct record_reader r = {0};
	struct place at = place_of("facts", question, "");
	int found = record_open(s, at.path, "fact", &r, e);

	if (found <= 0)
		return found;
	struct digest got = record_digest(&r, "answer");

	if (!record_ended(&r) || got.algorithm == DIGEST_NONE)
		return 0;
	record_used(s, at.path, &r);
	*answer = got;
	return 1;
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

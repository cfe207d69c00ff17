/* cache_flags - `--cache-from` and `--cache-to`, in docker's forms, judged and nothing more. */
#include "cli/cache_flags.h"

#include <stdbool.h>
#include <string.h>

#include "base/buf.h"
#include "base/map.h"
#include "codec/ref.h"
#include "plan/csv.h"

enum { FROM = 1 << CACHE_FROM, TO = 1 << CACHE_TO };

/* What docker's builder knows, in which direction, and what it cannot do without. */
static const struct {
	const char *name;
	unsigned ways;
	const char *needed_from[3], *needed_to[3];
} types[] = {
	{"registry", FROM | TO, {"ref"}, {"ref"}},
	{"local", FROM | TO, {"src"}, {"dest"}},
	{"gha", FROM | TO, {NULL}, {NULL}},
	{"s3", FROM | TO, {"region", "bucket"}, {"region", "bucket"}},
	{"azblob", FROM | TO, {"account_url"}, {"account_url"}},
	{"inline", TO, {NULL}, {NULL}},
};
enum { TYPES = sizeof types / sizeof *types };

static const char *const booleans[] = {
	"ignore-error", "oci-mediatypes", "image-manifest", "force-compression"};

/* One option in hand. */
struct flag_text {
	const char *name; /* "--cache-to" */
	enum cache_way way;
	struct str text;
	struct map pairs; /* keys in lower case, borrowed values */
};

static void flag_text_release(struct flag_text *f)
{
	map_release(&f->pairs);
}

/* The option as it was written, with the part in question marked; -1. */
static int point_at(const struct flag_text *f, struct str part, struct err *e)
{
	const char *found = part.n > 0 ? memmem(f->text.p, f->text.n, part.p, part.n) : NULL;
	size_t at = found ? (size_t)(found - f->text.p) : f->text.n;
	AUTO(buf_release) struct buf b = {0};

	buf_fmt(&b, "%s %.*s\n%*s", f->name, STR_FMT(f->text), (int)(strlen(f->name) + 1 + at), "");
	for (size_t i = 0; i < (found ? part.n : 1); i++)
		buf_char(&b, '^');
	return err_hint(e, "%s", buf_cstr(&b));
}

static int bad_value(const struct flag_text *f, const char *key, struct str value,
	const char *known, struct err *e)
{
	err_set(e, ERR_USAGE, "%s: `%s` is %s, not `%.*s`", f->name, key, known, STR_FMT(value));
	return point_at(f, value, e);
}

static int check_type(const struct flag_text *f, struct str type, size_t *found, struct err *e)
{
	struct str names[TYPES];

	for (*found = 0; *found < TYPES; ++*found) {
		names[*found] = str_of(types[*found].name);
		if (!str_eq(type, names[*found]))
			continue;
		if (types[*found].ways & 1u << f->way)
			return 0;
		err_set(e, ERR_USAGE, "%s: an inline cache comes with its image: name that",
			f->name);
		return err_hint(e, "%s type=registry,ref=NAME", f->name);
	}
	struct str nearest = str_nearest(type, names, TYPES);

	err_set(e, ERR_USAGE,
		"%s: `type` is registry, local, gha, s3, azblob or inline, not `%.*s`", f->name,
		STR_FMT(type));
	if (nearest.n > 0)
		return err_hint(e, "did you mean `%.*s`?", STR_FMT(nearest));
	return point_at(f, type, e);
}

static int check_needed(const struct flag_text *f, size_t type, struct err *e)
{
	const char *const *keys =
		f->way == CACHE_TO ? types[type].needed_to : types[type].needed_from;

	for (size_t i = 0; i < 3 && keys[i]; i++) {
		const struct str *value = map_get(&f->pairs, str_of(keys[i]));

		if (value && value->n > 0)
			continue;
		err_set(e, ERR_USAGE, "%s: type=%s needs %s=", f->name, types[type].name, keys[i]);
		return point_at(f, STR(""), e);
	}
	return 0;
}

static bool is_boolean(struct str s)
{
	return str_eq_nocase(s, STR("true")) || str_eq_nocase(s, STR("false")) ||
	       str_eq(s, STR("1")) || str_eq(s, STR("0"));
}

static int check_values(const struct flag_text *f, struct err *e)
{
	const struct str *mode = map_get(&f->pairs, STR("mode"));
	const struct str *ref = map_get(&f->pairs, STR("ref"));
	AUTO(ref_release) struct ref parsed = {0};

	if (mode && !str_eq(*mode, STR("min")) && !str_eq(*mode, STR("max")))
		return bad_value(f, "mode", *mode, "min or max", e);
	for (size_t i = 0; i < sizeof booleans / sizeof *booleans; i++) {
		const struct str *value = map_get(&f->pairs, str_of(booleans[i]));

		if (value && !is_boolean(*value))
			return bad_value(f, booleans[i], *value, "true or false", e);
	}
	if (ref && ref_parse(*ref, &parsed, e) < 0) {
		e->kind = ERR_USAGE;
		err_during(e, "reading %s", f->name);
		return point_at(f, *ref, e);
	}
	return 0;
}

static int add_pair(struct flag_text *f, struct str field, struct err *e)
{
	AUTO(buf_release) struct buf lower = {0};
	struct str key = STR("");
	struct str value = STR("");

	if (!str_cut(field, '=', &key, &value)) {
		err_set(e, ERR_USAGE, "%s: `%.*s` has no value", f->name, STR_FMT(field));
		return point_at(f, field, e);
	}
	for (size_t i = 0; i < key.n; i++)
		buf_char(&lower,
			key.p[i] >= 'A' && key.p[i] <= 'Z' ? (char)(key.p[i] | 0x20) : key.p[i]);
	map_set(&f->pairs, buf_str(&lower), value);
	return 0;
}

static bool are_references(const struct strs *fields)
{
	for (size_t i = 0; i < fields->n; i++)
		if (str_find(fields->p[i], '=') < fields->p[i].n)
			return false;
	return true;
}

static int check_references(struct flag_text *f, const struct strs *fields, struct err *e)
{
	for (size_t i = 0; i < fields->n; i++) {
		map_set(&f->pairs, STR("ref"), fields->p[i]);
		if (check_values(f, e) < 0)
			return -1;
	}
	return 0;
}

static int check_pairs(struct flag_text *f, const struct strs *fields, struct err *e)
{
	size_t type = 0;

	for (size_t i = 0; i < fields->n; i++)
		if (add_pair(f, fields->p[i], e) < 0)
			return -1;
	const struct str *name = map_get(&f->pairs, STR("type"));

	if (!name) {
		err_set(e, ERR_USAGE, "%s: there is no type=", f->name);
		return point_at(f, f->text, e);
	}
	if (check_type(f, *name, &type, e) < 0 || check_needed(f, type, e) < 0)
		return -1;
	return check_values(f, e);
}

static int check_one(struct flag_text *f, struct err *e)
{
	AUTO(strs_release) struct strs fields = {0};

	if (f->text.n == 0)
		return err_set(e, ERR_USAGE, "%s is empty", f->name);
	if (csv_read(f->text, &fields, e) < 0) {
		err_clear(e);
		err_set(e, ERR_USAGE, "%s: its quotes do not fit", f->name);
		return point_at(f, f->text, e);
	}
	return are_references(&fields) ? check_references(f, &fields, e)
				       : check_pairs(f, &fields, e);
}

int cache_flags_check(const struct strs *options, enum cache_way way, struct err *e)
{
	for (size_t i = 0; i < options->n; i++) {
		AUTO(flag_text_release)
		struct flag_text f = {.name = way == CACHE_TO ? "--cache-to" : "--cache-from",
			.way = way,
			.text = options->p[i]};

		if (check_one(&f, e) < 0)
			return -1;
	}
	return 0;
}

/* mount_flag - one --mount=type=T,key=value,... of RUN: its grammar, defaults and refusals. */
#include "plan/mount_flag.h"

#include <stddef.h>

#include "base/strs.h"
#include "lang/diag.h"
#include "lang/value.h"
#include "plan/csv.h"
#include "plan/size.h"

static const struct str types[] = {[MOUNT_BIND] = STR("bind"),
	[MOUNT_CACHE] = STR("cache"),
	[MOUNT_TMPFS] = STR("tmpfs"),
	[MOUNT_SECRET] = STR("secret"),
	[MOUNT_SSH] = STR("ssh")};

static const struct str sharings[] = {[SHARING_SHARED] = STR("shared"),
	[SHARING_PRIVATE] = STR("private"),
	[SHARING_LOCKED] = STR("locked")};

enum { TYPES = sizeof types / sizeof *types, SHARINGS = sizeof sharings / sizeof *sharings };

const char *mount_type_name(enum mount_type type)
{
	return types[type].p;
}

const char *cache_sharing_name(enum cache_sharing sharing)
{
	return sharings[sharing].p;
}

/* One field of a flag. */
struct field {
	struct str text, key, value; /* value expanded */
	struct mount_flag *mount;
};

static size_t position(struct str word, const struct str *list, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (str_eq_nocase(word, list[i]))
			return i;
	return n;
}

static int set_type(const struct field *f, struct err *e)
{
	size_t type = position(f->value, types, TYPES);

	if (type == TYPES)
		return diag(e, MOUNT_TYPE, .a = f->value, .c = str_nearest(f->value, types, TYPES));
	f->mount->type = (enum mount_type)type;
	return 0;
}

static int set_sharing(const struct field *f, struct err *e)
{
	size_t sharing = position(f->value, sharings, SHARINGS);

	if (sharing == SHARINGS)
		return diag(e, MOUNT_SHARING, .a = f->value,
			.c = str_nearest(f->value, sharings, SHARINGS));
	f->mount->sharing = (enum cache_sharing)sharing;
	f->mount->sharing_set = true;
	return 0;
}

static int read_bool(const struct field *f, bool *out, struct err *e)
{
	if (value_bool(f->value, out))
		return 0;
	return diag(e, MOUNT_VALUE, .a = f->key, .b = f->value);
}

static int set_read_only(const struct field *f, struct err *e)
{
	f->mount->access_set = true;
	return read_bool(f, &f->mount->read_only, e);
}

static int set_read_write(const struct field *f, struct err *e)
{
	bool write = false;

	if (read_bool(f, &write, e) < 0)
		return -1;
	f->mount->access_set = true;
	f->mount->read_only = !write;
	return 0;
}

static int set_required(const struct field *f, struct err *e)
{
	return read_bool(f, &f->mount->required, e);
}

static int set_size(const struct field *f, struct err *e)
{
	if (size_parse(f->value, &f->mount->size_bytes))
		return 0;
	return diag(e, MOUNT_VALUE, .a = f->key, .b = f->value);
}

static int read_number(const struct field *f, unsigned base, uint32_t *out, struct err *e)
{
	uint64_t n = 0;

	for (size_t i = 0; i < f->value.n; i++) {
		unsigned digit = (unsigned char)f->value.p[i] - (unsigned)'0';

		if (digit >= base || n > UINT32_MAX)
			return diag(e, MOUNT_NUMBER, .a = f->key, .b = f->value);
		n = n * base + digit;
	}
	if (f->value.n == 0 || n > UINT32_MAX)
		return diag(e, MOUNT_NUMBER, .a = f->key, .b = f->value);
	*out = (uint32_t)n;
	return 0;
}

static int set_mode(const struct field *f, struct err *e)
{
	f->mount->mode_set = true;
	return read_number(f, 8, &f->mount->mode, e);
}

static int set_uid(const struct field *f, struct err *e)
{
	f->mount->uid_set = true;
	return read_number(f, 10, &f->mount->uid, e);
}

static int set_gid(const struct field *f, struct err *e)
{
	f->mount->gid_set = true;
	return read_number(f, 10, &f->mount->gid, e);
}

enum { ANY = 0xff, SECRET = 1 << MOUNT_SECRET, SSH = 1 << MOUNT_SSH, TMPFS = 1 << MOUNT_TMPFS };

/* A key whose value is kept as it is. */
#define TEXT(name, member)                                                                         \
	{                                                                                          \
		STR(name), ANY, false, NULL, offsetof(struct mount_flag, member)                   \
	}

/* Every key once: the types that know it when it is read, and what it may be without a value. */
static const struct key {
	struct str name;
	unsigned types;
	bool bare;
	int (*set)(const struct field *, struct err *); /* NULL: a text */
	size_t text;                                    /* its place in struct mount_flag */
} keys[] = {
	{STR("type"), ANY, false, set_type},
	TEXT("from", from),
	TEXT("source", source),
	TEXT("src", source),
	TEXT("target", target),
	TEXT("dst", target),
	TEXT("destination", target),
	{STR("readonly"), ANY, true, set_read_only},
	{STR("ro"), ANY, true, set_read_only},
	{STR("readwrite"), ANY, true, set_read_write},
	{STR("rw"), ANY, true, set_read_write},
	{STR("required"), SECRET | SSH, true, set_required},
	{STR("size"), TMPFS, false, set_size},
	TEXT("id", id),
	TEXT("env", env),
	{STR("sharing"), ANY, false, set_sharing},
	{STR("mode"), ANY, false, set_mode},
	{STR("uid"), ANY, false, set_uid},
	{STR("gid"), ANY, false, set_gid},
};

enum { KEYS = sizeof keys / sizeof *keys };

static const struct key *find_key(struct str name)
{
	for (size_t i = 0; i < KEYS; i++)
		if (str_eq_nocase(name, keys[i].name))
			return &keys[i];
	return NULL;
}

static int unknown_key(const struct field *f, struct err *e)
{
	struct str names[KEYS];

	for (size_t i = 0; i < KEYS; i++)
		names[i] = keys[i].name;
	return diag(e, MOUNT_KEY, .a = f->key, .b = f->text, .c = str_nearest(f->key, names, KEYS));
}

/* podman's own words are met in Dockerfiles that only it has built. */
static struct str foreign_word(struct str word)
{
	static const struct str words[] = {{"z", 1}, {"Z", 1}, {"U", 1}, {"tmpcopyup", 9},
		{"notmpcopyup", 11}, {"nosuid", 6}, {"nodev", 5}, {"noexec", 6}};

	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		if (str_eq(word, words[i]))
			return word;
	return STR("");
}

static int take_field(struct field *f, bool has_value, struct err *e)
{
	const struct key *key = find_key(f->key);

	if (!has_value && (!key || !key->bare))
		return diag(e, MOUNT_PAIR, .a = f->text, .c = foreign_word(f->text));
	if (!key)
		return unknown_key(f, e);
	if (!(key->types & 1U << f->mount->type))
		return diag(e, MOUNT_KEY_TYPE, .a = key->name, .b = types[f->mount->type]);
	if (!has_value)
		f->value = STR("true");
	if (key->set)
		return key->set(f, e);
	*(struct str *)(void *)((char *)f->mount + key->text) = f->value;
	return 0;
}

static int refuse_owner(const struct mount_flag *m, struct err *e)
{
	const struct {
		bool set;
		struct str name;
	} owner[] = {
		{m->mode_set, STR("mode")}, {m->uid_set, STR("uid")}, {m->gid_set, STR("gid")}};

	if (m->type != MOUNT_BIND && m->type != MOUNT_TMPFS)
		return 0;
	for (size_t i = 0; i < sizeof owner / sizeof *owner; i++)
		if (owner[i].set)
			return diag(e, MOUNT_OWNER, .a = owner[i].name, .b = types[m->type]);
	return 0;
}

static int refuse_secret(const struct mount_flag *m, struct err *e)
{
	const char *why = NULL;

	if (m->from.n > 0)
		why = "secret mount should not have a from";
	else if (m->sharing_set)
		why = "secret mount should not define sharing";
	else if (m->source.n == 0 && m->target.n == 0 && m->id.n == 0)
		why = "invalid secret mount. one of source, target required";
	else if (m->source.n > 0 && m->id.n > 0)
		why = "both source and id can't be set";
	return why ? diag(e, MOUNT_SECRET, .a = str_of(why)) : 0;
}

static int finish(struct mount_flag *m, struct err *e)
{
	if (refuse_owner(m, e) < 0)
		return -1;
	if (!m->access_set)
		m->read_only = m->type != MOUNT_CACHE && m->type != MOUNT_TMPFS;
	if (m->type == MOUNT_SECRET)
		return refuse_secret(m, e);
	if (m->env.p)
		return diag(e, MOUNT_KEY_TYPE, .a = STR("env"), .b = types[m->type]);
	if (m->sharing_set && m->type != MOUNT_CACHE)
		return diag(e, MOUNT_SHARING_TYPE, .a = types[m->type]);
	if (m->type == MOUNT_SSH && m->source.n > 0)
		return diag(e, MOUNT_SSH_SOURCE);
	return 0;
}

static bool has_variable(struct str s)
{
	return str_find(s, '$') + 1 < s.n;
}

/* `from` is taken as it stands: what has a `$` was refused before. */
static int parse_field(struct str text, const struct mount_expander *expander,
	struct mount_flag *out, struct err *e)
{
	struct field f = {.text = text, .mount = out};
	bool has_value = str_cut(text, '=', &f.key, &f.value);

	if (has_value && expander->expand(expander->context, f.value, &f.value, e) < 0)
		return -1;
	return take_field(&f, has_value, e);
}

int mount_flag_from(struct str flag, struct buf *from, struct err *e)
{
	AUTO(strs_release) struct strs fields = {0};

	if (csv_read(flag, &fields, e) < 0)
		return -1;
	for (size_t i = 0; i < fields.n; i++) {
		struct str key, value;

		if (!str_cut(fields.p[i], '=', &key, &value) || !str_eq_nocase(key, STR("from")))
			continue;
		if (has_variable(value))
			return diag(e, MOUNT_FROM_VARIABLE, .a = value);
		buf_clear(from);
		buf_str_add(from, value);
	}
	return 0;
}

int mount_flag_parse(struct str flag, const struct mount_expander *expander, struct mount_flag *out,
	struct err *e)
{
	AUTO(strs_release) struct strs fields = {0};

	*out = (struct mount_flag){.type = MOUNT_BIND};
	if (csv_read(flag, &fields, e) < 0)
		return -1;
	for (size_t i = 0; i < fields.n; i++)
		if (parse_field(fields.p[i], expander, out, e) < 0)
			return -1;
	return finish(out, e);
}

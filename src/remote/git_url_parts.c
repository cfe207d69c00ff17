/* git_url_parts - what follows the place of a repository in its URL: `?query` and `#ref:subdir`. */
#include "remote/git_url_parts.h"

#include <string.h>

#include "base/ascii.h"
#include "lang/value.h"

#define TAGS "refs/tags/"
#define BRANCHES "refs/heads/"

/* The query as it is read, before the parts are held against each other. */
struct options {
	const char *ref, *subdir, *tag, *branch, *checksum;
	const char *submodules, *keep_git_dir, *mtime, *fetch_by_commit;
	const char *commit; /* an alias of checksum */
};

static const struct {
	struct str key;
	size_t offset;
	bool may_be_empty;
} keys[] = {
	{{"ref", 3}, offsetof(struct options, ref), false},
	{{"tag", 3}, offsetof(struct options, tag), false},
	{{"branch", 6}, offsetof(struct options, branch), false},
	{{"subdir", 6}, offsetof(struct options, subdir), false},
	{{"checksum", 8}, offsetof(struct options, checksum), false},
	{{"commit", 6}, offsetof(struct options, commit), false},
	{{"mtime", 5}, offsetof(struct options, mtime), false},
	{{"keep-git-dir", 12}, offsetof(struct options, keep_git_dir), true},
	{{"submodules", 10}, offsetof(struct options, submodules), true},
	{{"fetch-by-commit", 15}, offsetof(struct options, fetch_by_commit), true},
};

bool git_is_hex(struct str s)
{
	for (size_t i = 0; i < s.n; i++)
		if (ascii_hex(s.p[i]) < 0)
			return false;
	return s.n > 0;
}

bool git_is_object_name(struct str s)
{
	for (size_t i = 0; i < s.n; i++)
		if (ascii_is_upper(s.p[i]))
			return false;
	return (s.n == 40 || s.n == 64) && git_is_hex(s);
}

static int one_byte(struct str s, size_t *i, bool query, struct err *e)
{
	int high, low;

	if (query && s.p[*i] == '+')
		return ' ';
	if (s.p[*i] != '%')
		return (unsigned char)s.p[*i];
	high = *i + 2 < s.n ? ascii_hex(s.p[*i + 1]) : -1;
	low = *i + 2 < s.n ? ascii_hex(s.p[*i + 2]) : -1;
	if (high < 0 || low < 0)
		return err_set(e, ERR_INVALID, "a `%%` in a URL without two hex digits");
	*i += 2;
	return high * 16 + low;
}

int git_url_decode(struct str s, bool query, struct buf *out, struct err *e)
{
	for (size_t i = 0; i < s.n; i++) {
		int c = one_byte(s, &i, query, e);

		if (c < 0)
			return -1;
		if (ascii_is_control((char)c))
			return err_set(e, ERR_INVALID,
				"a control character in the URL of a git repository");
		buf_char(out, (char)c);
	}
	return 0;
}

static int keep(struct str s, bool query, struct git_url *out, const char **kept, struct err *e)
{
	AUTO(buf_release) struct buf plain = {0};

	if (git_url_decode(s, query, &plain, e) < 0)
		return -1;
	*kept = arena_str(&out->arena, buf_str(&plain));
	return 0;
}

static int set_key(
	struct str key, struct str value, struct options *o, struct git_url *out, struct err *e)
{
	for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
		const char **field = (const char **)(void *)((char *)o + keys[i].offset);

		if (!str_eq(keys[i].key, key))
			continue;
		if (*field)
			return err_set(
				e, ERR_INVALID, "query \"%.*s\" has multiple values", STR_FMT(key));
		if (value.n == 0 && !keys[i].may_be_empty)
			return err_set(e, ERR_INVALID, "query \"%.*s\" has no value", STR_FMT(key));
		return keep(value, true, out, field, e);
	}
	err_set(e, ERR_INVALID, "unexpected query \"%.*s\"", STR_FMT(key));
	return err_hint(e, "git URLs know ref, tag, branch, commit, checksum, subdir, submodules,"
			   " keep-git-dir, mtime and fetch-by-commit");
}

static int read_query(struct str query, struct options *o, struct git_url *out, struct err *e)
{
	while (query.n > 0) {
		struct str field, key, value;

		str_cut(query, '&', &field, &query);
		str_cut(field, '=', &key, &value);
		if (field.n > 0 && set_key(key, value, o, out, e) < 0)
			return -1;
	}
	return 0;
}

static int settle(const char *what, const char **held, const char *given, struct err *e)
{
	if (!given)
		return 0;
	if (*held && strcmp(*held, given) != 0)
		return err_set(
			e, ERR_INVALID, "%s conflicts: \"%s\" vs \"%s\"", what, *held, given);
	*held = given;
	return 0;
}

static const char *with_prefix(const char *prefix, const char *name, struct git_url *out)
{
	AUTO(buf_release) struct buf full = {0};

	if (!name || str_starts(str_of(name), str_of(prefix)))
		return name;
	buf_fmt(&full, "%s%s", prefix, name);
	return arena_str(&out->arena, buf_str(&full));
}

static int read_switch(const char *name, const char *text, int *on, struct err *e)
{
	bool value = true;

	if (!text)
		return 0;
	if (*text && !value_bool(str_of(text), &value))
		return err_set(e, ERR_INVALID, "invalid %s value: \"%s\"", name, text);
	*on = value;
	return 0;
}

/* fetch-by-commit is how a repository is always fetched, where its server lets it. */
static int read_switches(const struct options *o, struct git_url *out, struct err *e)
{
	int ignored = 0;

	if (read_switch("keep-git-dir", o->keep_git_dir, &out->keep_git_dir, e) < 0 ||
		read_switch("submodules", o->submodules, &out->submodules, e) < 0 ||
		read_switch("fetch-by-commit", o->fetch_by_commit, &ignored, e) < 0)
		return -1;
	out->checkout_times = o->mtime && strcmp(o->mtime, "checkout") == 0;
	if (o->mtime && !out->checkout_times && strcmp(o->mtime, "commit") != 0)
		return err_set(e, ERR_INVALID, "invalid mtime value: \"%s\"", o->mtime);
	return 0;
}

const char *git_ref_fault(struct str ref)
{
	static const char forbidden[] = " ~^:?*[\\";

	if (ref.n == 0 || ref.n > GIT_REF_BYTES_MAX)
		return "is empty or too long";
	if (ref.p[0] == '-' || ref.p[0] == '/' || ref.p[0] == '.' || ref.p[0] == '+')
		return "begins with a character that no ref begins with";
	if (str_ends(ref, STR("/")) || str_ends(ref, STR(".")) || str_ends(ref, STR(".lock")))
		return "ends as no ref does";
	for (size_t i = 0; i < ref.n; i++) {
		struct str rest = str_from(ref, i);

		if (strchr(forbidden, ref.p[i]) || ascii_is_control(ref.p[i]))
			return "has a character that no ref has";
		if (str_starts(rest, STR("..")) || str_starts(rest, STR("@{")) ||
			str_starts(rest, STR("//")) || str_starts(rest, STR("/.")))
			return "has characters in a row that no ref has";
	}
	return NULL;
}

static int check_ref(const char *ref, struct err *e)
{
	const char *fault = ref ? git_ref_fault(str_of(ref)) : NULL;

	return fault ? err_set(e, ERR_INVALID, "the git ref `%s` %s", ref, fault) : 0;
}

static int clean_subdir(struct git_url *out, struct err *e)
{
	AUTO(buf_release) struct buf clean = {0};
	struct str rest = str_of(out->subdir);

	if (rest.n > GIT_SUBDIR_BYTES_MAX)
		return err_set(e, ERR_LIMIT, "the subdir of a git URL is over %d bytes long",
			GIT_SUBDIR_BYTES_MAX);
	while (rest.n > 0) {
		struct str part;

		str_cut(rest, '/', &part, &rest);
		if (part.n == 0 || str_eq(part, STR(".")))
			continue;
		if (str_eq(part, STR("..")))
			return err_set(e, ERR_INVALID,
				"the subdir `%s` of a git URL leads out of the repository",
				out->subdir);
		if (str_eq_nocase(part, STR(".git")))
			return err_set(e, ERR_INVALID,
				"the subdir `%s` of a git URL is not part of the repository's "
				"files",
				out->subdir);
		buf_fmt(&clean, "%s%.*s", clean.n ? "/" : "", STR_FMT(part));
	}
	out->subdir = clean.n ? arena_str(&out->arena, buf_str(&clean)) : NULL;
	return 0;
}

static int lower_checksum(struct git_url *out, struct err *e)
{
	if (!out->checksum)
		return 0;
	if (!git_is_hex(str_of(out->checksum)) || strlen(out->checksum) > 64)
		return err_set(e, ERR_INVALID,
			"invalid checksum %s for Git URL, expected hex commit hash", out->checksum);
	out->checksum = arena_lower(&out->arena, str_of(out->checksum)).p;
	return 0;
}

static int settle_all(const struct options *o, struct git_url *out, struct err *e)
{
	if (settle("ref", &out->ref, o->ref, e) < 0 ||
		settle("subdir", &out->subdir, o->subdir, e) < 0 ||
		settle("ref", &out->ref, with_prefix(TAGS, o->tag, out), e) < 0)
		return -1;
	if (o->branch && o->tag)
		return err_set(e, ERR_INVALID, "branch conflicts with tag");
	if (settle("ref", &out->ref, with_prefix(BRANCHES, o->branch, out), e) < 0 ||
		settle("checksum", &out->checksum, o->checksum, e) < 0 ||
		settle("checksum", &out->checksum, o->commit, e) < 0)
		return -1;
	if (lower_checksum(out, e) < 0)
		return -1;
	/* The beginning of a commit's name is no ref: it is what the default branch must have. */
	if (!out->ref && out->checksum && git_is_object_name(str_of(out->checksum)))
		out->ref = out->checksum;
	return 0;
}

static int read_fragment(struct str fragment, struct git_url *out, struct err *e)
{
	struct str ref, subdir;

	str_cut(fragment, ':', &ref, &subdir);
	if (ref.n > 0 && keep(ref, false, out, &out->ref, e) < 0)
		return -1;
	return subdir.n > 0 ? keep(subdir, false, out, &out->subdir, e) : 0;
}

int git_url_options(struct str query, struct str fragment, struct git_url *out, struct err *e)
{
	struct options o = {0};

	if (read_fragment(fragment, out, e) < 0 || read_query(query, &o, out, e) < 0 ||
		settle_all(&o, out, e) < 0 || read_switches(&o, out, e) < 0 ||
		check_ref(out->ref, e) < 0)
		return -1;
	return out->subdir ? clean_subdir(out, e) : 0;
}

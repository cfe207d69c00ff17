/* user - who a USER or --chown text means in a rootfs, by its own passwd and group (never NSS).
 *
 * A passwd or group line counts only when its numbers are plain decimals in 0..2147483647: C
 * libraries and Go read `app` alone, `+::::` or a huge number each in their own way, some as root.
 * Digits never name an account (CVE-2016-3697), and the first line of a name wins, as in libc.
 */
#include "exec/user.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/vec.h"

struct account {
	struct str name, home;
	uint32_t uid, gid;
};

struct group {
	struct str name, members;
	uint32_t gid;
};

static bool read_id(struct str s, uint32_t *out)
{
	unsigned long long n;

	if (!str_to_u64(s, &n) || n > USER_ID_MAX)
		return false;
	*out = (uint32_t)n;
	return true;
}

/* The next line's first fields; false at the end of text. Comments and blank lines have none. */
static bool next_line(struct str *text, struct str *fields, size_t fields_max, size_t *n)
{
	struct str line;

	if (text->n == 0)
		return false;
	str_cut(*text, '\n', &line, text);
	line = str_trim_right(line, "\r");
	*n = 0;
	if (line.n == 0 || line.p[0] == '#')
		return true;
	while (*n < fields_max && str_cut(line, ':', &fields[*n], &line))
		++*n;
	if (*n < fields_max)
		++*n; /* the last field ends with the line */
	return true;
}

static bool next_account(struct str *text, struct account *out)
{
	struct str f[6]; /* name, password, uid, gid, comment, home */
	size_t n;

	while (next_line(text, f, 6, &n))
		if (n >= 4 && f[0].n > 0 && read_id(f[2], &out->uid) && read_id(f[3], &out->gid)) {
			out->name = f[0];
			out->home = n == 6 ? f[5] : STR("");
			return true;
		}
	return false;
}

static bool next_group(struct str *text, struct group *out)
{
	struct str f[4]; /* name, password, gid, members */
	size_t n;

	while (next_line(text, f, 4, &n))
		if (n >= 3 && f[0].n > 0 && read_id(f[2], &out->gid)) {
			out->name = f[0];
			out->members = n == 4 ? f[3] : STR("");
			return true;
		}
	return false;
}

/* An absent file has no accounts; anything but a regular file is an error. */
static int read_accounts(
	const struct rootfs *root, const char *path, struct buf *out, struct err *e)
{
	if (rootfs_read(root, path, USER_FILE_BYTES_MAX, out, e) == 0)
		return 0;
	if (e->kind != ERR_NOT_FOUND)
		return err_during(e, "reading the image's accounts");
	err_clear(e);
	return 0;
}

static bool account_by_name(struct str passwd, struct str name, struct account *out)
{
	while (next_account(&passwd, out))
		if (str_eq(out->name, name))
			return true;
	return false;
}

static bool account_by_uid(struct str passwd, uint32_t uid, struct account *out)
{
	while (next_account(&passwd, out))
		if (out->uid == uid)
			return true;
	return false;
}

static bool group_by_name(struct str groups, struct str name, struct group *out)
{
	while (next_group(&groups, out))
		if (str_eq(out->name, name))
			return true;
	return false;
}

struct names {
	VEC(struct str) list;
};

static int no_such(const char *what, struct str name, struct names *known, struct err *e)
{
	struct str nearest = str_nearest(name, known->list.p, known->list.n);

	err_set(e, ERR_NOT_FOUND, "the image has no %s `%.*s`", what, STR_FMT(name));
	if (nearest.n > 0)
		err_hint(e, "did you mean `%.*s`?", STR_FMT(nearest));
	vec_release(&known->list);
	return -1;
}

static int no_user(struct str passwd, struct str name, struct err *e)
{
	struct names known = {0};
	struct account a;

	while (next_account(&passwd, &a))
		vec_push(&known.list, a.name);
	return no_such("user", name, &known, e);
}

static int no_group(struct str groups, struct str name, struct err *e)
{
	struct names known = {0};
	struct group g;

	while (next_group(&groups, &g))
		vec_push(&known.list, g.name);
	return no_such("group", name, &known, e);
}

static bool is_digits(struct str s)
{
	return s.n > 0 && str_trim_left(s, "0123456789").n == 0;
}

bool user_looks_numeric(struct str s)
{
	return is_digits(s) || (s.n > 0 && (s.p[0] == '+' || s.p[0] == '-')) ||
	       str_starts(s, STR("0x")) || str_starts(s, STR("0X"));
}

bool user_is_canonical_number(struct str s)
{
	return is_digits(s) && (s.n == 1 || s.p[0] != '0');
}

bool user_is_plain(struct str s)
{
	for (size_t i = 0; i < s.n; i++)
		if (s.p[i] <= ' ' || s.p[i] >= 0x7f)
			return false;
	return true;
}

static int bad_text(struct str text, const char *why, struct err *e)
{
	err_set(e, ERR_INVALID, "the user `%.*s` %s", STR_FMT(text), why);
	return err_hint(e, "write an account's name, or plain decimal numbers as in `10001:10001`");
}

static int out_of_range(struct str text, struct err *e)
{
	return bad_text(text, "is out of range: numbers end at 2147483647", e);
}

/* USER's numbers have one spelling, because runtimes read the others differently. */
static int canonical_id(struct str text, struct str s, uint32_t *out, struct err *e)
{
	if (!user_is_canonical_number(s))
		return bad_text(text, "is not canonical: no sign, prefix or leading zeros", e);
	return read_id(s, out) ? 0 : out_of_range(text, e);
}

static void set_account(struct user *u, const struct account *a)
{
	u->uid = a->uid;
	u->gid = a->gid;
	snprintf(u->name, sizeof u->name, "%.*s", STR_FMT(a->name));
	if (a->home.n > 0 && a->home.n < sizeof u->home && a->home.p[0] == '/' &&
		!str_has_nul(a->home))
		snprintf(u->home, sizeof u->home, "%.*s", STR_FMT(a->home));
}

static int find_user(
	struct str passwd, struct str text, struct str name, struct user *u, struct err *e)
{
	struct account a;
	uint32_t uid = 0;

	if (name.n > 0 && !user_looks_numeric(name)) {
		if (account_by_name(passwd, name, &a))
			set_account(u, &a);
		else if (!str_eq(name, STR("root"))) /* root is 0 in an image without passwd too */
			return no_user(passwd, name, e);
		return 0;
	}
	if (name.n > 0 && canonical_id(text, name, &uid, e) < 0)
		return -1;
	u->uid = uid;
	if (account_by_uid(passwd, uid, &a))
		set_account(u, &a);
	return 0;
}

static int find_group(
	struct str groups, struct str text, struct str name, struct user *u, struct err *e)
{
	struct group g;
	uint32_t gid;

	if (user_looks_numeric(name)) {
		if (canonical_id(text, name, &gid, e) < 0)
			return -1;
		u->gid = gid;
		return 0;
	}
	if (group_by_name(groups, name, &g))
		u->gid = g.gid;
	else if (str_eq(name, STR("root")))
		u->gid = 0;
	else
		return no_group(groups, name, e);
	return 0;
}

static bool is_member(struct str members, struct str name)
{
	struct str member;

	while (members.n > 0) {
		str_cut(members, ',', &member, &members);
		if (str_eq(member, name))
			return true;
	}
	return false;
}

static bool has_group(const struct user *u, gid_t gid)
{
	for (size_t i = 0; i < u->groups_n; i++)
		if (u->groups[i] == gid)
			return true;
	return gid == u->gid;
}

static int by_gid(const void *a, const void *b)
{
	gid_t x = *(const gid_t *)a, y = *(const gid_t *)b;

	return x < y ? -1 : x > y;
}

static int find_supplementary(struct str groups, struct str name, struct user *u, struct err *e)
{
	struct group g;

	while (next_group(&groups, &g)) {
		if (!is_member(g.members, name) || has_group(u, g.gid))
			continue;
		if (u->groups_n == USER_GROUPS_MAX)
			return err_set(e, ERR_LIMIT, "`%.*s` is in more than %d groups",
				STR_FMT(name), USER_GROUPS_MAX);
		u->groups[u->groups_n++] = g.gid;
	}
	qsort(u->groups, u->groups_n, sizeof *u->groups, by_gid);
	return 0;
}

/* user and group of `user[:group]`, as far as the text alone can be wrong. */
static int split(struct str text, struct str *name, struct str *group, struct err *e)
{
	str_cut(text, ':', name, group);
	if (!user_is_plain(text))
		return bad_text(
			text, "has blanks, control characters or letters that are not ASCII", e);
	if (str_find(*group, ':') < group->n)
		return bad_text(text, "has more than one colon", e);
	return 0;
}

int user_resolve(const struct rootfs *root, struct str text, struct user *out, struct err *e)
{
	AUTO(buf_release) struct buf passwd = {0};
	AUTO(buf_release) struct buf groups = {0};
	struct str name, group;

	memset(out, 0, sizeof *out);
	memcpy(out->home, "/", 2);
	if (split(text, &name, &group, e) < 0)
		return -1;
	if (text.n > 0 && name.n == 0)
		return bad_text(text, "names no user", e);
	if (read_accounts(root, "/etc/passwd", &passwd, e) < 0 ||
		read_accounts(root, "/etc/group", &groups, e) < 0)
		return -1;
	if (find_user(buf_str(&passwd), text, name, out, e) < 0)
		return -1;
	out->group_given = group.n > 0;
	if (out->group_given)
		return find_group(buf_str(&groups), text, group, out, e);
	return out->name[0] ? find_supplementary(buf_str(&groups), str_of(out->name), out, e) : 0;
}

/* --chown takes Go's numbers: a plus sign and leading zeros are harmless where nobody reads on. */
static bool is_owner_number(struct str s)
{
	return is_digits(s.n > 0 && s.p[0] == '+' ? str_from(s, 1) : s);
}

static int owner_number(struct str text, struct str s, uint32_t *out, struct err *e)
{
	bool read = read_id(s.p[0] == '+' ? str_from(s, 1) : s, out);

	return read ? 0 : out_of_range(text, e);
}

static int owner_user(const struct rootfs *root, struct str text, struct str name,
	struct account *out, struct err *e)
{
	AUTO(buf_release) struct buf passwd = {0};

	*out = (struct account){0};
	if (name.n == 0)
		return 0;
	if (is_owner_number(name)) {
		if (owner_number(text, name, &out->uid, e) < 0)
			return -1;
		out->gid = out->uid; /* what passwd says about a number is not asked */
		return 0;
	}
	if (user_looks_numeric(name))
		return bad_text(text, "is neither a name nor a plain number", e);
	if (read_accounts(root, "/etc/passwd", &passwd, e) < 0)
		return -1;
	if (account_by_name(buf_str(&passwd), name, out))
		return 0;
	*out = (struct account){0};
	return str_eq(name, STR("root")) ? 0 : no_user(buf_str(&passwd), name, e);
}

static int owner_group(
	const struct rootfs *root, struct str text, struct str name, uint32_t *gid, struct err *e)
{
	AUTO(buf_release) struct buf groups = {0};
	struct group g = {0};

	*gid = 0;
	if (name.n == 0)
		return 0;
	if (is_owner_number(name))
		return owner_number(text, name, gid, e);
	if (user_looks_numeric(name))
		return bad_text(text, "is neither a name nor a plain number", e);
	if (read_accounts(root, "/etc/group", &groups, e) < 0)
		return -1;
	if (!group_by_name(buf_str(&groups), name, &g) && !str_eq(name, STR("root")))
		return no_group(buf_str(&groups), name, e);
	*gid = g.gid;
	return 0;
}

int owner_resolve(const struct rootfs *root, struct str text, uid_t *uid, gid_t *gid, struct err *e)
{
	struct str name, group;
	struct account a;
	uint32_t g;

	if (split(text, &name, &group, e) < 0)
		return -1;
	if (owner_user(root, text, name, &a, e) < 0 || owner_group(root, text, group, &g, e) < 0)
		return -1;
	*uid = a.uid;
	*gid = str_find(text, ':') < text.n ? g : a.gid; /* `u:` is u:0 */
	return 0;
}

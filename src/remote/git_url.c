/* git_url - the text that names a git repository, its ref and a directory in it, taken apart. */
#include "remote/git_url.h"

#include "base/ascii.h"
#include "remote/git_url_parts.h"

static const struct {
	struct str prefix;
	enum git_scheme scheme;
} schemes[] = {
	{{"https://", 8}, GIT_HTTPS},
	{{"http://", 7}, GIT_HTTP},
	{{"ssh://", 6}, GIT_SSH},
	{{"git://", 6}, GIT_DAEMON},
};

static const struct str github = {"github.com/", 11};

static bool consists_of(struct str s, const char *others)
{
	for (size_t i = 0; i < s.n; i++)
		if (!ascii_is_alnum(s.p[i]) && str_find(str_of(others), s.p[i]) >= str_of(others).n)
			return false;
	return s.n > 0;
}

/* user@host:path, as ssh and git write it. */
static bool is_scp(struct str s)
{
	struct str user, host, rest;

	return str_cut(s, '@', &user, &rest) && str_cut(rest, ':', &host, &rest) &&
	       consists_of(user, "-_") && consists_of(host, "-.");
}

/* The index of the scheme, or their number. */
static size_t find_scheme(struct str s)
{
	size_t i = 0;

	while (i < sizeof schemes / sizeof *schemes && !str_starts(s, schemes[i].prefix))
		i++;
	return i;
}

static struct str before_options(struct str s)
{
	s = str_upto(s, str_find(s, '#'));
	return str_upto(s, str_find(s, '?'));
}

bool git_url_is(struct str s)
{
	size_t i = find_scheme(s);

	if (i == sizeof schemes / sizeof *schemes)
		return is_scp(s);
	if (schemes[i].scheme == GIT_SSH || schemes[i].scheme == GIT_DAEMON)
		return true;
	return str_ends(before_options(s), STR(".git"));
}

bool git_url_is_context(struct str s)
{
	return git_url_is(s) || str_starts(s, github);
}

static int check_host(struct str host, struct err *e)
{
	if (host.n == 0)
		return err_set(e, ERR_INVALID, "the URL of a git repository has no host");
	if (host.p[0] == '-' || !consists_of(host, "-._:[]"))
		return err_set(e, ERR_INVALID, "`%.*s` is no name of a host", STR_FMT(host));
	return 0;
}

static int check_path(struct str path, struct err *e)
{
	if (path.n == 0 || str_eq(path, STR("/")))
		return err_set(
			e, ERR_INVALID, "the URL of a git repository says no path on the host");
	if (path.p[0] == '-')
		return err_set(e, ERR_INVALID,
			"the path of a git repository begins with `-`: `%.*s`", STR_FMT(path));
	for (size_t i = 0; i < path.n; i++)
		if (path.p[i] == ' ' || path.p[i] == '\\')
			return err_set(e, ERR_INVALID,
				"a character that no URL has in the path of a git repository: "
				"`%.*s`",
				STR_FMT(path));
	return 0;
}

/* user@host in ssh's way: the name goes to ssh as it is. */
static int check_user(struct str user, struct err *e)
{
	if (user.p[0] == '-' || !consists_of(user, "-._~"))
		return err_set(e, ERR_INVALID, "`%.*s` is no name of a user", STR_FMT(user));
	return 0;
}

/* scp: the part before the colon is user and host already. */
static int read_scp(struct str s, struct git_url *out, struct err *e)
{
	struct str user, host, path;

	str_cut(s, '@', &user, &host);
	str_cut(host, ':', &host, &path);
	if (check_user(user, e) < 0 || check_host(host, e) < 0 || check_path(path, e) < 0)
		return -1;
	out->scheme = GIT_SSH;
	out->host = arena_str(&out->arena, host);
	out->remote = arena_str(&out->arena, s);
	return 0;
}

static int read_credentials(struct str user, struct git_url *out, struct err *e)
{
	AUTO(buf_release) struct buf plain = {0};

	if (git_url_decode(user, false, &plain, e) < 0)
		return err_set(e, ERR_INVALID, "the credentials in a URL are not well written");
	if (str_find(buf_str(&plain), ':') == plain.n)
		buf_char(&plain, ':');
	out->credentials = arena_str(&out->arena, buf_str(&plain));
	return 0;
}

static int read_authority(
	struct str authority, struct git_url *out, struct str *user, struct err *e)
{
	size_t at = str_rfind(authority, '@');

	*user = STR("");
	if (at < authority.n) {
		*user = str_upto(authority, at);
		authority = str_from(authority, at + 1);
	}
	if (check_host(authority, e) < 0)
		return -1;
	out->host = arena_str(&out->arena, authority);
	if (user->n == 0)
		return 0;
	if (out->scheme == GIT_HTTP || out->scheme == GIT_HTTPS)
		return read_credentials(*user, out, e);
	return check_user(*user, e);
}

static int read_url(struct str prefix, struct str rest, struct git_url *out, struct err *e)
{
	AUTO(buf_release) struct buf remote = {0};
	size_t slash = str_find(rest, '/');
	struct str user = STR("");

	if (read_authority(str_upto(rest, slash), out, &user, e) < 0 ||
		check_path(str_from(rest, slash), e) < 0)
		return -1;
	buf_str_add(&remote, prefix);
	if (user.n > 0 && !out->credentials)
		buf_fmt(&remote, "%.*s@", STR_FMT(user));
	buf_cstr_add(&remote, out->host);
	buf_str_add(&remote, str_from(rest, slash));
	out->remote = arena_str(&out->arena, buf_str(&remote));
	return 0;
}

static int read_place(struct str s, struct git_url *out, struct err *e)
{
	size_t i = find_scheme(s);

	if (i < sizeof schemes / sizeof *schemes) {
		out->scheme = schemes[i].scheme;
		return read_url(schemes[i].prefix, str_from(s, schemes[i].prefix.n), out, e);
	}
	if (str_starts(s, github))
		return read_url(STR("https://"), s, out, e);
	if (is_scp(s))
		return read_scp(s, out, e);
	return err_set(e, ERR_INVALID, "this is not the URL of a git repository");
}

static int check_text(struct str s, struct err *e)
{
	if (s.n > GIT_URL_BYTES_MAX)
		return err_set(e, ERR_LIMIT, "the URL of a git repository is over %d bytes long",
			GIT_URL_BYTES_MAX);
	for (size_t i = 0; i < s.n; i++)
		if (ascii_is_control(s.p[i]))
			return err_set(e, ERR_INVALID,
				"a control character in the URL of a git repository");
	return 0;
}

int git_url_parse(struct str text, struct git_url *out, struct err *e)
{
	struct str place, query, fragment;

	*out = (struct git_url){.keep_git_dir = -1, .submodules = -1};
	if (check_text(text, e) < 0)
		return -1;
	str_cut(text, '#', &place, &fragment);
	str_cut(place, '?', &place, &query);
	if (read_place(place, out, e) == 0 && git_url_options(query, fragment, out, e) == 0)
		return 0;
	git_url_release(out);
	return -1;
}

void git_url_release(struct git_url *u)
{
	arena_release(&u->arena);
	*u = (struct git_url){.keep_git_dir = -1, .submodules = -1};
}

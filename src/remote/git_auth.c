/* git_auth - what is shown to a repository's server, and to no other: one HTTP header. */
#include "remote/git_auth.h"

#include <openssl/evp.h>

#include "base/ascii.h"
#include "base/mem.h"
#include "remote/url.h"

enum { SECRET_BYTES_MAX = 16 * 1024 };

static void basic(struct str pair, struct buf *out)
{
	buf_cstr_add(out, "basic ");
	/* Four characters for three bytes, and the NUL that EVP_EncodeBlock writes. */
	char *room = buf_room(out, (pair.n + 2) / 3 * 4 + 1);
	int n = EVP_EncodeBlock((unsigned char *)room, (const unsigned char *)pair.p, (int)pair.n);

	buf_grew(out, (size_t)n);
}

/* A secret of two lines would be two headers. */
static int check(struct str secret, struct err *e)
{
	if (secret.n > SECRET_BYTES_MAX)
		return err_set(
			e, ERR_LIMIT, "a secret for git is over %d bytes long", SECRET_BYTES_MAX);
	for (size_t i = 0; i < secret.n; i++)
		if (ascii_is_control(secret.p[i]))
			return err_set(
				e, ERR_INVALID, "a secret for git has a control character in it");
	return 0;
}

static int from_secret(struct str secret, bool token, struct buf *out, struct err *e)
{
	AUTO(buf_release) struct buf pair = {0};

	secret = str_trim(secret);
	if (check(secret, e) < 0)
		return -1;
	buf_fmt(&pair, "x-access-token:%.*s", STR_FMT(secret));
	if (token)
		basic(buf_str(&pair), out);
	else
		buf_str_add(out, secret);
	return 0;
}

/* What is meant for every host goes to none that a wire without protection leads to. */
static bool is_protected(const struct git_url *url)
{
	AUTO(mem_release) char *host = NULL;

	if (url->scheme == GIT_HTTPS)
		return true;
	host = url_host(url->remote);
	return host && url_host_is_local(host);
}

int git_auth_header(const struct git_url *url, git_find_secret *find, const void *context,
	struct buf *out, struct err *e)
{
	static const struct {
		const char *name;
		bool of_host, token;
	} ids[] = {
		{"GIT_AUTH_HEADER", true, false},
		{"GIT_AUTH_TOKEN", true, true},
		{"GIT_AUTH_HEADER", false, false},
		{"GIT_AUTH_TOKEN", false, true},
	};

	if (url->scheme != GIT_HTTP && url->scheme != GIT_HTTPS)
		return 0;
	if (url->credentials) {
		basic(str_of(url->credentials), out);
		return 0;
	}
	for (size_t i = 0; i < sizeof ids / sizeof *ids; i++) {
		AUTO(mem_release)
		char *id = ids[i].of_host ? mem_fmt("%s.%s", ids[i].name, url->host)
					  : mem_strdup(ids[i].name);
		struct str secret;

		if (!ids[i].of_host && !is_protected(url))
			continue;
		if (find(context, id, &secret))
			return from_secret(secret, ids[i].token, out, e);
	}
	return 0;
}

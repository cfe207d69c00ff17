/* url - an http or https URL taken apart: whom it asks, what the file is called, how it is shown.
 */
#include "remote/url.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>

#include "base/ascii.h"
#include "base/buf.h"
#include "base/mem.h"
#include "remote/curl_calls.h"

struct parts {
	const struct curl_calls *curl;
	CURLU *handle;
};

static void parts_release(struct parts *p)
{
	if (p->curl)
		p->curl->url_cleanup(p->handle);
	*p = (struct parts){0};
}

static CURLUcode parse(const char *url, struct parts *out)
{
	struct err ignored;

	out->curl = curl_calls(&ignored);
	out->handle = out->curl ? out->curl->url() : NULL;
	if (!out->handle)
		return CURLUE_OUT_OF_MEMORY;
	return out->curl->url_set(out->handle, CURLUPART_URL, url, CURLU_ALLOW_SPACE);
}

/* One part, NULL when it is not there; the caller's to free. */
static char *part(const struct parts *p, CURLUPart which, unsigned flags)
{
	char *text = NULL;

	if (p->curl->url_get(p->handle, which, &text, flags) != CURLUE_OK)
		return NULL;
	char *copy = mem_strdup(text);

	p->curl->free(text);
	return copy;
}

static bool has_bad_escape(struct str s)
{
	for (size_t i = 0; i < s.n; i++)
		if (s.p[i] == '%' &&
			(i + 2 >= s.n || ascii_hex(s.p[i + 1]) < 0 || ascii_hex(s.p[i + 2]) < 0))
			return true;
	return false;
}

static bool has_control(struct str s)
{
	for (size_t i = 0; i < s.n; i++)
		if (ascii_is_control(s.p[i]))
			return true;
	return false;
}

static struct str path_of(const char *url)
{
	struct str s = str_of(url);

	s = str_upto(s, str_find(s, '#'));
	return str_upto(s, str_find(s, '?'));
}

static int refuse(const char *url, const char *why, struct err *e)
{
	AUTO(mem_release) char *shown = url_shown(url);

	return err_set(e, ERR_INVALID, "%s: `%s`", why, shown);
}

/* Behind the host, which has its own encoding. */
static void encode(const char *url, struct buf *out)
{
	struct str s = str_of(url);
	size_t slashes = str_find(s, ':') + 3;
	size_t path = slashes + str_find(str_from(s, slashes), '/');

	for (size_t i = 0; i < s.n; i++) {
		unsigned char c = (unsigned char)s.p[i];

		if (i < path || (c > 0x20 && c < 0x7f))
			buf_char(out, s.p[i]);
		else
			buf_fmt(out, "%%%02X", c);
	}
}

int url_normal(const char *url, char **out, struct err *e)
{
	AUTO(parts_release) struct parts p = {0};
	AUTO(buf_release) struct buf text = {0};
	bool http = strncmp(url, "http://", 7) == 0 || strncmp(url, "https://", 8) == 0;

	if (!http)
		return refuse(url, "only http and https URLs can be fetched", e);
	if (strlen(url) > URL_BYTES_MAX)
		return err_set(
			e, ERR_INVALID, "a URL can have no more than %d bytes", URL_BYTES_MAX);
	if (has_control(str_of(url)))
		return refuse(url, "there is a control character in the URL", e);
	if (has_bad_escape(path_of(url)))
		return refuse(url, "there is a `%` that begins no percent sequence in the URL", e);
	if (strncmp(url + str_find(str_of(url), ':'), ":///", 4) == 0)
		return refuse(url, "there is no host in the URL", e);
	if (!curl_calls(e))
		return -1;
	encode(url, &text);
	CURLUcode code = parse(buf_cstr(&text), &p);

	if (code != CURLUE_OK)
		return refuse(url, p.curl->url_strerror(code), e);
	*out = buf_take(&text);
	return 0;
}

char *url_join(const char *base, const char *reference)
{
	AUTO(parts_release) struct parts p = {0};

	if (parse(base, &p) != CURLUE_OK ||
		p.curl->url_set(p.handle, CURLUPART_URL, reference,
			CURLU_ALLOW_SPACE | CURLU_NON_SUPPORT_SCHEME) != CURLUE_OK)
		return NULL;
	return part(&p, CURLUPART_URL, CURLU_NON_SUPPORT_SCHEME);
}

bool url_is_https(const char *url)
{
	return strncmp(url, "https://", 8) == 0;
}

bool url_same_origin(const char *a, const char *b)
{
	static const CURLUPart parts[] = {CURLUPART_SCHEME, CURLUPART_HOST, CURLUPART_PORT};
	AUTO(parts_release) struct parts one = {0};
	AUTO(parts_release) struct parts other = {0};

	if (parse(a, &one) != CURLUE_OK || parse(b, &other) != CURLUE_OK)
		return false;
	for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
		AUTO(mem_release) char *x = part(&one, parts[i], CURLU_DEFAULT_PORT);
		AUTO(mem_release) char *y = part(&other, parts[i], CURLU_DEFAULT_PORT);

		if (!x || !y || !str_eq_nocase(str_of(x), str_of(y)))
			return false;
	}
	return true;
}

char *url_host(const char *url)
{
	AUTO(parts_release) struct parts p = {0};
	AUTO(mem_release) char *host = NULL;

	if (parse(url, &p) != CURLUE_OK)
		return NULL;
	host = part(&p, CURLUPART_HOST, 0);
	if (!host)
		return NULL;
	struct str bare = str_trim_right(str_trim_left(str_of(host), "["), "]");
	AUTO(buf_release) struct buf out = {0};

	buf_lower_add(&out, bare);
	return buf_take(&out);
}

bool url_host_is_local(const char *host)
{
	struct in_addr four;
	struct in6_addr six;

	if (inet_pton(AF_INET, host, &four) == 1)
		return ntohl(four.s_addr) >> 24 == IN_LOOPBACKNET;
	if (inet_pton(AF_INET6, host, &six) == 1)
		return IN6_IS_ADDR_LOOPBACK(&six);
	return strcmp(host, "localhost") == 0;
}

/* What is decoded to NUL ends the text: such a name cannot be a file's and is refused as empty. */
static void decode(struct str s, struct buf *out)
{
	for (size_t i = 0; i < s.n; i++) {
		bool escape = s.p[i] == '%' && i + 2 < s.n;

		buf_char(out, escape ? (char)(ascii_hex(s.p[i + 1]) * 16 + ascii_hex(s.p[i + 2]))
				     : s.p[i]);
		i += escape ? 2 : 0;
	}
}

/* The path is decoded first and then cut, as the reference builder has it: an encoded slash cuts
 * too. */
char *url_file_name(const char *url)
{
	AUTO(buf_release) struct buf path = {0};
	struct str s = path_of(url);
	size_t start = str_find(s, ':') + 3;

	s = str_from(s, start);
	s = str_from(s, str_find(s, '/'));
	if (!has_bad_escape(s))
		decode(s, &path);
	struct str base = str_trim_right(buf_str(&path), "/");

	base = str_from(base, base.n > 0 ? str_rfind(base, '/') + 1 : 0);
	if (base.n == 0 || str_eq(base, STR(".")))
		return mem_strdup(URL_UNNAMED);
	return str_dup(base);
}

char *url_redacted(struct str url)
{
	AUTO(buf_release) struct buf out = {0};
	size_t start = str_find(url, ':') + 3;
	struct str rest = str_from(url, start);

	if (!str_starts(str_from(url, start - 3), STR("://")))
		return str_dup(url);
	struct str authority = str_upto(rest, str_find(rest, '/'));

	authority = str_upto(authority, str_find(authority, '?'));
	authority = str_upto(authority, str_find(authority, '#'));
	size_t at = str_rfind(authority, '@');

	if (at >= authority.n)
		return str_dup(url);
	buf_str_add(&out, str_upto(url, start));
	buf_cstr_add(&out, "xxxxx");
	buf_str_add(&out, str_from(url, start + at));
	(void)buf_cstr(&out);
	return buf_take(&out);
}

char *url_shown(const char *url)
{
	AUTO(mem_release) char *whole = url_redacted(str_of(url));

	if (strlen(whole) <= URL_SHOWN_BYTES)
		return mem_strdup(whole);
	return mem_fmt("%.*s...", URL_SHOWN_BYTES, whole);
}

char *url_redacted_line(struct str line)
{
	AUTO(buf_release) struct buf out = {0};

	while (line.n > 0) {
		size_t n = str_find(line, ' ');
		AUTO(mem_release) char *word = url_redacted(str_upto(line, n));

		buf_fmt(&out, "%s%s", word, n < line.n ? " " : "");
		line = str_from(line, n + 1);
	}
	(void)buf_cstr(&out);
	return buf_take(&out);
}

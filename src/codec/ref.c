/* ref - an image reference `[host[:port]/]name[:tag][@digest]` taken apart by its grammar. */
#include "codec/ref.h"

#include <stdbool.h>
#include <stdlib.h>

#include "base/ascii.h"
#include "base/mem.h"

enum { NAME_MAX_BYTES = 255, TAG_MAX_BYTES = 128, PORT_MAX_BYTES = 5 };

static const struct str default_host = {"docker.io", 9};
static const struct str default_folder = {"library/", 8};

static bool is_lower_alnum(char c)
{
	return ascii_is_lower(c) || ascii_is_digit(c);
}

static bool all_of(struct str s, const char *set)
{
	return s.n && str_trim_left(s, set).n == 0;
}

/* Letters and digits with single dots, one or two underscores, or dashes between them. */
static bool is_component(struct str s)
{
	while (s.n) {
		size_t n = 0;

		while (n < s.n && is_lower_alnum(s.p[n]))
			n++;
		if (n == 0)
			return false;
		s = str_from(s, n);
		if (!s.n)
			return true;
		struct str after = str_trim_left(s, s.p[0] == '-' ? "-" : "._");
		struct str gap = str_upto(s, s.n - after.n);

		if (gap.p[0] != '-' && !str_eq(gap, STR(".")) && !str_eq(gap, STR("_")) &&
			!str_eq(gap, STR("__")))
			return false;
		s = after;
	}
	return false;
}

static bool is_repository(struct str s)
{
	struct str head;
	bool more = true;

	while (more) {
		more = str_cut(s, '/', &head, &s);
		if (!is_component(head))
			return false;
	}
	return true;
}

static bool is_tag(struct str s)
{
	if (!s.n || s.n > TAG_MAX_BYTES || s.p[0] == '.' || s.p[0] == '-')
		return false;
	for (size_t i = 0; i < s.n; i++)
		if (!ascii_is_alnum(s.p[i]) && s.p[i] != '_' && s.p[i] != '.' && s.p[i] != '-')
			return false;
	return true;
}

static bool is_host_label(struct str s)
{
	if (!s.n || s.p[0] == '-' || s.p[s.n - 1] == '-')
		return false;
	for (size_t i = 0; i < s.n; i++)
		if (!ascii_is_alnum(s.p[i]) && s.p[i] != '-')
			return false;
	return true;
}

static bool is_host_name(struct str s)
{
	struct str label;
	bool more = true;

	while (more) {
		more = str_cut(s, '.', &label, &s);
		if (!is_host_label(label))
			return false;
	}
	return true;
}

/* name, 1.2.3.4 or [v6], each with a port or without. */
static bool is_host(struct str s)
{
	size_t end = s.n && s.p[0] == '[' ? str_find(s, ']') + 1 : str_find(s, ':');
	struct str name = str_upto(s, end), port = str_from(s, end);

	if (port.n && (port.p[0] != ':' || port.n > PORT_MAX_BYTES + 1 ||
			      !all_of(str_from(port, 1), "0123456789")))
		return false;
	if (name.n > 2 && name.p[0] == '[')
		return end <= s.n &&
		       all_of((struct str){name.p + 1, name.n - 2}, "0123456789abcdefABCDEF:");
	return is_host_name(name);
}

static bool is_image_id(struct str s)
{
	return s.n == 64 && all_of(s, "0123456789abcdef");
}

/* Docker's rule: the first component is a host when nothing else could look like it. */
static bool looks_like_host(struct str s)
{
	if (str_eq(s, STR("localhost")) || str_find(s, '.') < s.n || str_find(s, ':') < s.n)
		return true;
	for (size_t i = 0; i < s.n; i++)
		if (ascii_is_upper(s.p[i]))
			return true;
	return false;
}

/* Cuts tag and digest off the end of *text. */
static int cut_tail(struct str *text, struct str *tag, struct digest *digest, struct err *e)
{
	struct str name, digest_part;

	if (str_cut(*text, '@', &name, &digest_part) && digest_parse(digest_part, digest, e) < 0)
		return -1;
	size_t colon = str_rfind(name, ':'), slash = str_rfind(name, '/');

	*tag = (struct str){0};
	if (colon < name.n && (slash == name.n || slash < colon)) {
		*tag = str_from(name, colon + 1);
		name = str_upto(name, colon);
		if (!is_tag(*tag))
			return err_set(e, ERR_INVALID, "`%.*s` is not a tag",
				STR_FMT(str_upto(*tag, 200)));
	}
	*text = name;
	return 0;
}

static void cut_host(struct str name, struct str *host, struct str *repository)
{
	struct str head, tail;

	*host = default_host;
	*repository = name;
	if (!str_cut(name, '/', &head, &tail) || !looks_like_host(head))
		return;
	*repository = tail;
	if (!str_eq(head, STR("index.docker.io")))
		*host = head;
}

static int invalid(struct str text, const char *why, struct err *e)
{
	return err_set(e, ERR_INVALID, "`%.*s` is not an image reference: %s",
		STR_FMT(str_upto(text, 200)), why);
}

int ref_parse(struct str text, struct ref *out, struct err *e)
{
	struct str name = text, tag = {0}, host, repository;
	struct digest digest = {0};

	if (cut_tail(&name, &tag, &digest, e) < 0)
		return err_during(
			e, "reading the image reference `%.*s`", STR_FMT(str_upto(text, 200)));
	if (!name.n)
		return invalid(text, "it names no repository", e);
	if (name.n > NAME_MAX_BYTES)
		return invalid(text, "its name is longer than 255 bytes", e);
	if (is_image_id(name))
		return invalid(text, "64 hex digits could be meant as an image id", e);
	cut_host(name, &host, &repository);
	if (!is_host(host))
		return invalid(text, "its host is malformed", e);
	if (!is_repository(repository))
		return invalid(text,
			"a name is made of lower-case letters and digits, separated "
			"by `.`, `_`, `-` or `/`",
			e);
	bool short_name = str_eq(host, default_host) && str_find(repository, '/') == repository.n;

	*out = (struct ref){
		.host = str_dup(host),
		.repository =
			mem_fmt("%s%.*s", short_name ? default_folder.p : "", STR_FMT(repository)),
		.tag = tag.n ? str_dup(tag) : NULL,
		.digest = digest,
	};
	return 0;
}

static void add_tail(const struct ref *r, struct buf *out)
{
	if (r->tag)
		buf_fmt(out, ":%s", r->tag);
	else if (r->digest.algorithm == DIGEST_NONE)
		buf_cstr_add(out, ":latest");
	if (r->digest.algorithm != DIGEST_NONE)
		buf_fmt(out, "@%s", digest_text(&r->digest).text);
}

void ref_full(const struct ref *r, struct buf *out)
{
	buf_fmt(out, "%s/%s", r->host, r->repository);
	add_tail(r, out);
}

/* The shortest text that is still read as this repository of the default host, or empty. */
static struct str short_form(struct str repository)
{
	struct str head, name;

	if (!str_cut(repository, '/', &head, &name))
		return repository;
	if (str_starts(repository, default_folder) && str_find(name, '/') == name.n)
		return is_image_id(name) ? (struct str){0} : name;
	return looks_like_host(head) ? (struct str){0} : repository;
}

void ref_familiar(const struct ref *r, struct buf *out)
{
	struct str name = {0};

	if (str_eq(str_of(r->host), default_host))
		name = short_form(str_of(r->repository));
	if (name.n)
		buf_str_add(out, name);
	else
		buf_fmt(out, "%s/%s", r->host, r->repository);
	add_tail(r, out);
}

void ref_release(struct ref *r)
{
	free(r->host);
	free(r->repository);
	free(r->tag);
	*r = (struct ref){0};
}

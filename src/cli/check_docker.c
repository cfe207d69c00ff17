/* check_docker - what a check found, as docker's `--call=check,format=json` writes it. */
#include "cli/check_docker.h"

#include "lang/lint.h"

#define RULE_PAGES "https://docs.docker.com/go/dockerfile/rule/"

static void put_line(struct json_writer *w, const char *key, uint32_t line)
{
	json_open_object(w, key);
	json_put_int(w, "line", line);
	json_close_object(w);
}

void check_docker_location(struct json_writer *w, struct span span)
{
	json_open_object(w, "location");
	json_open_array(w, "ranges");
	if (span.line > 0) {
		json_open_object(w, NULL);
		put_line(w, "start", span.line);
		put_line(w, "end", span.end_line < span.line ? span.line : span.end_line);
		json_close_object(w);
	}
	json_close_array(w);
	json_close_object(w);
}

static bool is_upper(char c)
{
	return c >= 'A' && c <= 'Z';
}

/* JSONArgsRecommended is json-args-recommended: a word begins where small letters end, or before
 * the last of several capitals. */
static void put_page(struct json_writer *w, enum lint_rule rule)
{
	AUTO(buf_release) struct buf url = {0};
	struct str name = str_of(lint_name(rule));

	if (rule == RULE_BASE_PLATFORM || !lint_is_docker(rule))
		return; /* docker describes no such rule */
	buf_cstr_add(&url, RULE_PAGES);
	for (size_t i = 0; i < name.n; i++) {
		bool upper = is_upper(name.p[i]);
		bool ends_capitals = i + 1 < name.n && !is_upper(name.p[i + 1]);

		if (i > 0 && upper && (!is_upper(name.p[i - 1]) || ends_capitals))
			buf_char(&url, '-');
		buf_char(&url, upper ? (char)(name.p[i] - 'A' + 'a') : name.p[i]);
	}
	buf_char(&url, '/');
	json_put_str(w, "url", buf_str(&url));
}

static void put_warning(struct json_writer *w, const struct warning *warning)
{
	enum lint_rule rule = lint_find(warning->rule);

	json_open_object(w, NULL);
	json_put_text(w, "ruleName", warning->rule);
	if (rule < LINT_RULES) {
		json_put_text(w, "description", lint_why(rule));
		put_page(w, rule);
	}
	json_put_text(w, "detail", warning->text);
	check_docker_location(w, warning->span);
	json_close_object(w);
}

static void base64(struct str bytes, struct buf *out)
{
	static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
				     "0123456789+/";

	for (size_t i = 0; i < bytes.n; i += 3) {
		uint32_t group = 0;

		for (size_t k = 0; k < 3; k++)
			group = group << 8 | (i + k < bytes.n ? (unsigned char)bytes.p[i + k] : 0U);
		for (size_t k = 0; k < 4; k++)
			buf_char(out, i + k > bytes.n ? '=' : digits[group >> (18 - 6 * k) & 63]);
	}
}

void check_docker_sources(struct json_writer *w, struct str source)
{
	AUTO(buf_release) struct buf data = {0};

	base64(source, &data);
	json_open_array(w, "sources");
	json_put_str(w, NULL, buf_str(&data));
	json_close_array(w);
}

static void put_source(struct json_writer *w, const struct check_report *r)
{
	AUTO(buf_release) struct buf data = {0};

	base64(r->source, &data);
	json_open_array(w, "sources");
	json_open_object(w, NULL);
	json_put_text(w, "fileName", r->file);
	json_put_text(w, "language", "Dockerfile");
	json_put_str(w, "data", buf_str(&data));
	json_close_object(w);
	json_close_array(w);
}

void check_docker_json(const struct check_report *r, const struct err *failure, struct buf *out)
{
	struct json_writer w = {.out = out};

	json_open_object(&w, NULL);
	json_open_array(&w, "warnings");
	for (size_t i = 0; i < r->found->n; i++)
		put_warning(&w, &r->found->p[i]);
	json_close_array(&w);
	put_source(&w, r);
	if (failure) {
		json_open_object(&w, "error");
		json_put_text(&w, "message", failure->text);
		check_docker_location(&w, failure->span);
		json_close_object(&w);
	}
	json_close_object(&w);
	buf_char(out, '\n');
}

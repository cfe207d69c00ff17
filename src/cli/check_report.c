/* check_report - what a check found, as people, scripts and code scanning services read it. */
#include "cli/check_report.h"

#include <string.h>

#include "cli/excerpt.h"
#include "cli/printable.h"
#include "codec/json.h"
#include "lang/lint.h"

#define SARIF_SCHEMA "https://json.schemastore.org/sarif-2.1.0.json"

static const char *why(const struct warning *w)
{
	enum lint_rule rule = lint_find(w->rule);

	return rule < LINT_RULES ? lint_why(rule) : "";
}

static uint32_t last_line(const struct warning *w)
{
	return w->span.end_line < w->span.line ? w->span.line : w->span.end_line;
}

void check_report_text(const struct check_report *r, FILE *to)
{
	size_t n = r->found->n;

	for (size_t i = 0; i < n; i++) {
		AUTO(buf_release) struct buf safe = {0};
		const struct warning *w = &r->found->p[i];

		printable(str_of(w->text), &safe);
		fprintf(to, "WARN: %s: %s (line %u)\n", w->rule, buf_cstr(&safe), w->span.line);
		if (w->span.line > 0)
			excerpt(to, r->file, w->span, r->source);
		fputc('\n', to);
	}
	if (r->failed)
		return;
	if (n == 0)
		fputs("Check complete, no warnings found.\n", to);
	else
		fprintf(to, "Check complete, %zu warning%s found.\n", n, n == 1 ? "" : "s");
}

void check_report_json(const struct check_report *r, struct buf *out)
{
	struct json_writer w = {.out = out};

	json_open_array(&w, NULL);
	for (size_t i = 0; i < r->found->n; i++) {
		const struct warning *warning = &r->found->p[i];

		json_open_object(&w, NULL);
		json_put_text(&w, "rule", warning->rule);
		json_put_text(&w, "description", why(warning));
		json_put_text(&w, "file", r->file);
		json_put_int(&w, "line", warning->span.line);
		json_put_int(&w, "endLine", last_line(warning));
		json_put_int(&w, "column", warning->span.col);
		json_put_text(&w, "text", warning->text);
		json_close_object(&w);
	}
	json_close_array(&w);
	buf_char(out, '\n');
}

static void put_message(struct json_writer *w, const char *key, const char *text)
{
	json_open_object(w, key);
	json_put_text(w, "text", text);
	json_close_object(w);
}

static void put_tool(struct json_writer *w)
{
	json_open_object(w, "tool");
	json_open_object(w, "driver");
	json_put_text(w, "name", "lichen");
	json_put_text(w, "version", LICHEN_VERSION);
	json_open_array(w, "rules");
	for (int rule = 0; rule < LINT_RULES; rule++) {
		json_open_object(w, NULL);
		json_put_text(w, "id", lint_name((enum lint_rule)rule));
		put_message(w, "shortDescription", lint_why((enum lint_rule)rule));
		json_close_object(w);
	}
	json_close_array(w);
	json_close_object(w);
	json_close_object(w);
}

/* Columns of SARIF count characters; a byte that continues one is none. */
static int64_t characters(struct str source, uint32_t line, uint32_t columns)
{
	struct str text = STR("");
	int64_t n = 0;

	for (uint32_t i = 0; i < line; i++)
		str_cut(source, '\n', &text, &source);
	for (uint32_t i = 0; i < columns; i++)
		n += i >= text.n || ((unsigned char)text.p[i] & 0xc0) != 0x80;
	return n;
}

static void put_region(struct json_writer *w, const struct check_report *r, struct span span)
{
	json_open_object(w, "region");
	json_put_int(w, "startLine", span.line);
	if (span.col > 0)
		json_put_int(w, "startColumn", characters(r->source, span.line, span.col));
	if (span.end_line >= span.line)
		json_put_int(w, "endLine", span.end_line);
	if (span.end_line >= span.line && span.end_col > 0)
		json_put_int(
			w, "endColumn", characters(r->source, span.end_line, span.end_col) + 1);
	json_close_object(w);
}

/* A file name as a relative URI. */
static void put_uri(struct json_writer *w, const char *file)
{
	static const char plain[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
				    "0123456789-._~/";
	AUTO(buf_release) struct buf uri = {0};

	for (const char *c = file; *c; c++) {
		if (strchr(plain, *c))
			buf_char(&uri, *c);
		else
			buf_fmt(&uri, "%%%02X", (unsigned char)*c);
	}
	json_open_object(w, "artifactLocation");
	json_put_str(w, "uri", buf_str(&uri));
	json_close_object(w);
}

static void put_result(
	struct json_writer *w, const struct check_report *r, const struct warning *warning)
{
	json_open_object(w, NULL);
	json_put_text(w, "ruleId", warning->rule);
	json_put_int(w, "ruleIndex", lint_find(warning->rule));
	json_put_text(w, "level", "warning");
	put_message(w, "message", warning->text);
	json_open_array(w, "locations");
	json_open_object(w, NULL);
	json_open_object(w, "physicalLocation");
	put_uri(w, r->file);
	if (warning->span.line > 0)
		put_region(w, r, warning->span);
	json_close_object(w);
	json_close_object(w);
	json_close_array(w);
	json_close_object(w);
}

void check_report_sarif(const struct check_report *r, struct buf *out)
{
	struct json_writer w = {.out = out};

	json_open_object(&w, NULL);
	json_put_text(&w, "$schema", SARIF_SCHEMA);
	json_put_text(&w, "version", "2.1.0");
	json_open_array(&w, "runs");
	json_open_object(&w, NULL);
	put_tool(&w);
	json_put_text(&w, "columnKind", "unicodeCodePoints");
	json_open_array(&w, "results");
	for (size_t i = 0; i < r->found->n; i++)
		put_result(&w, r, &r->found->p[i]);
	json_close_array(&w);
	json_close_object(&w);
	json_close_array(&w);
	json_close_object(&w);
	buf_char(out, '\n');
}

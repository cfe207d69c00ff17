/* err - the one error value: flat, on the caller's stack, memcpy-able down a pipe. */
#include "base/err.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/str.h"
#include "base/utf8.h"

enum { RAW_BYTES = 2048 };

/* Text keeps to its line, so that no file name can forge another one; a hint may have several. */
enum lines { ONE_LINE, SEVERAL_LINES };

static size_t shown(struct str s, enum lines lines)
{
	if (*s.p == '\t' || (*s.p == '\n' && lines == SEVERAL_LINES))
		return 1;
	return utf8_shown(s);
}

/* Whole characters or whole `\xNN`, and "..." when not all of raw fits. */
static void make_printable(const char *raw, char *out, size_t size, enum lines lines)
{
	size_t n = 0;
	size_t cut = 0; /* the last end of a character that leaves room for "..." */

	for (struct str s = str_of(raw); s.n > 0;) {
		size_t pass = shown(s, lines);
		size_t need = pass ? pass : 4;

		if (n + need >= size) {
			n = cut;
			memcpy(out + n, "...", 3);
			n += 3;
			break;
		}
		if (pass)
			memcpy(out + n, s.p, pass);
		else
			snprintf(out + n, size - n, "\\x%02x", (unsigned char)*s.p);
		n += need;
		cut = n + 3 < size ? n : cut;
		s = str_from(s, pass ? pass : 1);
	}
	out[n] = '\0';
}

/* What the caller gave may point into *e, so it is formatted before anything there changes. */
static void fill(struct err *e, enum err_kind kind, size_t size, const char *fmt, va_list args)
{
	char raw[RAW_BYTES];

	vsnprintf(raw, sizeof raw, fmt, args);
	err_clear(e);
	e->kind = kind;
	make_printable(raw, e->text, size, ONE_LINE);
}

void err_clear(struct err *e)
{
	memset(e, 0, sizeof *e);
	e->stage = e->step = -1;
}

int err_set(struct err *e, enum err_kind kind, const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	fill(e, kind, sizeof e->text, fmt, args);
	va_end(args);
	return -1;
}

int err_sys(struct err *e, const char *fmt, ...)
{
	int saved = errno;
	const char *why = strerror(saved);
	va_list args;

	/* However long the rest is, the reason is not what is cut. */
	va_start(args, fmt);
	fill(e, ERR_SYS, sizeof e->text - strlen(": ") - strlen(why), fmt, args);
	va_end(args);
	strcat(strcat(e->text, ": "), why);
	e->sys_errno = saved;
	errno = saved;
	return -1;
}

int err_id(struct err *e, enum err_kind kind, const char *id, const char *fmt, ...)
{
	char kept[sizeof e->id];
	va_list args;

	snprintf(kept, sizeof kept, "%s", id);

	va_start(args, fmt);
	fill(e, kind, sizeof e->text, fmt, args);
	va_end(args);
	memcpy(e->id, kept, sizeof kept);
	return -1;
}

/* The first who speaks is right: it was nearest to what happened. */
static void fill_once(char *field, size_t size, enum lines lines, const char *fmt, va_list args)
{
	char raw[RAW_BYTES];

	if (field[0])
		return;
	vsnprintf(raw, sizeof raw, fmt, args);
	make_printable(raw, field, size, lines);
}

int err_during(struct err *e, const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	fill_once(e->during, sizeof e->during, ONE_LINE, fmt, args);
	va_end(args);
	return -1;
}

int err_hint(struct err *e, const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	fill_once(e->hint, sizeof e->hint, SEVERAL_LINES, fmt, args);
	va_end(args);
	return -1;
}

int err_at(struct err *e, const char *file, struct span span)
{
	if (e->span.line)
		return -1;
	e->span = span;
	make_printable(file ? file : "", e->file, sizeof e->file, ONE_LINE);
	return -1;
}

/* err - the one error value: flat, on the caller's stack, memcpy-able down a pipe. */
#include "base/err.h"

#include <errno.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

/* UTF-8 text passes; C0, DEL and C1 controls could drive a terminal and are spelled out. */
static bool is_control(const char *s)
{
	unsigned char c = (unsigned char)*s;

	if (c == 0xc2 && (unsigned char)s[1] >= 0x80 && (unsigned char)s[1] < 0xa0)
		return true;
	return (c < 0x20 && c != '\n' && c != '\t') || c == 0x7f;
}

static void make_printable(const char *raw, char *out, size_t size)
{
	size_t n = 0;

	for (; *raw && n + 5 < size; raw++) {
		if (!is_control(raw)) {
			out[n++] = *raw;
			continue;
		}
		n += (size_t)snprintf(out + n, size - n, "\\x%02x", (unsigned char)*raw);
	}
	out[n] = '\0';
	if (*raw && n >= 3)
		memcpy(out + n - 3, "...", 3);
}

static void format(char *out, size_t size, const char *fmt, va_list args)
{
	char raw[2048];

	vsnprintf(raw, sizeof raw, fmt, args);
	make_printable(raw, out, size);
}

void err_clear(struct err *e)
{
	memset(e, 0, sizeof *e);
	e->stage = e->step = -1;
}

int err_set(struct err *e, enum err_kind kind, const char *fmt, ...)
{
	va_list args;

	err_clear(e);
	e->kind = kind;
	va_start(args, fmt);
	format(e->text, sizeof e->text, fmt, args);
	va_end(args);
	return -1;
}

int err_sys(struct err *e, const char *fmt, ...)
{
	int saved = errno;
	va_list args;
	size_t used = 0;

	err_clear(e);
	e->kind = ERR_SYS;
	e->sys_errno = saved;
	va_start(args, fmt);
	format(e->text, sizeof e->text, fmt, args);
	va_end(args);
	used = strlen(e->text);
	snprintf(e->text + used, sizeof e->text - used, ": %s", strerror(saved));
	errno = saved;
	return -1;
}

int err_id(struct err *e, enum err_kind kind, const char *id, const char *fmt, ...)
{
	va_list args;

	err_clear(e);
	e->kind = kind;
	snprintf(e->id, sizeof e->id, "%s", id);
	va_start(args, fmt);
	format(e->text, sizeof e->text, fmt, args);
	va_end(args);
	return -1;
}

int err_during(struct err *e, const char *fmt, ...)
{
	va_list args;

	if (e->during[0])
		return -1;
	va_start(args, fmt);
	format(e->during, sizeof e->during, fmt, args);
	va_end(args);
	return -1;
}

int err_hint(struct err *e, const char *fmt, ...)
{
	va_list args;

	if (e->hint[0])
		return -1;
	va_start(args, fmt);
	format(e->hint, sizeof e->hint, fmt, args);
	va_end(args);
	return -1;
}

int err_at(struct err *e, const char *file, struct span span)
{
	if (e->span.line)
		return -1;
	e->span = span;
	snprintf(e->file, sizeof e->file, "%s", file ? file : "");
	return -1;
}

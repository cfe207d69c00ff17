/* err - the one error value: flat, on the caller's stack, memcpy-able down a pipe.
 *
 * Every fallible function returns 0 (or 1) or -1 with the error filled, is MUST_CHECK and takes
 * `struct err *` last. Making the error is the return. The failing call sets kind and text; the
 * first caller that knows what was going on sets `during`; only the driver sets position, stage and
 * step; whoever knows the cure sets the hint. Text from outside (file names, program output) is
 * made printable here: controls, bidirectional ones too, and bytes that are no UTF-8 become `\xNN`,
 * so no error can write to a terminal what it likes; a newline passes in a hint only.
 *
 * Owns: nothing. Fails: never; texts that do not fit are cut with "...". Layer: base.
 *
 *     if (fd < 0)
 *         return err_sys(e, "cannot open `%s`", name);
 */
#ifndef BASE_ERR_H
#define BASE_ERR_H

#include <stdint.h>

#include "base/attr.h"

enum err_kind {
	ERR_NONE,
	ERR_SYS,         /* a system call failed: sys_errno says why */
	ERR_USAGE,       /* the command line is wrong */
	ERR_SYNTAX,      /* the Dockerfile is wrong: position says where */
	ERR_NOT_FOUND,   /* a named thing is not there */
	ERR_EXISTS,      /* a name is taken */
	ERR_INVALID,     /* data from outside breaks its format */
	ERR_LIMIT,       /* data from outside exceeds a named limit */
	ERR_POLICY,      /* the non-root rule says no; id names the rule */
	ERR_UNSUPPORTED, /* right, but not built yet: never ignored */
	ERR_STEP,        /* a RUN failed: exit_status */
	ERR_HOST,        /* this machine lacks something; the hint is the administrator's line */
	ERR_CANCELLED,   /* interrupted */
};

/* A stretch of a source file, 1-based, end inclusive; line 0 means none. Columns count bytes. */
struct span {
	uint32_t line, col, end_line, end_col;
};

struct err {
	enum err_kind kind;
	int sys_errno;
	int exit_status; /* of a RUN: 0..255, or 128 + signal */
	int stage, step; /* numbers in the plan, -1 for none */
	struct span span;
	char id[40];      /* a row of syntax/diagnostics.def, "" for none */
	char file[256];   /* what span counts in */
	char text[1024];  /* what */
	char during[512]; /* while doing what */
	char hint[1024];  /* what to do about it */
};

/* Each returns -1, so that `return err_set(...)` is a failing return. */
int err_set(struct err *e, enum err_kind kind, const char *fmt, ...) PRINTF(3, 4);
int err_sys(struct err *e, const char *fmt, ...)
	PRINTF(2, 3); /* kind ERR_SYS from errno; appends strerror */
int err_id(struct err *e, enum err_kind kind, const char *id, const char *fmt, ...) PRINTF(4, 5);

/* Add to a failure that travels upward; the first during and hint win. */
int err_during(struct err *e, const char *fmt, ...) PRINTF(2, 3);
int err_hint(struct err *e, const char *fmt, ...) PRINTF(2, 3);
int err_at(struct err *e, const char *file, struct span span); /* keeps an earlier position */

void err_clear(struct err *e);

#endif

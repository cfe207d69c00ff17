/* lichen/error.h - why a call failed, as one flat value.
 *
 * Every lichen function that can fail returns 0, or -1 with the error filled. The value owns
 * nothing and can be copied. All texts are printable UTF-8 or ASCII: control bytes from outside are
 * spelled out as `\xNN`.
 *
 * Stable: the enumerators keep their values, fields are only added at the end.
 */
#ifndef LICHEN_ERROR_H
#define LICHEN_ERROR_H

#ifdef __cplusplus
extern "C" {
#endif

enum lichen_error_kind {
	LICHEN_ERROR_NONE = 0,
	LICHEN_ERROR_SYSTEM = 1,      /* a system call failed: system_errno */
	LICHEN_ERROR_USAGE = 2,       /* the caller's options do not fit together */
	LICHEN_ERROR_SYNTAX = 3,      /* the Dockerfile is wrong at file:line:column */
	LICHEN_ERROR_NOT_FOUND = 4,   /* an image, stage, file or user that is not there */
	LICHEN_ERROR_EXISTS = 5,      /* a name that is taken */
	LICHEN_ERROR_INVALID = 6,     /* data from outside that breaks its format */
	LICHEN_ERROR_LIMIT = 7,       /* data from outside beyond a named limit */
	LICHEN_ERROR_POLICY = 8,      /* the non-root rule: id is the rule (NR-01 ...) */
	LICHEN_ERROR_UNSUPPORTED = 9, /* right, but not built yet */
	LICHEN_ERROR_STEP = 10,       /* a RUN failed: exit_status, 0..255 or 128 + signal */
	LICHEN_ERROR_HOST = 11, /* the machine lacks something: hint is the administrator's line */
	LICHEN_ERROR_CANCELLED = 12, /* interrupted */
};

struct lichen_error {
	enum lichen_error_kind kind;
	int system_errno;
	int exit_status;
	unsigned line, column, end_line, end_column; /* 1-based; 0: none */
	char id[40];                                 /* the diagnosis, "" for none */
	char file[256];                              /* what line counts in */
	char text[1024];                             /* what */
	char during[512];                            /* while doing what */
	char hint[1024];                             /* what to do about it */
};

#ifdef __cplusplus
}
#endif

#endif

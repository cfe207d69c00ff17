/* error - why a call failed, as one flat value.
 *
 * Every lichen function that can fail returns 0, or -1 with the error filled. The value owns
 * nothing and can be copied. Texts end in NUL and are printable: control bytes from outside are
 * spelled out as `\xNN`; a text that does not fit is cut and ends in "...". `text` says what went
 * wrong and is never empty after a failure; `during` and `hint` may be.
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
	/* A system call failed; system_errno says how (errno(3)). */
	LICHEN_ERROR_SYSTEM = 1,
	/* The caller's options do not fit together. */
	LICHEN_ERROR_USAGE = 2,
	/* The Dockerfile is wrong at file:line:column (the Dockerfile reference); id is a row of
	 * `lichen explain`. */
	LICHEN_ERROR_SYNTAX = 3,
	/* An image, stage, file or user that is named is not there. */
	LICHEN_ERROR_NOT_FOUND = 4,
	/* A name is taken. */
	LICHEN_ERROR_EXISTS = 5,
	/* Data from outside breaks its format: OCI image-spec 1.1, POSIX.1-2001 pax, RFC 1952, RFC
	 * 8878, RFC 8259; or does not have the digest it promised. */
	LICHEN_ERROR_INVALID = 6,
	/* Data from outside goes beyond a limit that `text` names. */
	LICHEN_ERROR_LIMIT = 7,
	/* The image would run as root; id is the rule, NR-01 and so on. */
	LICHEN_ERROR_POLICY = 8,
	/* Right by its specification, but lichen does not do it yet; never ignored. */
	LICHEN_ERROR_UNSUPPORTED = 9,
	/* A RUN failed; exit_status is 0..255, or 128 + the signal's number. */
	LICHEN_ERROR_STEP = 10,
	/* The machine lacks something; hint is the administrator's line. */
	LICHEN_ERROR_HOST = 11,
	/* Interrupted by the caller's cancel descriptor or by a signal. */
	LICHEN_ERROR_CANCELLED = 12,
};

struct lichen_error {
	enum lichen_error_kind kind;
	int system_errno;                            /* LICHEN_ERROR_SYSTEM; else 0 */
	int exit_status;                             /* LICHEN_ERROR_STEP; else 0 */
	unsigned line, column, end_line, end_column; /* from 1, in bytes, end included; 0: none */
	char id[40];                                 /* the diagnosis, "" for none */
	char file[256];                              /* what line counts in, "" for none */
	char text[1024];                             /* what */
	char during[512];                            /* while doing what */
	char hint[1024];                             /* what to do about it */
};

#ifdef __cplusplus
}
#endif

#endif

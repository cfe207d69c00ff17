/* public_error - struct err as the public interface shows it. */
#include <stdio.h>

#include "build/public.h"

#define COPY(to, from) snprintf((to), sizeof(to), "%s", (from))

int public_error(const struct err *e, struct lichen_error *out)
{
	static const enum lichen_error_kind kinds[] = {
		[ERR_NONE] = LICHEN_ERROR_NONE,
		[ERR_SYS] = LICHEN_ERROR_SYSTEM,
		[ERR_USAGE] = LICHEN_ERROR_USAGE,
		[ERR_SYNTAX] = LICHEN_ERROR_SYNTAX,
		[ERR_NOT_FOUND] = LICHEN_ERROR_NOT_FOUND,
		[ERR_EXISTS] = LICHEN_ERROR_EXISTS,
		[ERR_INVALID] = LICHEN_ERROR_INVALID,
		[ERR_LIMIT] = LICHEN_ERROR_LIMIT,
		[ERR_POLICY] = LICHEN_ERROR_POLICY,
		[ERR_UNSUPPORTED] = LICHEN_ERROR_UNSUPPORTED,
		[ERR_STEP] = LICHEN_ERROR_STEP,
		[ERR_HOST] = LICHEN_ERROR_HOST,
		[ERR_CANCELLED] = LICHEN_ERROR_CANCELLED,
	};

	*out = (struct lichen_error){
		.kind = kinds[e->kind],
		.system_errno = e->sys_errno,
		.exit_status = e->exit_status,
		.line = e->span.line,
		.column = e->span.col,
		.end_line = e->span.end_line,
		.end_column = e->span.end_col,
	};
	COPY(out->id, e->id);
	COPY(out->file, e->file);
	COPY(out->text, e->text);
	COPY(out->during, e->during);
	COPY(out->hint, e->hint);
	return -1;
}

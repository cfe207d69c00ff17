#include <criterion/criterion.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "build/public.h"

Test(build_public_error, every_kind_has_its_number)
{
	static const struct {
		enum err_kind inside;
		enum lichen_error_kind outside;
	} rows[] = {{ERR_SYS, LICHEN_ERROR_SYSTEM}, {ERR_USAGE, LICHEN_ERROR_USAGE},
		{ERR_SYNTAX, LICHEN_ERROR_SYNTAX}, {ERR_NOT_FOUND, LICHEN_ERROR_NOT_FOUND},
		{ERR_EXISTS, LICHEN_ERROR_EXISTS}, {ERR_INVALID, LICHEN_ERROR_INVALID},
		{ERR_LIMIT, LICHEN_ERROR_LIMIT}, {ERR_POLICY, LICHEN_ERROR_POLICY},
		{ERR_UNSUPPORTED, LICHEN_ERROR_UNSUPPORTED}, {ERR_STEP, LICHEN_ERROR_STEP},
		{ERR_HOST, LICHEN_ERROR_HOST}, {ERR_CANCELLED, LICHEN_ERROR_CANCELLED}};

	cr_assert_eq(sizeof rows / sizeof *rows, ERR_CANCELLED, "a kind is missing here");
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct lichen_error out;
		struct err e;

		err_set(&e, rows[i].inside, "x");
		cr_assert_eq(public_error(&e, &out), -1);
		cr_assert_eq(out.kind, rows[i].outside);
	}
}

Test(build_public_error, nothing_is_lost)
{
	struct lichen_error out;
	struct err e;

	errno = ENOSPC;
	err_sys(&e, "cannot write");
	err_during(&e, "trying");
	err_hint(&e, "make room");
	err_at(&e, "Dockerfile", (struct span){1, 2, 3, 4});
	snprintf(e.id, sizeof e.id, "disk");
	e.exit_status = 9;
	public_error(&e, &out);
	cr_assert_eq(out.system_errno, ENOSPC);
	cr_assert_eq(out.exit_status, 9);
	cr_assert(out.line == 1 && out.column == 2 && out.end_line == 3 && out.end_column == 4);
	cr_assert_str_eq(out.id, "disk");
	cr_assert_str_eq(out.file, "Dockerfile");
	cr_assert_str_eq(out.text, e.text);
	cr_assert_str_eq(out.during, "trying");
	cr_assert_str_eq(out.hint, "make room");
}

/* The public fields are as wide as ours, so that no text is cut twice. */
Test(build_public_error, texts_fit)
{
	struct lichen_error out;
	struct err e;

	cr_assert_eq(sizeof out.id, sizeof e.id);
	cr_assert_eq(sizeof out.file, sizeof e.file);
	cr_assert_eq(sizeof out.text, sizeof e.text);
	cr_assert_eq(sizeof out.during, sizeof e.during);
	cr_assert_eq(sizeof out.hint, sizeof e.hint);
}

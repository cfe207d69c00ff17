#include "codec/archive_calls.h"

#include <criterion/criterion.h>

Test(archive_calls, every_call_is_there_and_they_are_loaded_once)
{
	struct err e = {0};
	const struct archive_calls *archive = archive_calls(&e);

	cr_assert(archive, "%s", e.text);
	cr_expect_eq(archive, archive_calls(&e));
	for (size_t i = 0; i < sizeof *archive / sizeof(void (*)(void)); i++)
		cr_expect(((void (*const *)(void))archive)[i]);

	struct archive *a = archive->read_new();

	cr_assert(a);
	cr_expect_eq(archive->read_support_format_raw(a), ARCHIVE_OK);
	cr_expect_eq(archive->read_free(a), ARCHIVE_OK);
}

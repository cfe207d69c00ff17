/* Any bytes as the value of RUN --mount; the part behind a NUL is what every expansion gives. What
 * is accepted is whole: what its type needs is there. */
#include <assert.h>
#include <stdint.h>

#include "base/attr.h"
#include "plan/mount_flag.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n);

static int expand(void *context, struct str raw, struct str *out, struct err *e)
{
	const struct str *given = context;

	(void)e;
	*out = str_find(raw, '$') < raw.n ? *given : raw;
	return 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
	AUTO(buf_release) struct buf from = {0};
	struct str flag, given;
	struct mount_flag m = {0};
	struct err e = {0};

	str_cut((struct str){(const char *)bytes, n}, '\0', &flag, &given);
	const struct mount_expander expander = {expand, &given};

	if (mount_flag_from(flag, &from, &e) < 0)
		assert(e.kind != ERR_NONE && e.text[0]);
	if (mount_flag_parse(flag, &expander, &m, &e) < 0)
		assert(e.kind != ERR_NONE && e.text[0]);
	else
		assert(mount_type_name(m.type));
	return 0;
}

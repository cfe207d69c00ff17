/* reference - an image name as typed to a full reference. */
#include "build/reference.h"

#include "base/buf.h"
#include "codec/ref.h"

int reference_add(struct strs *to, struct str typed, struct err *e)
{
	AUTO(ref_release) struct ref ref = {0};
	AUTO(buf_release) struct buf full = {0};

	if (ref_parse(typed, &ref, e) < 0) {
		e->kind = ERR_USAGE;
		return err_during(e, "reading the image name `%.*s`", STR_FMT(typed));
	}
	if (ref.digest.algorithm != DIGEST_NONE)
		return err_set(e, ERR_USAGE, "a tag cannot hold a digest: `%.*s`", STR_FMT(typed));
	ref_full(&ref, &full);
	strs_add(to, buf_str(&full));
	return 0;
}

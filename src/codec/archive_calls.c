/* archive_calls - libarchive, loaded when the first bzip2 or xz archive is met. */
#include "codec/archive_calls.h"

#include <stddef.h>

#include "sys/lazylib.h"

static const struct lazylib_call calls[] = {
#define CALL(member, name) {#name, offsetof(struct archive_calls, member)},
#include "codec/archive_calls.def"
#undef CALL
};

const struct archive_calls *archive_calls(struct err *e)
{
	static struct archive_calls table;
	static struct lazylib lib = LAZYLIB("libarchive.so.13", "libarchive13", calls, &table);

	return lazylib_load(&lib, e) < 0 ? NULL : &table;
}

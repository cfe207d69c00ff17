/* curl_calls - libcurl, loaded when the first URL is met. */
#include "remote/curl_calls.h"

#include <stddef.h>

#include "sys/lazylib.h"

static const struct lazylib_call calls[] = {
#define CALL(member, name) {#name, offsetof(struct curl_calls, member)},
#include "remote/curl_calls.def"
#undef CALL
};

const struct curl_calls *curl_calls(struct err *e)
{
	static struct curl_calls table;
	static struct lazylib lib = LAZYLIB("libcurl.so.4", "libcurl4", calls, &table);

	return lazylib_load(&lib, e) < 0 ? NULL : &table;
}

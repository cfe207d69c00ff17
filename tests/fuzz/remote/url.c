/* fuzz - a URL of a Dockerfile or a Location: its parts, and that what is shown has no login. */
#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "remote/url.h"

int LLVMFuzzerTestOneInput(const unsigned char *bytes, size_t n);

int LLVMFuzzerTestOneInput(const unsigned char *bytes, size_t n)
{
	AUTO(mem_release) char *url = str_dup((struct str){(const char *)bytes, n});
	AUTO(mem_release) char *normal = NULL;
	AUTO(mem_release) char *name = url_file_name(url);
	AUTO(mem_release) char *host = url_host(url);
	AUTO(mem_release) char *shown = url_shown(url);
	AUTO(mem_release) char *joined = url_join("https://h/a/b", url);
	struct err e = {0};

	assert(!joined || strlen(joined) > 0);
	assert(!strchr(name, '/') && strlen(shown) <= URL_SHOWN_BYTES + 3);
	(void)url_same_origin(url, "https://h/");
	if (url_normal(url, &normal, &e) < 0)
		return 0;
	assert(host && url_same_origin(normal, normal));
	for (const char *c = normal; *c; c++)
		assert((unsigned char)*c >= ' ');
	return 0;
}

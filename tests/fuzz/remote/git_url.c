/* Any bytes as a git URL: what passes gives git nothing but names. */
#include "remote/git_url.h"

#include <assert.h>
#include <stdint.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n);

static void check_text(const char *s)
{
	for (; s && *s; s++)
		assert((unsigned char)*s >= ' ' && *s != 0x7f);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
	AUTO(git_url_release) struct git_url u = {0}, again = {0};
	struct err e = {0};

	if (git_url_parse((struct str){(const char *)bytes, n}, &u, &e) < 0) {
		assert(e.kind == ERR_INVALID || e.kind == ERR_LIMIT);
		return 0;
	}
	check_text(u.remote);
	check_text(u.ref);
	check_text(u.subdir);
	assert(u.remote[0] != '-' && u.host[0] != '-');
	assert(!u.ref || !git_ref_fault(str_of(u.ref)));
	assert(!u.subdir || (u.subdir[0] != '/' && !strstr(u.subdir, "..//")));
	/* What git is given is a place alone, and means the same place. */
	assert(git_url_parse(str_of(u.remote), &again, &e) == 0);
	assert(strcmp(again.remote, u.remote) == 0 && !again.ref && !again.credentials);
	return 0;
}

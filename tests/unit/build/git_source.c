/* git_source - a commit is fetched once, and what it is fetched with decides which it is. */
#include "build/git_source.h"

#include "../remote/git_served.h"
#include "base/mem.h"
#include "driven.h"
#include "store/snap.h"

static int get(
	struct bench *b, const char *base, const char *options, struct digest *layer, struct err *e)
{
	AUTO(mem_release) char *url = mem_fmt("%s/r.git%s", base, options);
	struct context_means means = {.store = &b->store, .cancel_fd = -1};
	struct git_request r = {.means = &means, .url = str_of(url)};

	return git_source(&r, layer, e);
}

INSIDE(build_git_source, once_a_commit)
{
	AUTO(git_served_release) struct git_served s = git_served_start();
	struct digest first, again, other;
	char by_name[64];
	struct err e;

	CHECK_OK(get(b, s.url, "#v1", &first, &e));
	CHECK(snap_has(&b->store, &first));
	CHECK_OK(get(b, s.url, "?tag=light", &again, &e));
	CHECK(digest_eq(&first, &again));
	CHECK_OK(get(b, s.url, "", &other, &e));
	CHECK(!digest_eq(&first, &other));
	CHECK_OK(get(b, s.url, "#v1:d", &other, &e));
	CHECK(!digest_eq(&first, &other));
	CHECK_OK(get(b, s.url, "?tag=v1&keep-git-dir", &other, &e));
	CHECK(!digest_eq(&first, &other));
	/* A commit by its name that is there already asks nobody. */
	snprintf(by_name, sizeof by_name, "#%s", s.first);
	CHECK_OK(get(b, "git://127.0.0.1:1", by_name, &again, &e));
	CHECK(digest_eq(&first, &again));
	CHECK(get(b, "git://127.0.0.1:1", "#v1", &again, &e) == -1 && e.kind == ERR_INVALID);
	return 0;
}

INSIDE(build_git_source, what_is_asked_for_must_fit)
{
	struct context_means means = {.store = &b->store, .cancel_fd = -1};
	struct git_request r = {.means = &means};
	struct digest layer;
	struct err e;

	r.url = STR("https://127.0.0.1:1/x.git?commit=abc");
	r.checksum = "def";
	CHECK(git_source(&r, &layer, &e) == -1 && strstr(e.text, "checksum mismatch"));
	r.checksum = NULL;
	means.keep_git_dir = true;
	r.url = STR("https://127.0.0.1:1/x.git?keep-git-dir=0");
	CHECK(git_source(&r, &layer, &e) == -1 && strstr(e.text, "inconsistent"));
	r.url = STR("ssh://git@127.0.0.1:1/x.git");
	CHECK(git_source(&r, &layer, &e) == -1 && e.kind == ERR_NOT_FOUND);
	CHECK(strstr(e.text, "no SSH key"));
	return 0;
}

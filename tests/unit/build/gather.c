#include "build/gather.h"

#include "driven.h"

/* The digest of everything in the bench's directory, as a COPY of a context has it. */
static int gather(struct bench *b, const struct digest *chain, struct digest *out)
{
	AUTO(rootfs_close) struct rootfs root = ROOTFS_NONE;
	AUTO(strs_release) struct strs sources = {0};
	struct strs none = {0};
	struct err e;

	CHECK_OK(rootfs_of(b->dir.fd, &root, &e));
	strs_add(&sources, STR("."));
	struct files_request request = {
		.from = root, .sources = &sources, .excludes = &none, .dest = "/", .epoch_s = -1};

	struct gather_input input;

	CHECK_OK(gather_copy(&b->store, &request, chain, &input, &e));
	CHECK((input.version.algorithm == DIGEST_NONE) == (chain->algorithm != DIGEST_NONE));
	*out = input.content;
	return 0;
}

INSIDE(build_gather, content_counts_and_time_does_not)
{
	static const struct digest none;
	const struct timespec past[2] = {{.tv_sec = 1000}, {.tv_sec = 1000}};
	struct digest first;
	struct digest again;

	CHECK(driven_file(b, "file", "one") == 0);
	CHECK(gather(b, &none, &first) == 0);
	CHECK(utimensat(b->dir.fd, "file", past, 0) == 0);
	CHECK(gather(b, &none, &again) == 0);
	CHECK(digest_eq(&first, &again));
	CHECK(driven_file(b, "file", "two") == 0);
	CHECK(utimensat(b->dir.fd, "file", past, 0) == 0);
	CHECK(gather(b, &none, &again) == 0);
	CHECK(!digest_eq(&first, &again));
	return 0;
}

/* What was selected in a chain once is a fact: the files are not looked at again. */
INSIDE(build_gather, a_fact_about_a_chain_is_remembered)
{
	struct digest chain = digest_of("chain", 5);
	struct digest other = digest_of("other", 5);
	struct digest first;
	struct digest again;

	CHECK(driven_file(b, "file", "one") == 0);
	CHECK(gather(b, &chain, &first) == 0);
	CHECK(driven_file(b, "file", "two") == 0);
	CHECK(gather(b, &chain, &again) == 0);
	CHECK(digest_eq(&first, &again));
	CHECK(gather(b, &other, &again) == 0);
	CHECK(!digest_eq(&first, &again));
	return 0;
}

/* Under --chown the owners of a stage's files are not in the digest: that fact is not the other. */
INSIDE(build_gather, a_fact_without_owners_is_another)
{
	struct digest chain = digest_of("chain", 5);
	AUTO(rootfs_close) struct rootfs root = ROOTFS_NONE;
	struct str file = STR("file");
	struct strs sources = {.p = &file, .n = 1};
	struct gather_input with;
	struct gather_input without;
	struct err e;

	CHECK(driven_file(b, "file", "one") == 0);
	CHECK_OK(rootfs_of(b->dir.fd, &root, &e));
	struct files_request request = {.from = root,
		.sources = &sources,
		.dest = "/",
		.chown = "1:1",
		.keep_owner = true,
		.epoch_s = -1};

	CHECK_OK(gather_copy(&b->store, &request, &chain, &without, &e));
	request.chown = NULL;
	CHECK_OK(gather_copy(&b->store, &request, &chain, &with, &e));
	CHECK(!digest_eq(&with.content, &without.content));
	return 0;
}

/* One that was written to and holds the same again is another version: a copy in between may have
 * met what it held then. */
INSIDE(build_gather, a_file_that_changed_and_changed_back_is_another_version)
{
	static const struct digest none;
	AUTO(rootfs_close) struct rootfs root = ROOTFS_NONE;
	struct str file = STR("file");
	struct strs sources = {.p = &file, .n = 1};
	struct gather_input first, again;
	struct err e;

	CHECK(driven_file(b, "file", "one") == 0);
	CHECK_OK(rootfs_of(b->dir.fd, &root, &e));
	struct files_request request = {
		.from = root, .sources = &sources, .dest = "/", .epoch_s = -1};

	CHECK_OK(gather_copy(&b->store, &request, &none, &first, &e));
	CHECK_OK(gather_copy(&b->store, &request, &none, &again, &e));
	CHECK(digest_eq(&first.version, &again.version));
	CHECK_OK(gather_copy(NULL, &request, &none, &again, &e));
	CHECK(digest_eq(&first.version, &again.version));
	usleep(20000); /* the clock of a file's times may be a slow one */
	CHECK(driven_file(b, "file", "two") == 0);
	CHECK(driven_file(b, "file", "one") == 0);
	CHECK_OK(gather_copy(&b->store, &request, &none, &again, &e));
	CHECK(digest_eq(&first.content, &again.content));
	CHECK(!digest_eq(&first.version, &again.version));
	return 0;
}

#include "build/context.h"

#include <criterion/criterion.h>

#include "../remote/git_served.h"
#include "bench.h"
#include "packed.h"

Test(build_context, the_kind_is_told_by_the_words)
{
	static const struct {
		const char *text;
		enum context_kind kind;
	} rows[] = {
		{"-", CONTEXT_STDIN},
		{".", CONTEXT_DIRECTORY},
		{"/nowhere/at/all", CONTEXT_DIRECTORY},
		{"http://h/c.tar", CONTEXT_URL},
		{"https://h/Dockerfile?x=.git", CONTEXT_URL},
		{"https://h/x.git", CONTEXT_GIT},
		{"https://h/x.git#main:sub", CONTEXT_GIT},
		{"git://h/x", CONTEXT_GIT},
		{"ssh://git@h/x", CONTEXT_GIT},
		{"git@h:x", CONTEXT_GIT},
		{"github.com/a/b", CONTEXT_GIT},
	};

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		cr_assert_eq(context_kind(rows[i].text), rows[i].kind, "%s", rows[i].text);
}

Test(build_context, an_archive_is_told_by_its_first_bytes)
{
	AUTO(fd_close) int fd = packed((struct packed_entry[]){{"a", TAR_FILE, "x", 0}, {0}});
	char head[CONTEXT_HEAD_BYTES];

	cr_assert_eq(fd_read_full(fd, head, sizeof head), (ssize_t)sizeof head);
	cr_assert(context_is_archive((struct str){head, sizeof head}));
	head[0] = 'b'; /* the checksum is wrong now */
	cr_assert_not(context_is_archive((struct str){head, sizeof head}));
	cr_assert_not(context_is_archive((struct str){head, 100}));
	memset(head, 0, sizeof head);
	cr_assert(context_is_archive((struct str){head, sizeof head}), "an empty one");
	cr_assert(context_is_archive(STR("\x1f\x8b\x08")));
	cr_assert(context_is_archive(STR("BZh9")));
	cr_assert(context_is_archive(STR("\x28\xb5\x2f\xfd")));
	cr_assert(context_is_archive((struct str){"\xfd"
						  "7zXZ\0",
		6}));
	cr_assert_not(context_is_archive(STR("FROM scratch")));
	cr_assert_not(context_is_archive(STR("")));
}

static int unpack(
	struct bench *b, const struct packed_entry *entries, struct context *c, struct err *e)
{
	AUTO(fd_close) int fd = packed(entries);

	if (context_begin(c, &b->store, e) < 0)
		return -1;
	return context_unpack(c, fd, STR(""), -1, e);
}

INSIDE(build_context, entries_keep_their_owners_and_everything_goes_in_the_end)
{
	struct context c = CONTEXT_NONE;
	char path[80];
	struct stat st;
	struct err e;

	CHECK_OK(unpack(b,
		(struct packed_entry[]){
			{"sub", TAR_DIR, NULL, 5}, {"sub/f", TAR_FILE, "x", 7}, {0}},
		&c, &e));
	CHECK(c.made);
	CHECK_OK(tree_stat(&c.tree, "sub/f", &st, &e));
	CHECK(st.st_uid == 7 && st.st_gid == 7 && st.st_size == 1);
	snprintf(path, sizeof path, "tmp/%s", c.txn.name);
	CHECK(tree_has(&b->store.root, path));
	context_release(&c);
	context_release(&c);
	CHECK(!tree_has(&b->store.root, path));
	return 0;
}

INSIDE(build_context, an_owner_that_cannot_be_here_is_named_with_the_cure)
{
	AUTO(context_release) struct context c = CONTEXT_NONE;
	struct err e;

	if (idmap_count() > 4000000000UL)
		return 0; /* every id is mapped */
	CHECK(unpack(b, (struct packed_entry[]){{"f", TAR_FILE, "x", 4000000001U}, {0}}, &c, &e) <
		0);
	CHECK(strstr(e.text, "user id 4000000001") && strstr(e.hint, "--owner=0"));
	return 0;
}

INSIDE(build_context, nothing_reaches_out)
{
	AUTO(context_release) struct context c = CONTEXT_NONE;
	AUTO(context_release) struct context through = CONTEXT_NONE;
	AUTO(context_release) struct context device = CONTEXT_NONE;
	struct err e;

	CHECK_OK(unpack(b,
		(struct packed_entry[]){
			{"out", TAR_SYMLINK, "/", 0}, {"out/f", TAR_FILE, "x", 0}, {0}},
		&c, &e));
	CHECK(tree_has(&c.tree, "f"));
	CHECK(unpack(b,
		      (struct packed_entry[]){{"out", TAR_SYMLINK, "/nowhere", 0},
			      {"out/f", TAR_FILE, "x", 0}, {0}},
		      &through, &e) < 0);
	CHECK(unpack(b, (struct packed_entry[]){{"null", TAR_CHAR, NULL, 0}, {0}}, &device, &e) <
		0);
	CHECK(e.kind == ERR_INVALID && strstr(e.text, "device"));
	CHECK(strcmp(e.during, "unpacking the context") == 0 || strstr(e.during, "null"));
	return 0;
}

INSIDE(build_context, a_repository_is_the_stores_own_tree)
{
	AUTO(git_served_release) struct git_served served = git_served_start();
	AUTO(context_release) struct context c = CONTEXT_NONE;
	AUTO(context_release) struct context none = CONTEXT_NONE;
	struct context_means means = {.store = &b->store, .cancel_fd = -1};
	char url[128];
	struct err e;

	snprintf(url, sizeof url, "%s/r.git#v1:d", served.url);
	CHECK_OK(context_fetch(&c, &means, url, &e));
	CHECK(c.made && tree_has(&c.tree, "x") && !tree_has(&c.tree, "f"));
	snprintf(url, sizeof url, "%s/r.git#none", served.url);
	CHECK(context_fetch(&none, &means, url, &e) == -1 && e.kind == ERR_NOT_FOUND);
	return 0;
}

Test(build_context, means_are_those_of_the_build)
{
	AUTO(map_release) struct map args = {0};
	struct build_request request = {.plan = {.build_args = &args}, .cancel_fd = 7};

	cr_assert_eq(context_means_of(&request, NULL, true).cancel_fd, 7);
	cr_assert_not(context_means_of(&request, NULL, true).keep_git_dir);
	map_set(&args, STR("BUILDKIT_CONTEXT_KEEP_GIT_DIR"), STR("true"));
	cr_assert(context_means_of(&request, NULL, true).keep_git_dir);
	cr_assert_not(context_means_of(&request, NULL, false).keep_git_dir);
	map_set(&args, STR("BUILDKIT_CONTEXT_KEEP_GIT_DIR"), STR("0"));
	cr_assert_not(context_means_of(&request, NULL, true).keep_git_dir);
}

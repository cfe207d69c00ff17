#include "copytest.h"

#include <criterion/criterion.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/xattr.h>
#include <unistd.h>

#include "sys/tree.h"

#define TREE "d/f d/g d/l>f d/s/ d/x=12 d/h&d/f"

static struct copytest t;

static void setup(void)
{
	copytest_init(&t);
	copytest_make(t.from.fd, TREE);
}

static void teardown(void)
{
	copytest_release(&t);
}

static void change(const char *what)
{
	int fd;

	if (strcmp(what, "content") == 0) {
		copytest_make(t.from.fd, "d/x=21");
	} else if (strcmp(what, "mode") == 0) {
		cr_assert_eq(fchmodat(t.from.fd, "d/f", 0600, 0), 0);
	} else if (strcmp(what, "link") == 0) {
		cr_assert_eq(unlinkat(t.from.fd, "d/l", 0), 0);
		cr_assert_eq(symlinkat("g", t.from.fd, "d/l"), 0);
	} else if (strcmp(what, "name") == 0) {
		cr_assert_eq(renameat(t.from.fd, "d/g", t.from.fd, "d/k"), 0);
	} else if (strcmp(what, "empty directory") == 0) {
		copytest_make(t.from.fd, "d/new/");
	} else if (strcmp(what, "file becomes directory") == 0) {
		cr_assert_eq(unlinkat(t.from.fd, "d/g", 0), 0);
		copytest_make(t.from.fd, "d/g/");
	} else if (strcmp(what, "hard link becomes copy") == 0) {
		cr_assert_eq(unlinkat(t.from.fd, "d/h", 0), 0);
		copytest_make(t.from.fd, "d/h=d/f");
	} else if (strcmp(what, "attribute") == 0) {
		fd = openat(t.from.fd, "d/g", O_RDONLY);
		cr_assert_eq(fsetxattr(fd, "user.a", "1", 1, 0), 0);
		close(fd);
	} else {
		fd = openat(t.from.fd, "d/s", O_RDONLY);
		cr_assert_eq(fsetxattr(fd, "user.a", "1", 1, 0), 0);
		close(fd);
	}
}

static bool attributes_work(void)
{
	bool work = fsetxattr(t.from.fd, "user.test", "1", 1, 0) == 0;

	fremovexattr(t.from.fd, "user.test");
	return work;
}

Test(files_digest, what_is_copied_is_a_miss, .init = setup)
{
	static const char *const changes[] = {"content", "mode", "link", "name", "empty directory",
		"file becomes directory", "hard link becomes copy", "attribute",
		"attribute of a directory"};

	for (size_t i = 0; i < sizeof changes / sizeof *changes; i++) {
		if (strstr(changes[i], "attribute") && !attributes_work())
			continue;
		struct digest_text before = copytest_digest(&t, "d /x");

		cr_assert(before.text[0], "%s", t.e.text);
		change(changes[i]);
		cr_expect_str_neq(before.text, copytest_digest(&t, "d /x").text, "%s", changes[i]);
		teardown();
		setup();
	}
	teardown();
}

Test(files_digest, times_and_owners_of_a_context_are_a_hit, .init = setup, .fini = teardown)
{
	struct digest_text before = copytest_digest(&t, "d /x");
	const struct timespec times[2] = {{.tv_sec = 5}, {.tv_sec = 5}};

	cr_assert_eq(utimensat(t.from.fd, "d/f", times, 0), 0);
	cr_assert_eq(utimensat(t.from.fd, "d", times, 0), 0);
	if (geteuid() == 0)
		cr_assert_eq(fchownat(t.from.fd, "d/f", 7, 7, 0), 0);
	copytest_make(t.from.fd, "unrelated");
	cr_expect_str_eq(before.text, copytest_digest(&t, "d /x").text);
	/* The directory's own name and mode do not land. */
	cr_assert_eq(renameat(t.from.fd, "d", t.from.fd, "e"), 0);
	cr_assert_eq(fchmodat(t.from.fd, "e", 0700, 0), 0);
	cr_expect_str_eq(before.text, copytest_digest(&t, "e /x").text);
}

Test(files_digest, owners_of_a_stage_are_a_miss, .init = setup, .fini = teardown)
{
	if (geteuid() != 0)
		cr_skip_test("skipped: files of other owners need privilege");
	t.request.keep_owner = true;
	struct digest_text before = copytest_digest(&t, "d /x");
	struct digest_text chown_before = copytest_digest(&t, "--chown=1 d /x");

	cr_assert_eq(fchownat(t.from.fd, "d/f", 7, 7, 0), 0);
	cr_assert_eq(fchmodat(t.from.fd, "d/f", 0644, 0), 0);
	cr_expect_str_neq(before.text, copytest_digest(&t, "d /x").text);
	cr_expect_str_eq(chown_before.text, copytest_digest(&t, "--chown=1 d /x").text);
}

/* Section 0: permissions of the source do not enter under an octal --chmod. */
Test(files_digest, chmod_takes_the_mode_out, .init = setup, .fini = teardown)
{
	struct digest_text octal = copytest_digest(&t, "--chmod=644 d /x");
	struct digest_text symbolic = copytest_digest(&t, "--chmod=+x d /x");

	change("mode");
	cr_expect_str_eq(octal.text, copytest_digest(&t, "--chmod=644 d /x").text);
	cr_expect_str_neq(symbolic.text, copytest_digest(&t, "--chmod=+x d /x").text);
	cr_expect_str_eq(copytest_digest(&t, "--chmod=9 d /x").text, "");
}

Test(files_digest, hidden_files_do_not_enter, .init = setup, .fini = teardown)
{
	copytest_ignore(&t, "d/g\n");
	struct digest_text before = copytest_digest(&t, "d /x");

	copytest_make(t.from.fd, "d/g=changed");
	cr_expect_str_eq(before.text, copytest_digest(&t, "d /x").text);
	cr_assert_eq(unlinkat(t.from.fd, "d/g", 0), 0);
	cr_expect_str_eq(before.text, copytest_digest(&t, "d /x").text);
}

Test(files_digest, a_matched_name_that_lands_is_a_miss, .init = setup, .fini = teardown)
{
	copytest_make(t.from.fd, "a1=same");
	struct digest_text before = copytest_digest(&t, "a* /x/");

	cr_assert_eq(renameat(t.from.fd, "a1", t.from.fd, "a2"), 0);
	cr_expect_str_neq(before.text, copytest_digest(&t, "a* /x/").text);
}

Test(files_digest, missing_is_an_error, .init = setup, .fini = teardown)
{
	cr_expect_str_eq(copytest_digest(&t, "no /x").text, "");
	cr_expect_eq(t.e.kind, ERR_NOT_FOUND);
}

Test(files_digest, here_documents_enter, .init = setup, .fini = teardown)
{
	struct files_inline in = {"a", STR("one")};
	struct digest_text none = copytest_digest(&t, "/x");

	t.request.inlines = &in;
	t.request.inlines_n = 1;
	struct digest_text one = copytest_digest(&t, "/x");

	in.body = STR("two");
	struct digest_text two = copytest_digest(&t, "/x");

	in.name = "b";
	cr_expect_str_neq(none.text, one.text);
	cr_expect_str_neq(one.text, two.text);
	cr_expect_str_neq(two.text, copytest_digest(&t, "/x").text);
}

struct memory {
	struct stat st[64];
	struct digest digests[64];
	size_t n, found;
};

static bool memory_find(void *context, const struct stat *st, struct digest *out)
{
	struct memory *m = context;

	for (size_t i = 0; i < m->n; i++) {
		if (m->st[i].st_ino != st->st_ino || m->st[i].st_size != st->st_size ||
			m->st[i].st_ctim.tv_nsec != st->st_ctim.tv_nsec)
			continue;
		*out = m->digests[i];
		m->found++;
		return true;
	}
	return false;
}

static void memory_learn(void *context, const struct stat *st, const struct digest *d)
{
	struct memory *m = context;

	cr_assert_lt(m->n, 64);
	m->st[m->n] = *st;
	m->digests[m->n++] = *d;
}

/* Large files take another way through the threads, and must not take another with a cache. */
Test(files_digest, a_cache_changes_nothing, .init = setup, .fini = teardown)
{
	enum { LARGE = 3 << 20 };
	struct memory m = {0};
	const struct digest_cache cache = {memory_find, memory_learn, NULL, &m};
	struct digest without, cold, warm;

	for (int i = 0; i < 20; i++) {
		char name[32];

		snprintf(name, sizeof name, "d/large%d", i);
		copytest_make(t.from.fd, name);
		int fd = openat(t.from.fd, name, O_WRONLY);

		cr_assert_eq(ftruncate(fd, LARGE), 0);
		if (i == 3 && attributes_work())
			cr_assert_eq(fsetxattr(fd, "user.a", "1", 1, 0), 0);
		close(fd);
	}
	struct digest_text text = copytest_digest(&t, "d /x");

	cr_assert(text.text[0], "%s", t.e.text);
	strs_release(&t.sources);
	strs_add(&t.sources, STR("d"));
	t.request.dest = "/x";
	cr_assert_eq(files_digest(&t.request, NULL, &without, &t.e), 0);
	cr_assert_eq(files_digest(&t.request, &cache, &cold, &t.e), 0, "%s", t.e.text);
	cr_expect_eq(m.found, 0);
	cr_expect_eq(m.n, 23, "%zu", m.n);
	cr_assert_eq(files_digest(&t.request, &cache, &warm, &t.e), 0, "%s", t.e.text);
	cr_expect_eq(m.found, 23);
	cr_expect(digest_eq(&without, &cold) && digest_eq(&cold, &warm));
	cr_expect_str_eq(text.text, digest_text(&without).text);
	change("content");
	cr_assert_eq(files_digest(&t.request, &cache, &warm, &t.e), 0);
	cr_expect_not(digest_eq(&cold, &warm));
}

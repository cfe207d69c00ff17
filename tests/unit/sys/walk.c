#include "sys/walk.h"

#include <errno.h>

#include "base/buf.h"
#include "scratch.h"
#include "sys/fd.h"

struct log {
	struct buf text;
	const char *skip, *fail, *vanish;
	int vanish_in;
	int vanish_flags;
};

static int enter(void *context, const struct walk_entry *entry, struct err *e)
{
	struct log *l = context;
	struct stat st;

	buf_fmt(&l->text, "%s\n", entry->path);
	cr_assert_eq(fstatat(entry->dirfd, entry->name, &st, AT_SYMLINK_NOFOLLOW), 0);
	cr_assert_eq(st.st_ino, entry->st->st_ino);
	if (l->vanish && strcmp(entry->path, l->vanish) == 0)
		cr_assert_eq(unlinkat(l->vanish_in, "victim", l->vanish_flags), 0);
	if (l->fail && strcmp(entry->path, l->fail) == 0)
		return err_set(e, ERR_POLICY, "enough");
	return l->skip && strcmp(entry->path, l->skip) == 0 ? WALK_SKIP : WALK_ON;
}

static int leave(void *context, const struct walk_entry *entry, struct err *e)
{
	struct log *l = context;

	(void)e;
	buf_fmt(&l->text, "<%s %s %d\n", entry->path, entry->name,
		S_ISDIR(entry->st->st_mode) != 0);
	return 0;
}

static void log_release(struct log *l)
{
	buf_release(&l->text);
}

static int walk_log(int fd, struct log *l, struct err *e)
{
	struct walk_visitor v = {.enter = enter, .context = l};
	int before = open_descriptors();
	int result = walk_tree(fd, &v, e);

	cr_assert_eq(open_descriptors(), before);
	return result;
}

#define WITH_LOG(s, l)                                                                             \
	AUTO(scratch_release) struct scratch s = scratch_make();                                   \
	AUTO(log_release) struct log l = {0};                                                      \
	struct err e

Test(walk, bytewise_by_name_and_links_not_followed)
{
	WITH_LOG(s, l);

	scratch_sh(&s, "mkdir a b; touch a/z a.c B '\303\251' longname1 longname2 longname "
		       "abcdefgh abcdefg; "
		       "ln -s a link; ln -s / root; mkfifo p");
	cr_assert_eq(walk_log(s.fd, &l, &e), 0);
	cr_assert_str_eq(buf_cstr(&l.text), "B\na\na/"
					    "z\na."
					    "c\nabcdefg\nabcdefgh\nb\nlink\nlongname\nlongname1\nlo"
					    "ngname2\np\nroot\n\303\251\n");
}

Test(walk, directories_are_entered_before_and_left_after_their_children)
{
	WITH_LOG(s, l);
	struct walk_visitor v = {.enter = enter, .leave = leave, .context = &l};

	scratch_sh(&s, "mkdir -p a/b c; touch a/b/f a/g");
	cr_assert_eq(walk_tree(s.fd, &v, &e), 0);
	cr_assert_str_eq(buf_cstr(&l.text), "a\na/b\na/b/f\n<a/b b 1\na/g\n<a a 1\nc\n<c c 1\n");
}

Test(walk, an_empty_directory_and_what_is_none)
{
	WITH_LOG(s, l);
	AUTO(fd_close) int null = open("/dev/null", O_RDONLY | O_CLOEXEC);

	cr_assert_eq(walk_log(s.fd, &l, &e), 0);
	cr_assert_eq(l.text.n, 0);
	cr_assert_eq(walk_log(null, &l, &e), -1);
	cr_assert_eq(e.sys_errno, ENOTDIR);
}

Test(walk, twice_from_one_descriptor_and_from_o_path)
{
	WITH_LOG(s, l);
	AUTO(fd_close) int fd = open(s.path, O_PATH | O_CLOEXEC);

	scratch_sh(&s, "touch f");
	cr_assert_eq(walk_log(fd, &l, &e), 0);
	cr_assert_eq(walk_log(fd, &l, &e), 0);
	cr_assert_str_eq(buf_cstr(&l.text), "f\nf\n");
}

Test(walk, skip_does_not_descend_and_an_error_stops)
{
	WITH_LOG(s, l);

	scratch_sh(&s, "mkdir -p a/b c; touch a/x c/y; chmod 000 a");
	l.skip = "a";
	l.fail = "c";
	cr_assert_eq(walk_log(s.fd, &l, &e), -1);
	cr_assert_eq(e.kind, ERR_POLICY);
	cr_assert_str_eq(buf_cstr(&l.text), "a\nc\n");
}

Test(walk, an_unreadable_directory_is_named)
{
	WITH_LOG(s, l);

	if (geteuid() == 0)
		cr_skip_test("skipped: root may read it");
	scratch_sh(&s, "mkdir -p a/b; chmod 000 a/b");
	cr_assert_eq(walk_log(s.fd, &l, &e), -1);
	cr_assert_eq(e.sys_errno, EACCES);
	cr_assert(strstr(e.text, "`a/b`"), "%s", e.text);
}

static int files_last(const struct walk_entry *a, const struct walk_entry *b)
{
	return S_ISDIR(b->st->st_mode) - S_ISDIR(a->st->st_mode);
}

Test(walk, siblings_in_the_visitors_order_and_ties_by_name)
{
	WITH_LOG(s, l);
	struct walk_visitor v = {.enter = enter, .order = files_last, .context = &l};

	scratch_sh(&s, "mkdir z y; touch b a z/f; mkdir z/d");
	cr_assert_eq(walk_tree(s.fd, &v, &e), 0);
	cr_assert_str_eq(buf_cstr(&l.text), "y\nz\nz/d\nz/f\na\nb\n");
}

Test(walk, what_vanishes_meanwhile_is_passed_over)
{
	WITH_LOG(s, l);

	scratch_sh(&s, "touch a victim z");
	l.vanish = "a";
	l.vanish_in = s.fd;
	cr_assert_eq(walk_log(s.fd, &l, &e), 0, "%s", e.text);
	cr_assert_str_eq(buf_cstr(&l.text), "a\nz\n");
}

Test(walk, a_directory_that_vanishes_meanwhile_was_empty)
{
	WITH_LOG(s, l);
	struct walk_visitor v = {.enter = enter, .leave = leave, .context = &l};

	scratch_sh(&s, "mkdir victim; touch z");
	l.vanish = "victim";
	l.vanish_in = s.fd;
	l.vanish_flags = AT_REMOVEDIR;
	cr_assert_eq(walk_tree(s.fd, &v, &e), 0, "%s", e.text);
	cr_assert_str_eq(buf_cstr(&l.text), "victim\n<victim victim 1\nz\n");
}

Test(walk, a_mount_is_seen_and_not_crossed)
{
	WITH_LOG(s, l);
	struct walk_visitor v = {.enter = enter, .leave = leave, .context = &l};

	scratch_sh(&s, "mkdir -p b d/mount; touch b/f d/z");
	if (!scratch_bind(&s, "b", "d/mount"))
		cr_skip_test("skipped: no mount namespace here");
	cr_assert_eq(walk_tree(s.fd, &v, &e), 0, "%s", e.text);
	scratch_unbind(&s, "d/mount");
	cr_assert_str_eq(
		buf_cstr(&l.text), "b\nb/f\n<b b 1\nd\nd/mount\n<d/mount mount 1\nd/z\n<d d 1\n");
}

static void nest(int fd, int depth)
{
	int at = dup(fd);

	for (int i = 0; i < depth; i++) {
		cr_assert_eq(mkdirat(at, "d", 0700), 0);
		int next = openat(at, "d", O_RDONLY | O_DIRECTORY);

		cr_assert_geq(next, 0);
		close(at);
		at = next;
	}
	close(at);
}

static size_t lines(const struct buf *b)
{
	size_t n = 0;

	for (size_t i = 0; i < b->n; i++)
		n += b->p[i] == '\n';
	return n;
}

Test(walk, a_thousand_levels_pass_and_one_more_does_not)
{
	WITH_LOG(s, l);

	nest(s.fd, 1000);
	scratch_sh(&s, "touch z d/z d/d/z");
	cr_assert_eq(walk_log(s.fd, &l, &e), 0, "%s", e.text);
	cr_assert_eq(lines(&l.text), 1003);
	cr_assert_str_eq(strrchr(buf_cstr(&l.text), 'd'), "d/z\nz\n");
	scratch_sh(&s, "mkdir t; mv d t/d");
	cr_assert_eq(walk_log(s.fd, &l, &e), -1);
	cr_assert_eq(e.kind, ERR_LIMIT);
	cr_assert_str_eq(e.text, "directories are nested more than 1000 deep");
}

Test(walk, a_path_over_4095_bytes_is_a_limit)
{
	WITH_LOG(s, l);
	char name[256];
	int at = dup(s.fd);

	memset(name, 'n', 255);
	name[255] = '\0';
	for (int i = 0; i < 16; i++) {
		cr_assert_eq(mkdirat(at, name, 0700), 0);
		int next = openat(at, name, O_RDONLY | O_DIRECTORY);

		close(at);
		at = next;
	}
	cr_assert_eq(walk_log(s.fd, &l, &e), 0);
	cr_assert_eq(mkdirat(at, "x", 0700), 0);
	close(at);
	cr_assert_eq(walk_log(s.fd, &l, &e), -1);
	cr_assert_eq(e.kind, ERR_LIMIT);
	cr_assert_str_eq(e.text, "a path is longer than 4095 bytes");
}

struct mover {
	int top;
};

/* At the innermost directory the chain is torn, so that `..` on the way back leads elsewhere. */
static int tear(void *context, const struct walk_entry *entry, struct err *e)
{
	struct mover *m = context;

	(void)e;
	if (strlen(entry->path) == 2 * 200 - 1)
		cr_assert_eq(renameat(entry->dirfd, "../../d", m->top, "elsewhere"), 0);
	return WALK_ON;
}

Test(walk, a_directory_moved_meanwhile_is_noticed)
{
	AUTO(scratch_release) struct scratch s = scratch_make();
	struct mover m = {s.fd};
	struct walk_visitor v = {.enter = tear, .context = &m};
	struct err e;

	/* Torn near the innermost end: those descriptors are still held. */
	nest(s.fd, 200);
	cr_assert_eq(walk_tree(s.fd, &v, &e), 0, "%s", e.text);
}

static int tear_outer(void *context, const struct walk_entry *entry, struct err *e)
{
	struct mover *m = context;

	(void)e;
	if (strlen(entry->path) == 2 * 200 - 1)
		cr_assert_eq(renameat(m->top, "d/d/d/d", m->top, "elsewhere"), 0);
	return WALK_ON;
}

Test(walk, an_outer_directory_moved_meanwhile_is_an_error)
{
	AUTO(scratch_release) struct scratch s = scratch_make();
	struct mover m = {s.fd};
	struct walk_visitor v = {.enter = tear_outer, .context = &m};
	struct err e;
	int before = open_descriptors();

	nest(s.fd, 200);
	cr_assert_eq(walk_tree(s.fd, &v, &e), -1);
	cr_assert_eq(e.kind, ERR_INVALID);
	cr_assert(strstr(e.text, "was moved while it was read"), "%s", e.text);
	cr_assert_eq(open_descriptors(), before);
}

/* For n = 1, 2, ... the n-th system call fails, until there are fewer. After each: an error that
 * says something or a result that is right, nothing half made under a name, and no descriptor left
 * open. */
#include <errno.h>
#include <sys/xattr.h>

#include "fault.h"
#include "scratch.h"
#include "sys/copy.h"
#include "sys/fd.h"
#include "sys/rootfs.h"
#include "sys/tree.h"
#include "sys/walk.h"

enum { CALLS_MAX = 2000 };

struct subject {
	const char *setup; /* a shell script in the scratch directory */
	void (*prepare)(const struct scratch *s);
	int (*run)(const struct scratch *s, struct err *e);
	void (*check)(const struct scratch *s, bool succeeded);
};

static bool one_run(const struct subject *t, const struct scratch *s, int n, int number)
{
	struct err e = {0};

	if (t->prepare)
		t->prepare(s);
	int before = open_descriptors();

	fault_arm(n, number);
	int result = t->run(s, &e);
	bool fired = fault_disarm();

	cr_assert_eq(open_descriptors(), before, "call %d, errno %d: a descriptor is left open", n,
		number);
	cr_assert_eq(result < 0, e.kind != ERR_NONE);
	cr_assert(result < 0 || e.text[0] == '\0');
	cr_assert(fired || result == 0, "call %d: %s", n, e.text);
	t->check(s, result == 0);
	return fired;
}

static void fail_each_call(const struct subject *t)
{
	static const int numbers[] = {EIO, EMFILE, ENOSPC, EINTR, EACCES, ENOMEM};
	AUTO(scratch_release) struct scratch s = scratch_make();

	scratch_sh(&s, t->setup);
	for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) {
		int n = 1;

		while (one_run(t, &s, n, numbers[i])) {
			n++;
			cr_assert_lt(n, CALLS_MAX, "it never ends");
		}
		cr_assert_gt(n, 2, "hardly a call was seen: is the program linked with --wrap?");
	}
}

static struct tree tree_in(const struct scratch *s)
{
	return (struct tree){s->fd};
}

static int names_in(const struct scratch *s, const char *directory)
{
	int n = 0;
	int fd = openat(s->fd, directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	DIR *d = fdopendir(fd);

	cr_assert(d);
	while (readdir(d))
		n++;
	closedir(d);
	return n - 2;
}

/* tree_write: the old content or the new, and nothing beside it. */

static void write_old(const struct scratch *s)
{
	int fd = openat(s->fd, "d/f", O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);

	cr_assert_eq(write(fd, "old", 3), 3);
	close(fd);
}

static int write_new(const struct scratch *s, struct err *e)
{
	struct tree t = tree_in(s);

	return tree_write(&t, "d/f", 0644, "brand new", 9, e);
}

static void is_old_or_new(const struct scratch *s, bool succeeded)
{
	cr_assert_str_eq(scratch_text(s, "d/f"), succeeded ? "brand new" : "old");
	cr_assert_eq(names_in(s, "d"), 1);
}

Test(faults, tree_write)
{
	fail_each_call(&(struct subject){"mkdir d", write_old, write_new, is_old_or_new});
}

/* rootfs_mkdirs: what it made is whole; the rest is not there. */

static void remove_made(const struct scratch *s)
{
	unlinkat(s->fd, "r/data/www/a", AT_REMOVEDIR);
	unlinkat(s->fd, "r/data/www", AT_REMOVEDIR);
	unlinkat(s->fd, "r/data", AT_REMOVEDIR);
}

static int mkdirs(const struct scratch *s, struct err *e)
{
	struct rootfs_owner owner = {geteuid(), getegid(), 0755, 1000000000};
	AUTO(rootfs_close) struct rootfs r = ROOTFS_NONE;
	AUTO(fd_close) int top = openat(s->fd, "r", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	AUTO(fd_close) int fd = -1;

	if (top < 0)
		return err_sys(e, "r");
	if (rootfs_of(top, &r, e) < 0)
		return -1;
	return rootfs_mkdirs(&r, "/old/../www/./a", &owner, &fd, e);
}

static void is_dressed(const struct scratch *s, bool succeeded)
{
	static const char *const names[] = {"r/data", "r/data/www", "r/data/www/a"};

	for (size_t i = 0; i < 3; i++) {
		cr_assert(!succeeded || scratch_has(s, names[i]));
		if (scratch_has(s, names[i]))
			cr_assert_eq(scratch_stat(s, names[i]).st_mode & 07777, 0755);
	}
}

Test(faults, rootfs_mkdirs)
{
	fail_each_call(&(struct subject){
		"mkdir -p r/old; ln -s /data/www r/www", remove_made, mkdirs, is_dressed});
}

/* copy_bytes: success means equal. */

static int copy(const struct scratch *s, const char *from, struct err *e)
{
	AUTO(fd_close) int in = openat(s->fd, from, O_RDONLY | O_CLOEXEC);
	AUTO(fd_close)
	int out = openat(s->fd, "out", O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);

	if (in < 0 || out < 0)
		return err_sys(e, "in or out");
	if (copy_xattrs(in, out, e) < 0)
		return -1;
	return copy_bytes(in, out, e);
}

static int copy_plain(const struct scratch *s, struct err *e)
{
	return copy(s, "plain", e);
}

static int copy_sparse(const struct scratch *s, struct err *e)
{
	return copy(s, "sparse", e);
}

static void equals(const struct scratch *s, const char *from)
{
	char a[4096], b[4096];
	AUTO(fd_close) int in = openat(s->fd, from, O_RDONLY | O_CLOEXEC);
	AUTO(fd_close) int out = openat(s->fd, "out", O_RDONLY | O_CLOEXEC);
	ssize_t n = 0;

	do {
		n = fd_read_full(in, a, sizeof a);
		cr_assert_eq(fd_read_full(out, b, sizeof b), n);
		cr_assert_eq(memcmp(a, b, (size_t)n), 0);
	} while (n > 0);
}

static void is_plain_copy(const struct scratch *s, bool succeeded)
{
	if (succeeded)
		equals(s, "plain");
}

static void is_sparse_copy(const struct scratch *s, bool succeeded)
{
	if (succeeded)
		equals(s, "sparse");
}

Test(faults, copy_plain)
{
	fail_each_call(&(struct subject){
		"head -c 100000 /dev/urandom >plain", NULL, copy_plain, is_plain_copy});
}

Test(faults, copy_sparse)
{
	fail_each_call(
		&(struct subject){"printf a >sparse; truncate -s 300K sparse; printf b >>sparse;"
				  "truncate -s 600K sparse",
			NULL, copy_sparse, is_sparse_copy});
}

/* walk_tree: success means that every entry was seen. */

static int seen;

static int count(void *context, const struct walk_entry *entry, struct err *e)
{
	(void)context;
	(void)entry;
	(void)e;
	seen++;
	return WALK_ON;
}

static int walk_all(const struct scratch *s, struct err *e)
{
	struct walk_visitor v = {.enter = count, .leave = count};

	seen = 0;
	return walk_tree(s->fd, &v, e);
}

static void saw_everything(const struct scratch *s, bool succeeded)
{
	(void)s;
	cr_assert(!succeeded || seen == 2 * 4 + 3, "%d", seen);
}

Test(faults, walk)
{
	fail_each_call(&(struct subject){
		"mkdir -p a/b/c e; touch a/f a/b/g z", NULL, walk_all, saw_everything});
}

/* tree_remove: success means gone; a failure can be repaired by asking again. */

static void grow(const struct scratch *s)
{
	mkdirat(s->fd, "x", 0700);
	mkdirat(s->fd, "x/y", 0700);
	mkdirat(s->fd, "x/y/z", 0000);
	cr_assert_eq(symlinkat("/", s->fd, "x/l") < 0 && errno != EEXIST, 0);
}

static int remove_all(const struct scratch *s, struct err *e)
{
	struct tree t = tree_in(s);

	return tree_remove(&t, "x", e);
}

static void is_gone(const struct scratch *s, bool succeeded)
{
	struct err e;

	cr_assert(!succeeded || !scratch_has(s, "x"));
	cr_assert_eq(remove_all(s, &e), 0, "%s", e.text);
}

Test(faults, tree_remove)
{
	fail_each_call(&(struct subject){"true", grow, remove_all, is_gone});
}

/* tree_make_at, tree_rename and the reading of a file. */

static void unmake(const struct scratch *s)
{
	unlinkat(s->fd, "m/n/o", AT_REMOVEDIR);
	unlinkat(s->fd, "m/n", AT_REMOVEDIR);
	unlinkat(s->fd, "m", AT_REMOVEDIR);
}

static int make_and_read(const struct scratch *s, struct err *e)
{
	struct tree t = tree_in(s);

	umask(077);
	AUTO(tree_close) struct tree made = TREE_NONE;
	AUTO(buf_release) struct buf b = {0};

	if (tree_make_at(&t, "m/n/o", 0755, &made, e) < 0 || tree_read(&t, "f", 10, &b, e) < 0)
		return -1;
	cr_assert_str_eq(buf_cstr(&b), "content");
	return tree_rename(&t, "f", &t, "f", e);
}

static void is_made(const struct scratch *s, bool succeeded)
{
	static const char *const names[] = {"m", "m/n", "m/n/o"};

	cr_assert(!succeeded || scratch_has(s, "m/n/o"));
	for (size_t i = 0; i < 3; i++)
		if (scratch_has(s, names[i]))
			cr_assert_eq(scratch_stat(s, names[i]).st_mode & 07777, 0755);
	cr_assert_str_eq(scratch_text(s, "f"), "content");
}

Test(faults, tree_make_and_read)
{
	fail_each_call(&(struct subject){"printf content >f", unmake, make_and_read, is_made});
}

/* What the kernel's own overlay leaves in an upper directory, through normalising and writing: the
 * forms that layer_normalise knows are undocumented in part, so they are tried here. */
#include <sys/mman.h>

#include "codec/tar.h"
#include "exec/overlay.h"
#include "image/bench.h"
#include "image/layer.h"
#include "sys/fd.h"

struct bed {
	int lower, upper, work;
	struct rootfs root;
};

static void bed_close(struct bed *b)
{
	rootfs_close(&b->root);
	fd_close(&b->lower);
	fd_close(&b->upper);
	fd_close(&b->work);
}

static int dir_in(struct place *place, const char *name)
{
	return mkdirat(place->dir.fd, name, 0755) < 0
		       ? -1
		       : openat(place->dir.fd, name, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
}

static int fill_lower(int d)
{
	CHECK(mkdirat(d, "etc", 0755) == 0 && mkdirat(d, "d", 0755) == 0);
	CHECK(mkdirat(d, "d/sub", 0755) == 0 && mkdirat(d, "empty", 0755) == 0);
	CHECK(put_file(d, "etc/a", "a") == 0 && put_file(d, "etc/b", "b") == 0);
	CHECK(put_file(d, "d/f", "f") == 0 && put_file(d, "d/sub/g", "g") == 0);
	CHECK(symlinkat("a", d, "etc/l") == 0);
	CHECK(put_time(d, "etc/a", 9, 0) == 0 && put_time(d, "etc/b", 9, 0) == 0);
	CHECK(put_time(d, "d/f", 9, 0) == 0 && put_time(d, "etc/l", 9, 0) == 0);
	return 0;
}

static int to_file(void *context, const void *bytes, size_t n, struct err *e)
{
	return fd_write_full(*(const int *)context, bytes, n, e);
}

static int list(int tar, struct buf *out, struct err *e)
{
	const struct tar_rules limits = {.bytes_max = 1 << 30, .entries_max = 1000};
	AUTO(tar_reader_free) struct tar_reader *r = NULL;
	const struct tar_entry *t;
	int more;

	if (lseek(tar, 0, SEEK_SET) < 0 || tar_reader_new(tar, &limits, &r, e) < 0)
		return -1;
	while ((more = tar_next(r, &t, e)) > 0)
		buf_fmt(out, "%d %.*s\n", (int)t->type, STR_FMT(t->path));
	return more;
}

/* 1 when the layer of what was done has these lines, each a type and a path. */
static bool gives(struct bed *b, const char *lines)
{
	AUTO(rootfs_close) struct rootfs parent = ROOTFS_NONE;
	AUTO(buf_release) struct buf text = {0};
	AUTO(fd_close) int tar = memfd_create("tar", MFD_CLOEXEC);
	const struct layer_rules rules = {.parent = &parent, .epoch_s = -1};
	const struct zip_sink sink = {to_file, &tar};
	struct layer layer;
	struct err e;

	err_clear(&e);
	rootfs_close(&b->root); /* the upper directory is ours again */
	if (rootfs_of(b->lower, &parent, &e) < 0 || layer_normalise(b->upper, &rules, &e) < 0 ||
		layer_write(b->upper, &sink, &layer, &e) < 0 || list(tar, &text, &e) < 0) {
		fprintf(stderr, "%s (%s)\n", e.text, e.during);
		return false;
	}
	if (strcmp(buf_cstr(&text), lines) == 0)
		return true;
	fprintf(stderr, "not\n%s but\n%s", lines, buf_cstr(&text));
	return false;
}

typedef int doing(int root, struct err *e);

static int on_overlay(struct place *place, doing *what, const char *lines)
{
	AUTO(bed_close)
	struct bed b = {
		dir_in(place, "lower"), dir_in(place, "upper"), dir_in(place, "work"), ROOTFS_NONE};
	const struct overlay_layers lower = {&b.lower, 1};
	struct err e;

	CHECK(fill_lower(b.lower) == 0);
	if (overlay_open(&lower, b.upper, b.work, &b.root, &e) < 0) {
		fprintf(stderr, "skipped: %s\n", e.text);
		return e.kind == ERR_HOST ? INSIDE_SKIP : 1;
	}
	CHECK(what(b.root.fd, &e) == 0);
	CHECK(gives(&b, lines));
	return 0;
}

#define ON_OVERLAY(name, lines)                                                                    \
	static int name##_doing(int root, struct err *e);                                          \
	INSIDE(image_on_overlay, name)                                                             \
	{                                                                                          \
		return on_overlay(place, name##_doing, lines);                                     \
	}                                                                                          \
	static int name##_doing(int root, struct err *e)

ON_OVERLAY(nothing_done_is_the_empty_layer, "")
{
	(void)root, (void)e;
	return 0;
}

ON_OVERLAY(a_directorys_time_alone_is_not_recorded, "")
{
	(void)e;
	CHECK(put_time(root, "etc", 5, 0) == 0);
	return 0;
}

ON_OVERLAY(a_files_time_alone_is_recorded, "1 etc\n0 etc/a\n")
{
	(void)e;
	CHECK(put_time(root, "etc/a", 5, 0) == 0);
	return 0;
}

ON_OVERLAY(what_was_changed_back_is_not_recorded, "")
{
	(void)e;
	CHECK(fchmodat(root, "etc/a", 0600, 0) == 0 && fchmodat(root, "etc/a", 0644, 0) == 0);
	CHECK(fchownat(root, "etc/l", 0, 0, AT_SYMLINK_NOFOLLOW) == 0);
	CHECK(fchmodat(root, "empty", 0700, 0) == 0 && fchmodat(root, "empty", 0755, 0) == 0);
	CHECK(put_file(root, "etc/tmp", "x") == 0 && unlinkat(root, "etc/tmp", 0) == 0);
	CHECK(mkdirat(root, "etc/new", 0755) == 0);
	CHECK(unlinkat(root, "etc/new", AT_REMOVEDIR) == 0);
	return 0;
}

ON_OVERLAY(a_removed_name, "1 etc\n0 etc/.wh.a\n")
{
	(void)e;
	CHECK(unlinkat(root, "etc/a", 0) == 0);
	return 0;
}

ON_OVERLAY(a_directory_emptied_and_made_again, "1 d\n0 d/.wh.f\n0 d/.wh.sub\n")
{
	(void)e;
	CHECK(unlinkat(root, "d/f", 0) == 0 && unlinkat(root, "d/sub/g", 0) == 0);
	CHECK(unlinkat(root, "d/sub", AT_REMOVEDIR) == 0);
	CHECK(unlinkat(root, "d", AT_REMOVEDIR) == 0 && mkdirat(root, "d", 0755) == 0);
	return 0;
}

ON_OVERLAY(and_filled_again, "1 d\n0 d/.wh.f\n1 d/sub\n0 d/sub/.wh.g\n0 d/sub/new\n")
{
	(void)e;
	CHECK(unlinkat(root, "d/f", 0) == 0 && unlinkat(root, "d/sub/g", 0) == 0);
	CHECK(unlinkat(root, "d/sub", AT_REMOVEDIR) == 0);
	CHECK(unlinkat(root, "d", AT_REMOVEDIR) == 0 && mkdirat(root, "d", 0755) == 0);
	CHECK(mkdirat(root, "d/sub", 0755) == 0 && put_file(root, "d/sub/new", "n") == 0);
	return 0;
}

ON_OVERLAY(a_file_becomes_a_directory_and_back, "0 d\n1 etc\n1 etc/a\n0 etc/a/x\n")
{
	(void)e;
	CHECK(unlinkat(root, "etc/a", 0) == 0 && mkdirat(root, "etc/a", 0755) == 0);
	CHECK(put_file(root, "etc/a/x", "x") == 0);
	CHECK(unlinkat(root, "d/f", 0) == 0 && unlinkat(root, "d/sub/g", 0) == 0);
	CHECK(unlinkat(root, "d/sub", AT_REMOVEDIR) == 0);
	CHECK(unlinkat(root, "d", AT_REMOVEDIR) == 0 && put_file(root, "d", "file") == 0);
	return 0;
}

ON_OVERLAY(a_link_to_a_lower_file_brings_both_names, "1 etc\n0 etc/a\n3 etc/z\n")
{
	(void)e;
	CHECK(linkat(root, "etc/a", root, "etc/z", 0) == 0);
	return 0;
}

ON_OVERLAY(a_renamed_file, "1 d\n0 d/moved\n1 etc\n0 etc/.wh.a\n")
{
	(void)e;
	CHECK(renameat(root, "etc/a", root, "d/moved") == 0);
	return 0;
}

ON_OVERLAY(the_roots_own_mode_never_enters, "0 new\n")
{
	(void)e;
	CHECK(fchmodat(root, ".", 0711, 0) == 0 && put_file(root, "new", "n") == 0);
	return 0;
}

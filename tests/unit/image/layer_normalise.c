#include <sys/socket.h>
#include <sys/sysmacros.h>
#include <sys/un.h>
#include <sys/xattr.h>

#include "image/bench.h"
#include "image/layer.h"
#include "image/whiteout.h"
#include "image/xattrs.h"
#include "sys/fd.h"

/* `upper` and `lower` in a place, as a step leaves them. */
struct pair {
	int upper, lower;
};

static void pair_close(struct pair *p)
{
	fd_close(&p->upper);
	fd_close(&p->lower);
}

static int pair_open(struct place *place, struct pair *p)
{
	if (mkdirat(place->dir.fd, "upper", 0755) < 0 || mkdirat(place->dir.fd, "lower", 0755) < 0)
		return -1;
	p->upper = openat(place->dir.fd, "upper", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	p->lower = openat(place->dir.fd, "lower", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	return p->upper < 0 || p->lower < 0 ? -1 : 0;
}

static int normalise(struct pair *p, struct layer_rules rules, struct err *e)
{
	AUTO(rootfs_close) struct rootfs parent = ROOTFS_NONE;

	err_clear(e);
	if (rootfs_of(p->lower, &parent, e) < 0)
		return -1;
	rules.parent = &parent;
	return layer_normalise(p->upper, &rules, e);
}

static const struct layer_rules unclamped = {.epoch_s = -1};

static bool there(int dirfd, const char *path)
{
	struct stat st;

	return fstatat(dirfd, path, &st, AT_SYMLINK_NOFOLLOW) == 0;
}

static bool gone(int dirfd, const char *path)
{
	struct stat st;

	return fstatat(dirfd, path, &st, AT_SYMLINK_NOFOLLOW) == 0 && whiteout_is(&st);
}

static int mark(int dirfd, const char *path, const char *attribute, const char *value)
{
	AUTO(fd_close) int fd = openat(dirfd, path, O_RDONLY | O_CLOEXEC);

	return fsetxattr(fd, attribute, value, strlen(value), 0);
}

static bool is_opaque(int dirfd, const char *path)
{
	AUTO(fd_close) int fd = openat(dirfd, path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	return whiteout_is_opaque(fd);
}

/* The same file on both sides; on the upper one as overlay copies it up. */
static int copy_up(struct pair *p, const char *path, const char *text)
{
	if (put_file(p->lower, path, text) < 0 || put_file(p->upper, path, text) < 0 ||
		mark(p->upper, path, "user.overlay.origin", "") < 0)
		return -1;
	return put_time(p->lower, path, 1000, 0) < 0 ? -1 : put_time(p->upper, path, 1000, 0);
}

static int both_dirs(struct pair *p, const char *path)
{
	return mkdirat(p->lower, path, 0755) < 0 ? -1 : mkdirat(p->upper, path, 0755);
}

INSIDE(image_layer_normalise, unchanged_copy_ups_go_with_their_directories)
{
	AUTO(pair_close) struct pair p = {-1, -1};
	struct err e;

	CHECK(pair_open(place, &p) == 0);
	CHECK(both_dirs(&p, "a") == 0 && both_dirs(&p, "a/b") == 0);
	CHECK(copy_up(&p, "a/b/f", "same") == 0 && copy_up(&p, "g", "same") == 0);
	CHECK(symlinkat("x", p.lower, "l") == 0 && symlinkat("x", p.upper, "l") == 0);
	CHECK(put_time(p.lower, "l", 7, 0) == 0 && put_time(p.upper, "l", 7, 0) == 0);
	CHECK_OK(normalise(&p, unclamped, &e));
	CHECK(!there(p.upper, "a") && !there(p.upper, "g") && !there(p.upper, "l"));
	return 0;
}

INSIDE(image_layer_normalise, any_change_of_a_copy_up_stays)
{
	AUTO(pair_close) struct pair p = {-1, -1};
	const char *const names[] = {"mode", "owner", "time", "size", "text", "xattr", "link"};
	struct err e;

	CHECK(pair_open(place, &p) == 0);
	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		CHECK(copy_up(&p, names[i], "same") == 0);
	CHECK(fchmodat(p.upper, "mode", 0600, 0) == 0);
	CHECK(fchownat(p.upper, "owner", 0, 5, 0) == 0);
	CHECK(put_time(p.upper, "time", 1001, 0) == 0);
	CHECK(put_file(p.upper, "size", "longer") == 0 && put_time(p.upper, "size", 1000, 0) == 0);
	CHECK(put_file(p.upper, "text", "SAME") == 0 && put_time(p.upper, "text", 1000, 0) == 0);
	CHECK(mark(p.upper, "xattr", "user.x", "1") == 0 &&
		put_time(p.upper, "xattr", 1000, 0) == 0);
	CHECK(linkat(p.upper, "link", p.upper, "link2", 0) == 0);
	CHECK_OK(normalise(&p, unclamped, &e));
	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		CHECK(there(p.upper, names[i]));
	CHECK(there(p.upper, "link2"));
	return 0;
}

/* The file of both sides, on the upper one made anew. */
static int made_again(struct pair *p, const char *path, const char *text)
{
	if (copy_up(p, path, "same") < 0 || unlinkat(p->upper, path, 0) < 0 ||
		put_file(p->upper, path, text) < 0)
		return -1;
	return put_time(p->upper, path, 1000, 0);
}

INSIDE(image_layer_normalise, a_new_file_exactly_like_the_old_one_goes)
{
	AUTO(pair_close) struct pair p = {-1, -1};
	struct err e;

	CHECK(pair_open(place, &p) == 0);
	CHECK(made_again(&p, "same", "same") == 0 && made_again(&p, "text", "SAME") == 0);
	CHECK(made_again(&p, "time", "same") == 0 && put_time(p.upper, "time", 1001, 0) == 0);
	CHECK_OK(normalise(&p, unclamped, &e));
	CHECK(!there(p.upper, "same"));
	CHECK(there(p.upper, "text") && there(p.upper, "time"));
	return 0;
}

INSIDE(image_layer_normalise, a_new_file_that_took_one_of_several_names_stays)
{
	AUTO(pair_close) struct pair p = {-1, -1};
	struct err e;

	CHECK(pair_open(place, &p) == 0);
	CHECK(made_again(&p, "f", "same") == 0 && linkat(p.lower, "f", p.lower, "f2", 0) == 0);
	CHECK_OK(normalise(&p, unclamped, &e));
	CHECK(there(p.upper, "f"));
	return 0;
}

INSIDE(image_layer_normalise, a_directory_stays_for_its_mode_not_for_its_time)
{
	AUTO(pair_close) struct pair p = {-1, -1};
	struct err e;

	CHECK(pair_open(place, &p) == 0);
	CHECK(both_dirs(&p, "time") == 0 && both_dirs(&p, "mode") == 0);
	CHECK(both_dirs(&p, "owner") == 0 && both_dirs(&p, "xattr") == 0);
	CHECK(put_time(p.upper, "time", 5, 0) == 0 && fchmodat(p.upper, "mode", 0700, 0) == 0);
	CHECK(fchownat(p.upper, "owner", 5, 0, 0) == 0 &&
		mark(p.upper, "xattr", "user.x", "1") == 0);
	CHECK(mkdirat(p.upper, "new", 0755) == 0);
	CHECK_OK(normalise(&p, unclamped, &e));
	CHECK(!there(p.upper, "time"));
	CHECK(there(p.upper, "mode") && there(p.upper, "owner") && there(p.upper, "xattr"));
	CHECK(there(p.upper, "new"));
	return 0;
}

INSIDE(image_layer_normalise, whiteouts_stay_only_above_something)
{
	AUTO(pair_close) struct pair p = {-1, -1};
	struct err e;

	CHECK(pair_open(place, &p) == 0);
	CHECK(both_dirs(&p, "d") == 0 && put_file(p.lower, "d/f", "x") == 0);
	CHECK_OK(whiteout_make(p.upper, "d/f", &e));
	CHECK_OK(whiteout_make(p.upper, "d/never", &e));
	CHECK(mkdirat(p.upper, "new", 0755) == 0);
	CHECK_OK(whiteout_make(p.upper, "new/never", &e));
	CHECK_OK(normalise(&p, unclamped, &e));
	CHECK(gone(p.upper, "d/f") && !there(p.upper, "d/never"));
	CHECK(there(p.upper, "new") && !there(p.upper, "new/never"));
	return 0;
}

INSIDE(image_layer_normalise, a_first_layer_hides_nothing)
{
	AUTO(pair_close) struct pair p = {-1, -1};
	struct err e;

	CHECK(pair_open(place, &p) == 0);
	CHECK_OK(whiteout_make(p.upper, "w", &e));
	CHECK(mkdirat(p.upper, "d", 0755) == 0);
	CHECK(mark(p.upper, "d", "user.overlay.opaque", "y") == 0);
	CHECK_OK(layer_normalise(p.upper, &unclamped, &e));
	CHECK(!there(p.upper, "w") && there(p.upper, "d"));
	CHECK(!is_opaque(p.upper, "d"));
	return 0;
}

INSIDE(image_layer_normalise, opaque_becomes_whiteouts_all_the_way_down)
{
	AUTO(pair_close) struct pair p = {-1, -1};
	struct err e;

	CHECK(pair_open(place, &p) == 0);
	CHECK(both_dirs(&p, "d") == 0 && both_dirs(&p, "d/sub") == 0);
	CHECK(mkdirat(p.lower, "d/old", 0755) == 0 && put_file(p.lower, "d/old/x", "") == 0);
	CHECK(put_file(p.lower, "d/f", "1") == 0 && put_file(p.lower, "d/sub/g", "1") == 0);
	CHECK(put_file(p.upper, "d/f", "2") == 0 && put_file(p.upper, "d/sub/new", "2") == 0);
	CHECK(mark(p.upper, "d", "user.overlay.opaque", "y") == 0);
	CHECK_OK(normalise(&p, unclamped, &e));
	CHECK(!is_opaque(p.upper, "d"));
	CHECK(gone(p.upper, "d/old") && gone(p.upper, "d/sub/g"));
	CHECK(!gone(p.upper, "d/f") && there(p.upper, "d/f") && there(p.upper, "d/sub/new"));
	return 0;
}

/* `rm -rf d && mkdir d`: nothing is left to see in it, and that must be said. */
INSIDE(image_layer_normalise, an_emptied_directory_stays_with_its_whiteouts)
{
	AUTO(pair_close) struct pair p = {-1, -1};
	struct err e;

	CHECK(pair_open(place, &p) == 0);
	CHECK(both_dirs(&p, "d") == 0 && put_file(p.lower, "d/f", "x") == 0);
	CHECK(both_dirs(&p, "was-empty") == 0);
	CHECK(mark(p.upper, "d", "user.overlay.opaque", "y") == 0);
	CHECK(mark(p.upper, "was-empty", "user.overlay.opaque", "y") == 0);
	CHECK_OK(normalise(&p, unclamped, &e));
	CHECK(gone(p.upper, "d/f") && !there(p.upper, "was-empty"));
	return 0;
}

INSIDE(image_layer_normalise, the_same_file_made_again_below_an_opaque_directory_stays)
{
	AUTO(pair_close) struct pair p = {-1, -1};
	struct err e;

	CHECK(pair_open(place, &p) == 0);
	CHECK(both_dirs(&p, "d") == 0 && copy_up(&p, "d/f", "same") == 0);
	CHECK(mark(p.upper, "d", "user.overlay.opaque", "y") == 0);
	CHECK_OK(normalise(&p, unclamped, &e));
	CHECK(there(p.upper, "d/f") && !gone(p.upper, "d/f"));
	return 0;
}

/* `lib -> usr/lib` below, a directory `lib` above: usr/lib's files are not its lower ones. */
INSIDE(image_layer_normalise, a_link_below_is_not_followed)
{
	AUTO(pair_close) struct pair p = {-1, -1};
	struct err e;

	CHECK(pair_open(place, &p) == 0);
	CHECK(mkdirat(p.lower, "usr", 0755) == 0 && put_file(p.lower, "usr/x", "1") == 0);
	CHECK(symlinkat("usr", p.lower, "lib") == 0 && mkdirat(p.upper, "lib", 0755) == 0);
	CHECK_OK(whiteout_make(p.upper, "lib/x", &e));
	CHECK_OK(normalise(&p, unclamped, &e));
	CHECK(there(p.upper, "lib") && !there(p.upper, "lib/x"));
	return 0;
}

INSIDE(image_layer_normalise, times_are_whole_clamped_and_in_range)
{
	AUTO(pair_close) struct pair p = {-1, -1};
	struct layer_rules rules = {.epoch_s = 5000};
	struct stat st;
	struct err e;

	CHECK(pair_open(place, &p) == 0);
	CHECK(mkdirat(p.upper, "d", 0755) == 0 && put_file(p.upper, "d/f", "x") == 0);
	CHECK(symlinkat("x", p.upper, "l") == 0 && put_file(p.upper, "old", "x") == 0);
	CHECK(put_time(p.upper, "d/f", 4000, 999) == 0 && put_time(p.upper, "old", -77, 5) == 0);
	CHECK_OK(normalise(&p, rules, &e));
	CHECK(fstatat(p.upper, "d/f", &st, 0) == 0 && st.st_mtim.tv_sec == 4000);
	CHECK(st.st_mtim.tv_nsec == 0);
	CHECK(fstatat(p.upper, "d", &st, 0) == 0 && st.st_mtim.tv_sec == 5000);
	CHECK(fstatat(p.upper, "l", &st, AT_SYMLINK_NOFOLLOW) == 0 && st.st_mtim.tv_sec == 5000);
	CHECK(fstatat(p.upper, "old", &st, 0) == 0 && st.st_mtim.tv_sec == 0);
	return 0;
}

/* Removing children must not leave today's time on a directory that stays. */
INSIDE(image_layer_normalise, a_directory_keeps_its_time_when_children_go)
{
	AUTO(pair_close) struct pair p = {-1, -1};
	struct stat st;
	struct err e;

	CHECK(pair_open(place, &p) == 0);
	CHECK(both_dirs(&p, "d") == 0 && copy_up(&p, "d/f", "same") == 0);
	CHECK(put_file(p.upper, "d/new", "x") == 0 && put_time(p.upper, "d", 1234, 0) == 0);
	CHECK_OK(normalise(&p, unclamped, &e));
	CHECK(!there(p.upper, "d/f") && there(p.upper, "d/new"));
	CHECK(fstatat(p.upper, "d", &st, 0) == 0 && st.st_mtim.tv_sec == 1234);
	return 0;
}

INSIDE(image_layer_normalise, reserved_names_are_refused_by_path)
{
	AUTO(pair_close) struct pair p = {-1, -1};
	struct err e;

	CHECK(pair_open(place, &p) == 0);
	CHECK(mkdirat(p.upper, "d", 0755) == 0 && put_file(p.upper, "d/.wh.x", "") == 0);
	CHECK(normalise(&p, unclamped, &e) == -1);
	CHECK(e.kind == ERR_INVALID && strstr(e.text, "`/d/.wh.x`") && e.hint[0]);
	return 0;
}

INSIDE(image_layer_normalise, sockets_go_and_are_counted)
{
	AUTO(pair_close) struct pair p = {-1, -1};
	AUTO(fd_close) int s = socket(AF_UNIX, SOCK_STREAM, 0);
	struct sockaddr_un address = {.sun_family = AF_UNIX};
	uint64_t sockets = 0;
	struct layer_rules rules = {.epoch_s = -1, .sockets = &sockets};
	struct err e;

	CHECK(pair_open(place, &p) == 0);
	snprintf(address.sun_path, sizeof address.sun_path, "%s/upper/s", place->path);
	CHECK(bind(s, (struct sockaddr *)&address, sizeof address) == 0);
	CHECK(mkfifoat(p.upper, "fifo", 0600) == 0);
	CHECK_OK(normalise(&p, rules, &e));
	CHECK(sockets == 1 && !there(p.upper, "s") && there(p.upper, "fifo"));
	return 0;
}

INSIDE(image_layer_normalise, device_nodes_are_refused)
{
	AUTO(pair_close) struct pair p = {-1, -1};
	struct err e;

	CHECK(pair_open(place, &p) == 0);
	if (mknodat(p.upper, "null", S_IFCHR | 0666, makedev(1, 3)) < 0)
		return 0; /* a user namespace cannot even make one */
	CHECK(normalise(&p, unclamped, &e) == -1);
	CHECK(e.kind == ERR_INVALID && strstr(e.text, "`/null`"));
	return 0;
}

INSIDE(image_layer_normalise, the_root_is_reset_unless_it_is_wanted)
{
	AUTO(pair_close) struct pair p = {-1, -1};
	struct layer_rules rules = {.epoch_s = -1, .with_root = true};
	struct stat st;
	struct err e;

	CHECK(pair_open(place, &p) == 0);
	CHECK(fchmod(p.upper, 0711) == 0 && put_time(place->dir.fd, "upper", 99, 5) == 0);
	CHECK_OK(layer_normalise(p.upper, &rules, &e));
	CHECK(fstat(p.upper, &st) == 0 && (st.st_mode & 07777) == 0711);
	CHECK(st.st_mtim.tv_sec == 99 && st.st_mtim.tv_nsec == 0 && xattrs_has_root_mark(p.upper));
	CHECK_OK(normalise(&p, unclamped, &e));
	CHECK(fstat(p.upper, &st) == 0 && (st.st_mode & 07777) == 0755);
	CHECK(st.st_mtim.tv_sec == 0 && !xattrs_has_root_mark(p.upper));
	return 0;
}

INSIDE(image_layer_normalise, doing_it_twice_changes_nothing)
{
	AUTO(pair_close) struct pair p = {-1, -1};
	struct stat st;
	struct err e;

	CHECK(pair_open(place, &p) == 0);
	CHECK(both_dirs(&p, "d") == 0 && put_file(p.lower, "d/f", "x") == 0);
	CHECK(mark(p.upper, "d", "user.overlay.opaque", "y") == 0);
	CHECK(put_file(p.upper, "d/g", "x") == 0 && put_time(p.upper, "d", 50, 9) == 0);
	CHECK_OK(normalise(&p, unclamped, &e));
	CHECK_OK(normalise(&p, unclamped, &e));
	CHECK(gone(p.upper, "d/f") && there(p.upper, "d/g"));
	CHECK(fstatat(p.upper, "d", &st, 0) == 0 && st.st_mtim.tv_sec == 50);
	return 0;
}

/* tree_remove - rm -rf by descriptors, for trees that somebody hostile may have made.
 *
 * Depth: a tree may be deeper than there are descriptors or stack. Below HELD levels a directory
 * is not entered but renamed up into the top of what is being removed, where a later pass finds it;
 * so depth costs passes, not memory. Links are never followed, not even when a directory is swapped
 * for one meanwhile (RESOLVE_NO_SYMLINKS), and a mount point inside stops the removal
 * (RESOLVE_NO_XDEV) instead of emptying what is mounted there.
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "sys/fd.h"
#include "sys/procfd.h"
#include "sys/resolve.h"
#include "sys/tree.h"

enum {
	HELD = 48, /* levels entered at once, a descriptor and a readdir buffer each */
	INSIDE = RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS | RESOLVE_NO_XDEV,
};

struct removal {
	int top;                   /* the directory into which too deep ones are lifted */
	unsigned long long lifted; /* how many, for their names */
	const char *path;          /* for messages */
};

static int empty(struct removal *r, int *dirfd, int depth, struct err *e);

static void stream_close(DIR **d)
{
	int saved = errno;

	if (*d)
		closedir(*d);
	errno = saved;
}

static int fail(const struct removal *r, struct err *e)
{
	resolve_fail(e, "remove", r->path);
	return errno == EXDEV ? err_hint(e, "something is mounted inside it") : -1;
}

/* chmod without following anything: an O_PATH descriptor, then its own name in /proc. */
static int permit(int dirfd, const char *name)
{
	char self[PROCFD_BYTES];
	AUTO(fd_close) int fd = resolve_raw(dirfd, name, O_PATH | O_DIRECTORY, 0, INSIDE);

	if (fd < 0)
		return -1;
	procfd_name(fd, self);
	return chmod(self, 0700);
}

static int enter(int dirfd, const char *name)
{
	struct stat st;
	int fd = resolve_raw(dirfd, name, O_RDONLY | O_DIRECTORY, 0, INSIDE);

	if (fd < 0 && errno == EACCES && permit(dirfd, name) == 0)
		fd = resolve_raw(dirfd, name, O_RDONLY | O_DIRECTORY, 0, INSIDE);
	/* Not ours to change: then the removal itself says what is refused. */
	if (fd >= 0 && fstat(fd, &st) == 0 && (st.st_mode & 0700) != 0700)
		(void)!fchmod(fd, 0700);
	return fd;
}

static int lift(struct removal *r, int dirfd, const char *name, struct err *e)
{
	char up[48];
	int moved = 0;

	/* A moved directory's `..` changes, which needs permission to write into it. */
	permit(dirfd, name);
	do {
		snprintf(up, sizeof up, ".lichen-removed-%llu", r->lifted++);
		moved = renameat2(dirfd, name, r->top, up, RENAME_NOREPLACE);
	} while (moved < 0 && errno == EEXIST);
	return moved < 0 ? fail(r, e) : 0;
}

static int remove_directory(
	struct removal *r, int dirfd, const char *name, int depth, struct err *e)
{
	if (unlinkat(dirfd, name, AT_REMOVEDIR) == 0 || errno == ENOENT)
		return 0;
	if (depth == HELD)
		return lift(r, dirfd, name, e);
	AUTO(fd_close) int fd = enter(dirfd, name);

	if (fd < 0)
		return errno == ENOENT ? 0 : fail(r, e);
	if (empty(r, &fd, depth + 1, e) < 0)
		return -1;
	if (unlinkat(dirfd, name, AT_REMOVEDIR) < 0 && errno != ENOENT)
		return fail(r, e);
	return 0;
}

static int remove_entry(
	struct removal *r, int dirfd, const struct dirent *entry, int depth, struct err *e)
{
	if (entry->d_type == DT_DIR)
		return remove_directory(r, dirfd, entry->d_name, depth, e);
	if (unlinkat(dirfd, entry->d_name, 0) == 0 || errno == ENOENT)
		return 0;
	if (errno == EISDIR)
		return remove_directory(r, dirfd, entry->d_name, depth, e);
	return fail(r, e);
}

static bool is_dot(const char *name)
{
	return strcmp(name, ".") == 0 || strcmp(name, "..") == 0;
}

/* One reading of the directory; *found says whether there was anything. */
static int pass(struct removal *r, DIR *d, int depth, bool *found, struct err *e)
{
	*found = false;
	for (;;) {
		errno = 0;
		const struct dirent *entry = readdir(d);

		if (!entry)
			return errno ? fail(r, e) : 0;
		if (is_dot(entry->d_name))
			continue;
		*found = true;
		if (remove_entry(r, dirfd(d), entry, depth, e) < 0)
			return -1;
	}
}

/* Takes *dirfd. Read again until nothing is left: an entry removed while reading may hide another,
 * and lifted directories arrive in the top one. */
static int empty(struct removal *r, int *dirfd, int depth, struct err *e)
{
	AUTO(stream_close) DIR *d = fdopendir(*dirfd);
	bool found = true;

	if (!d)
		return fail(r, e);
	fd_take(dirfd);
	while (found) {
		if (pass(r, d, depth, &found, e) < 0)
			return -1;
		rewinddir(d);
	}
	return 0;
}

int tree_remove(const struct tree *t, const char *path, struct err *e)
{
	AUTO(fd_close) int parent = -1;
	const char *name = NULL;

	if (!tree_has(t, path))
		return errno == ENOENT ? 0 : resolve_fail(e, "remove", path);
	if (tree_parent(t, path, &parent, &name, e) < 0)
		return -1;
	if (unlinkat(parent, name, 0) == 0 || errno == ENOENT)
		return 0;
	if (errno != EISDIR)
		return resolve_fail(e, "remove", path);
	AUTO(fd_close) int top = enter(parent, name);
	struct removal r = {.top = top, .path = path};

	if (top < 0)
		return errno == ENOENT ? 0 : fail(&r, e);
	AUTO(fd_close) int reading = fcntl(top, F_DUPFD_CLOEXEC, 0);

	if (reading < 0 || empty(&r, &reading, 0, e) < 0)
		return reading < 0 ? fail(&r, e) : -1;
	return unlinkat(parent, name, AT_REMOVEDIR) < 0 && errno != ENOENT ? fail(&r, e) : 0;
}

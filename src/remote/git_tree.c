/* git_tree - a finished checkout made into plain files: without .git, one directory of it, dated.
 */
#include "remote/git_tree.h"

#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>

#include "base/buf.h"
#include "base/strs.h"
#include "sys/walk.h"

static int note_git(void *context, const struct walk_entry *entry, struct err *e)
{
	(void)e;
	if (strcmp(entry->name, ".git") != 0)
		return WALK_ON;
	strs_add(context, str_of(entry->path));
	return WALK_SKIP;
}

int git_tree_strip(const struct tree *work, const char *name, struct err *e)
{
	AUTO(tree_close) struct tree top = TREE_NONE;
	AUTO(strs_release) struct strs found = {0};
	struct walk_visitor visitor = {.enter = note_git, .context = &found};

	if (tree_at(work, name, &top, e) < 0 || walk_tree(top.fd, &visitor, e) < 0)
		return -1;
	for (size_t i = 0; i < found.n; i++)
		if (tree_remove(&top, found.p[i].p, e) < 0)
			return -1;
	return 0;
}

/* Each directory on the way is one: a link, even one that stays inside, is not what was fetched
 * under that name. */
static int check_way(const struct tree *top, const char *subdir, struct err *e)
{
	AUTO(buf_release) struct buf way = {0};
	struct str rest = str_of(subdir);

	while (rest.n > 0) {
		struct str part;
		struct stat st;

		str_cut(rest, '/', &part, &rest);
		buf_fmt(&way, "%s%.*s", way.n ? "/" : "", STR_FMT(part));
		if (tree_stat(top, buf_cstr(&way), &st, e) < 0)
			return err_set(
				e, ERR_NOT_FOUND, "the repository has no directory `%s`", subdir);
		if (S_ISLNK(st.st_mode))
			return err_set(e, ERR_INVALID,
				"the subdir `%s` goes through a link, `%s`: name what it points to",
				subdir, buf_cstr(&way));
		if (!S_ISDIR(st.st_mode))
			return err_set(e, ERR_INVALID,
				"the subdir `%s` of the repository is no directory", subdir);
	}
	return 0;
}

int git_tree_take(const struct tree *work, const char *name, const char *subdir, const char *to,
	struct err *e)
{
	AUTO(tree_close) struct tree top = TREE_NONE;

	if (!subdir)
		return tree_rename(work, name, work, to, e);
	if (tree_at(work, name, &top, e) < 0 || check_way(&top, subdir, e) < 0 ||
		tree_rename(&top, subdir, work, to, e) < 0)
		return -1;
	return tree_remove(work, name, e);
}

static int set_time(int dirfd, const char *name, const struct timespec times[2], struct err *e)
{
	if (utimensat(dirfd, name, times, AT_SYMLINK_NOFOLLOW) < 0)
		return err_sys(e, "cannot set the time of `%s`", name);
	return 0;
}

static int date_entry(void *context, const struct walk_entry *entry, struct err *e)
{
	return set_time(entry->dirfd, entry->name, context, e);
}

int git_tree_date(const struct tree *work, const char *name, long long time_s, struct err *e)
{
	struct timespec times[2] = {{.tv_sec = time_s}, {.tv_sec = time_s}};
	AUTO(tree_close) struct tree top = TREE_NONE;
	/* A directory once more when it is left. */
	struct walk_visitor visitor = {.enter = date_entry, .leave = date_entry, .context = times};

	if (tree_at(work, name, &top, e) < 0 || walk_tree(top.fd, &visitor, e) < 0)
		return -1;
	return set_time(work->fd, name, times, e);
}

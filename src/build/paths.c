/* paths - host paths, as the two edges have them, become descriptors and bytes. */
#include "build/paths.h"

#include <string.h>
#include <unistd.h>

#include "base/mem.h"
#include "sys/fd.h"
#include "sys/hostpath.h"

enum { RESOLV_BYTES = 64 * 1024 };

void paths_resolv_conf(const char *path, struct buf *out)
{
	struct err ignored;

	if (paths_read(path ? path : "/etc/resolv.conf", RESOLV_BYTES, out, &ignored) < 0)
		buf_clear(out); /* a machine without name servers still builds */
}

int paths_read(const char *path, size_t limit_bytes, struct buf *out, struct err *e)
{
	AUTO(fd_close) int fd = -1;

	if (strcmp(path, "-") == 0)
		return fd_read_all(STDIN_FILENO, limit_bytes, out, e);
	if (hostpath_open(path, &fd, e) < 0)
		return -1;
	return fd_read_all(fd, limit_bytes, out, e) < 0 ? err_during(e, "reading `%s`", path) : 0;
}

static int open_path(void *context, const char *path, int *fd, struct err *e)
{
	(void)context;
	return hostpath_open(path, fd, e);
}

struct host_opener paths_opener(void)
{
	return (struct host_opener){open_path, NULL};
}

int paths_parent(const char *path, bool make, struct tree *parent, char **name, struct err *e)
{
	struct str text = str_trim_right(str_of(path), "/");
	size_t slash = str_rfind(text, '/');
	struct str last = slash < text.n ? str_from(text, slash + 1) : text;
	AUTO(mem_release) char *dir = NULL;

	if (last.n == 0 || str_eq(last, STR(".")) || str_eq(last, STR(".."))) {
		/* an existing directory is meant: it is made "in itself" */
		*name = str_dup(STR("."));
		return make ? tree_make(path, 0755, parent, e) : tree_open(path, parent, e);
	}
	dir = slash == text.n ? mem_strdup(".")
	      : slash == 0    ? mem_strdup("/")
			      : str_dup(str_upto(text, slash));
	*name = str_dup(last);
	return make ? tree_make(dir, 0755, parent, e) : tree_open(dir, parent, e);
}

int paths_write(const char *path, struct str bytes, struct err *e)
{
	AUTO(tree_close) struct tree parent = TREE_NONE;
	AUTO(mem_release) char *name = NULL;

	if (paths_parent(path, false, &parent, &name, e) < 0 ||
		tree_write(&parent, name, 0644, bytes.p, bytes.n, e) < 0)
		return err_during(e, "writing `%s`", path);
	return 0;
}

/* host - where things are on this machine: the store, the name servers, the platform, files by
 * path. */
#include "cli/host.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/utsname.h>
#include <unistd.h>

#include "base/mem.h"
#include "sys/fd.h"

int host_store_dir(const char *option, struct tree *out, struct err *e)
{
	const char *data = getenv("XDG_DATA_HOME");
	const char *home = getenv("HOME");
	AUTO(mem_release) char *path = NULL;

	if (!option)
		option = getenv("LICHEN_STORE");
	if (option && option[0])
		path = mem_strdup(option);
	else if (data && data[0] == '/')
		path = mem_fmt("%s/lichen", data);
	else if (home && home[0] == '/')
		path = mem_fmt("%s/.local/share/lichen", home);
	if (!path) {
		err_set(e, ERR_HOST, "there is no home directory for the store");
		return err_hint(e, "name one: --store DIR, or set LICHEN_STORE");
	}
	return tree_make(path, 0700, out, e) < 0 ? err_during(e, "opening the store `%s`", path)
						 : 0;
}

int host_open_store(const char *option, enum store_lock lock, struct store *out, struct err *e)
{
	AUTO(tree_close) struct tree dir = TREE_NONE;

	if (host_store_dir(option, &dir, e) < 0)
		return -1;
	return store_open(&dir, lock, out, e);
}

const char *host_platform(void)
{
	static const struct {
		const char *machine, *platform;
	} known[] = {
		{"x86_64", "linux/amd64"},
		{"aarch64", "linux/arm64"},
		{"armv7l", "linux/arm/v7"},
		{"ppc64le", "linux/ppc64le"},
		{"s390x", "linux/s390x"},
		{"riscv64", "linux/riscv64"},
	};
	struct utsname name;

	if (uname(&name) == 0)
		for (size_t i = 0; i < sizeof known / sizeof *known; i++)
			if (strcmp(name.machine, known[i].machine) == 0)
				return known[i].platform;
	return "linux/unknown";
}

enum { RESOLV_BYTES = 64 * 1024 };

void host_resolv_conf(struct buf *out)
{
	struct err ignored;

	if (host_read("/etc/resolv.conf", RESOLV_BYTES, out, &ignored) < 0)
		buf_clear(out); /* a machine without name servers still builds */
}

int host_read(const char *path, size_t limit_bytes, struct buf *out, struct err *e)
{
	AUTO(fd_close) int fd = -1;

	if (strcmp(path, "-") == 0)
		return fd_read_all(STDIN_FILENO, limit_bytes, out, e);
	fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
	if (fd < 0)
		return err_sys(e, "cannot open `%s`", path);
	return fd_read_all(fd, limit_bytes, out, e) < 0 ? err_during(e, "reading `%s`", path) : 0;
}

static int open_path(void *context, const char *path, int *fd, struct err *e)
{
	(void)context;
	*fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
	if (*fd >= 0)
		return 0;
	if (errno == ENOENT)
		return err_set(e, ERR_NOT_FOUND, "there is no `%s`", path);
	return err_sys(e, "cannot open `%s`", path);
}

struct host_opener host_opener(void)
{
	return (struct host_opener){open_path, NULL};
}

int host_parent(const char *path, bool make, struct tree *parent, char **name, struct err *e)
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

int host_write(const char *path, struct str bytes, struct err *e)
{
	AUTO(tree_close) struct tree parent = TREE_NONE;
	AUTO(mem_release) char *name = NULL;

	if (host_parent(path, false, &parent, &name, e) < 0 ||
		tree_write(&parent, name, 0644, bytes.p, bytes.n, e) < 0)
		return err_during(e, "writing `%s`", path);
	return 0;
}

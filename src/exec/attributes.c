/* attributes - the extended attributes of a file that a copy carries, as bytes for a digest.
 *
 * The order in which a file system lists names is its own business, so they are sorted.
 */
#include "exec/attributes.h"

#include <errno.h>
#include <linux/limits.h>
#include <string.h>
#include <sys/xattr.h>

#include "base/map.h"
#include "sys/copy.h"

static int read_one(int fd, const char *name, struct map *out, struct err *e)
{
	char value[XATTR_SIZE_MAX];
	ssize_t n = fgetxattr(fd, name, value, sizeof value);

	/* Gone meanwhile, or a capability of another user namespace: copy_xattrs leaves both. */
	if (n < 0 && (errno == ENODATA || errno == EOVERFLOW))
		return 0;
	if (n < 0)
		return err_sys(e, "cannot read the attribute `%s`", name);
	struct str bytes = {value, (size_t)n};

	if (copy_xattr_is_allowed(str_of(name), bytes))
		map_set(out, str_of(name), bytes);
	return 0;
}

int attributes_read(int fd, struct buf *out, struct err *e)
{
	char names[XATTR_LIST_MAX];
	/* The kernel allocates as much as it is offered, and nearly every file has none. */
	ssize_t n = flistxattr(fd, NULL, 0);

	if (n > 0)
		n = flistxattr(fd, names, sizeof names);

	if (n <= 0)
		return n == 0 || errno == ENOTSUP ? 0 : err_sys(e, "cannot list attributes");
	AUTO(map_release) struct map carried = {0};

	for (ssize_t at = 0; at < n; at += (ssize_t)strlen(names + at) + 1) {
		if (read_one(fd, names + at, &carried, e) < 0)
			return -1;
	}
	map_sort(&carried);
	for (size_t i = 0; i < carried.n; i++) {
		struct str value = carried.p[i].value;

		buf_str_add(out, carried.p[i].key);
		buf_char(out, '\0');
		buf_fmt(out, "%zu:", value.n);
		buf_str_add(out, value);
	}
	return 0;
}

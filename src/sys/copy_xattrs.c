/* copy_xattrs - the extended attributes that may travel between a context, a stage and a rootfs.
 *
 * An allow-list (the rule for layers applies to copies too): everything that is not named
 * here is dropped, because overlay, security modules and container tools keep their own state in
 * attributes, and a file that brings such state along could change what the kernel makes of it.
 */
#include <endian.h>
#include <errno.h>
#include <linux/capability.h>
#include <linux/limits.h>
#include <stdbool.h>
#include <string.h>
#include <sys/xattr.h>

#include "base/str.h"
#include "sys/copy.h"

/* A name equal to, or below (name + "."), one of these is somebody's private state. */
static const char *const private_names[] = {"user.overlay", "user.containers", "user.fuseoverlayfs",
	"user.rootlesscontainers", "user.lichen"};

static bool is_private(struct str name)
{
	for (size_t i = 0; i < sizeof private_names / sizeof *private_names; i++) {
		struct str p = str_of(private_names[i]);

		if (str_starts(name, p) && (name.n == p.n || name.p[p.n] == '.'))
			return true;
	}
	return false;
}

bool copy_xattr_is_allowed(struct str name, struct str value)
{
	uint32_t magic = 0;

	if (str_starts(name, STR("user.")))
		return !is_private(name);
	if (!str_eq(name, STR("security.capability")) || value.n < sizeof magic)
		return false;
	memcpy(&magic, value.p, sizeof magic);
	magic = le32toh(magic);
	return (value.n == XATTR_CAPS_SZ_2 &&
		       (magic & VFS_CAP_REVISION_MASK) == VFS_CAP_REVISION_2) ||
	       (value.n == XATTR_CAPS_SZ_3 &&
		       (magic & VFS_CAP_REVISION_MASK) == VFS_CAP_REVISION_3);
}

/* Gone meanwhile, or a capability of a user namespace that ours cannot express. */
static bool is_passed_over(int number)
{
	return number == ENODATA || number == EOVERFLOW;
}

static int copy_one(int from, int to, const char *name, struct err *e)
{
	char value[XATTR_SIZE_MAX];
	ssize_t n = fgetxattr(from, name, value, sizeof value);

	if (n < 0)
		return is_passed_over(errno) ? 0
					     : err_sys(e, "cannot read the attribute `%s`", name);
	if (!copy_xattr_is_allowed(str_of(name), (struct str){value, (size_t)n}))
		return 0;
	if (fsetxattr(to, name, value, (size_t)n, 0) < 0)
		return err_sys(e, "cannot set the attribute `%s`", name);
	return 0;
}

int copy_xattrs(int from, int to, struct err *e)
{
	char names[XATTR_LIST_MAX];
	/* The kernel allocates as much as it is offered, and nearly every file has none. */
	ssize_t n = flistxattr(from, NULL, 0);

	if (n > 0)
		n = flistxattr(from, names, sizeof names);
	if (n < 0)
		return errno == ENOTSUP ? 0 : err_sys(e, "cannot list attributes");
	for (ssize_t at = 0; at < n; at += (ssize_t)strlen(names + at) + 1)
		if (copy_one(from, to, names + at, e) < 0)
			return -1;
	return 0;
}

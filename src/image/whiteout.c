/* whiteout - how a layer says "removed": in a directory for overlay, in a tar for everybody else.
 */
#include "image/whiteout.h"

#include <string.h>
#include <sys/sysmacros.h>
#include <sys/xattr.h>

#define OPAQUE_ATTRIBUTE "user.overlay.opaque"
#define OPAQUE_ATTRIBUTE_OF_ROOT "trusted.overlay.opaque"

enum whiteout_kind whiteout_kind(struct str name, struct str *hidden)
{
	*hidden = (struct str){0};
	if (!str_starts(name, STR(WHITEOUT_PREFIX)))
		return WHITEOUT_NONE;
	if (str_eq(name, STR(WHITEOUT_OPAQUE_NAME)))
		return WHITEOUT_OPAQUE;
	if (str_starts(name, STR(WHITEOUT_PREFIX WHITEOUT_PREFIX)))
		return WHITEOUT_LEFTOVER;
	*hidden = str_from(name, sizeof WHITEOUT_PREFIX - 1);
	if (hidden->n == 0 || str_eq(*hidden, STR(".")) || str_eq(*hidden, STR("..")))
		return WHITEOUT_BROKEN;
	return WHITEOUT_NAME;
}

bool whiteout_is_reserved(const char *name)
{
	return strncmp(name, WHITEOUT_PREFIX, sizeof WHITEOUT_PREFIX - 1) == 0;
}

bool whiteout_is(const struct stat *st)
{
	return S_ISCHR(st->st_mode) && st->st_rdev == makedev(0, 0);
}

int whiteout_make(int dirfd, const char *name, struct err *e)
{
	/* Linux lets anybody make this one device since 5.8 (and in a user namespace before). */
	if (mknodat(dirfd, name, S_IFCHR, makedev(0, 0)) < 0)
		return err_sys(e, "cannot make the whiteout of `%s`", name);
	return 0;
}

static bool has_yes(int fd, const char *attribute)
{
	char value[2];

	return fgetxattr(fd, attribute, value, sizeof value) == 1 && value[0] == 'y';
}

bool whiteout_is_opaque(int dirfd)
{
	return has_yes(dirfd, OPAQUE_ATTRIBUTE) || has_yes(dirfd, OPAQUE_ATTRIBUTE_OF_ROOT);
}

int whiteout_set_opaque(int dirfd, struct err *e)
{
	if (fsetxattr(dirfd, OPAQUE_ATTRIBUTE, "y", 1, 0) < 0)
		return err_sys(e, "cannot mark a directory as opaque");
	return 0;
}

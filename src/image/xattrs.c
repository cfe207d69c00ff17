/* xattrs - which extended attributes a layer carries, and file capabilities in their plain form. */
#include "image/xattrs.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/xattr.h>

#include "base/buf.h"
#include "sys/copy.h"

#define ROOT_MARK "user.overlay.lichen.root"

/* linux/capability.h: the first word, little endian, has the version in its top byte. */
enum {
	CAPABILITY_V1 = 1,
	CAPABILITY_V1_BYTES = 12,
	CAPABILITY_V2 = 2,
	CAPABILITY_V3 = 3,
	CAPABILITY_V3_BYTES = 24,
};

bool xattrs_carried(struct str name)
{
	if (str_eq(name, STR(XATTRS_CAPABILITY)))
		return true;
	return str_starts(name, STR("user.")) && name.n > 5 && !str_has_nul(name) &&
	       copy_xattr_is_allowed(name, STR(""));
}

int xattrs_capability(
	struct str value, unsigned char out[XATTRS_CAPABILITY_BYTES], size_t *n, struct err *e)
{
	unsigned version = value.n >= 4 ? (unsigned char)value.p[3] : 0;

	*n = value.n;
	if (version == CAPABILITY_V3 && value.n == CAPABILITY_V3_BYTES)
		*n = XATTRS_CAPABILITY_BYTES;
	else if (!(version == CAPABILITY_V2 && value.n == XATTRS_CAPABILITY_BYTES) &&
		 !(version == CAPABILITY_V1 && value.n == CAPABILITY_V1_BYTES))
		return err_set(e, ERR_INVALID,
			"malformed file capabilities (%zu bytes, version %u)", value.n, version);
	memcpy(out, value.p, *n);
	if (version == CAPABILITY_V3)
		out[3] = CAPABILITY_V2;
	return 0;
}

static int too_many(struct err *e)
{
	return err_set(e, ERR_LIMIT, "more than %d bytes of extended attributes", XATTRS_BYTES_MAX);
}

/* The list of names, NUL after each; empty where the file system has none. */
static int list_names(int fd, struct buf *names, struct err *e)
{
	for (size_t room = 1024; room <= XATTRS_BYTES_MAX; room *= 8) {
		ssize_t n = flistxattr(fd, buf_room(names, room), room);

		if (n >= 0) {
			buf_grew(names, (size_t)n);
			return 0;
		}
		if (errno == ENOTSUP)
			return 0;
		if (errno != ERANGE)
			return err_sys(e, "cannot list extended attributes");
	}
	return too_many(e);
}

static bool next_name(struct str *list, struct str *name)
{
	if (list->n == 0)
		return false;
	str_cut(*list, '\0', name, list);
	return true;
}

/* left: how many bytes of the limit are. */
static int read_one(int fd, struct str name, size_t *left, struct map *out, struct err *e)
{
	enum { VALUE_MAX = 65536 }; /* XATTR_SIZE_MAX */
	AUTO(buf_release) struct buf value = {0};
	unsigned char capability[XATTRS_CAPABILITY_BYTES];
	ssize_t n = fgetxattr(fd, name.p, buf_room(&value, VALUE_MAX), VALUE_MAX);
	size_t length;

	if (n < 0)
		return err_sys(e, "cannot read the attribute `%s`", name.p);
	buf_grew(&value, (size_t)n);
	if (name.n + value.n > *left)
		return too_many(e);
	*left -= name.n + value.n;
	if (!str_eq(name, STR(XATTRS_CAPABILITY))) {
		map_set(out, name, buf_str(&value));
		return 0;
	}
	if (xattrs_capability(buf_str(&value), capability, &length, e) < 0)
		return -1;
	map_set(out, name, (struct str){(const char *)capability, length});
	return 0;
}

int xattrs_read(int fd, struct map *out, struct err *e)
{
	AUTO(buf_release) struct buf names = {0};
	size_t left = XATTRS_BYTES_MAX;
	struct str list, name;

	if (list_names(fd, &names, e) < 0)
		return -1;
	list = buf_str(&names);
	while (next_name(&list, &name))
		if (xattrs_carried(name) && read_one(fd, name, &left, out, e) < 0)
			return -1;
	map_sort(out);
	return 0;
}

int xattrs_write(int fd, const struct map *attributes, struct err *e)
{
	struct stat st;

	if (attributes->n == 0)
		return 0;
	if (fstat(fd, &st) < 0)
		return err_sys(e, "cannot look at a file");
	for (size_t i = 0; i < attributes->n; i++) {
		const struct map_entry *a = &attributes->p[i];

		if (!S_ISREG(st.st_mode) && str_eq(a->key, STR(XATTRS_CAPABILITY)))
			continue;
		if (fsetxattr(fd, a->key.p, a->value.p, a->value.n, 0) < 0)
			return err_sys(e, "cannot set the attribute `%s`", a->key.p);
	}
	return 0;
}

/* What must go, or the directory would say more than its tar. Other name spaces (security.selinux)
 * belong to the host and may be neither removable nor ours. */
static bool must_go(struct str name)
{
	return (str_starts(name, STR("user.")) && !xattrs_carried(name)) ||
	       str_starts(name, STR("trusted.overlay.")) ||
	       str_starts(name, STR("system.posix_acl_"));
}

int xattrs_strip(int fd, bool *copied_up, struct err *e)
{
	AUTO(buf_release) struct buf names = {0};
	struct str list, name;

	*copied_up = false;
	if (list_names(fd, &names, e) < 0)
		return -1;
	list = buf_str(&names);
	while (next_name(&list, &name)) {
		if (str_eq(name, STR("user.overlay.origin")) ||
			str_eq(name, STR("trusted.overlay.origin")))
			*copied_up = true;
		if (must_go(name) && fremovexattr(fd, name.p) < 0 && errno != ENODATA)
			return err_sys(e, "cannot remove the attribute `%s`", name.p);
	}
	return 0;
}

bool xattrs_has_root_mark(int fd)
{
	char value[2];

	return fgetxattr(fd, ROOT_MARK, value, sizeof value) == 1;
}

int xattrs_mark_root(int fd, struct err *e)
{
	if (fsetxattr(fd, ROOT_MARK, "y", 1, 0) < 0)
		return err_sys(e, "cannot mark the root directory");
	return 0;
}

/* default_user - the account `app`, 10001:10001, made without running anything (--default-user). */
#include "image/default_user.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/str.h"
#include "exec/user.h"
#include "sys/fd.h"

#define NAME DEFAULT_USER_NAME
#define ID DEFAULT_USER_ID_TEXT

/* One row a file: the line, which of its fields is the number (0: none), and whether the file is
 * made when it is missing. */
static const struct account_file {
	const char *path;
	const char *line;
	int id_field;
	bool make;
	mode_t mode;
} account_files[] = {
	{"/etc/passwd", NAME ":x:" ID ":" ID "::/home/" NAME ":/sbin/nologin", 2, true, 0644},
	{"/etc/group", NAME ":x:" ID ":", 2, true, 0644},
	{"/etc/shadow", NAME ":!:::::::", 0, false, 0640},
	{"/etc/gshadow", NAME ":!::", 0, false, 0640},
};

static struct str field(struct str line, int number)
{
	struct str head = {0};

	for (int i = 0; i <= number; i++)
		str_cut(line, ':', &head, &line);
	return head;
}

static int refuse_taken(const struct account_file *file, struct str line, struct err *e)
{
	err_id(e, ERR_POLICY, "NR-01",
		"--default-user cannot make `" NAME "`, " ID ":" ID ": %s has `%.*s:...`",
		file->path, STR_FMT(field(line, 0)));
	return err_hint(e, "name that account with USER, or choose one with --user UID:GID");
}

/* 1: our account is there already, 0: the name and the number are free. */
static int find_account(const struct account_file *file, struct str text, struct err *e)
{
	bool found = false;

	while (text.n > 0) {
		struct str line;
		bool name, id;

		str_cut(text, '\n', &line, &text);
		name = str_eq(field(line, 0), STR(NAME));
		id = file->id_field == 0 ? name : str_eq(field(line, file->id_field), STR(ID));
		if (name != id)
			return refuse_taken(file, line, e);
		found = found || name;
	}
	return found;
}

static int settle(int fd, mode_t mode, uid_t owner, int64_t epoch_s, struct err *e)
{
	struct timespec times[2] = {{.tv_sec = epoch_s}, {.tv_sec = epoch_s}};

	if (fchown(fd, owner, owner) < 0 || fchmod(fd, mode) < 0 ||
		(epoch_s >= 0 && futimens(fd, times) < 0))
		return err_sys(e, "cannot set owner, mode and time of the default account's files");
	return 0;
}

static int add_line(const struct rootfs *root, const struct account_file *file, struct str old,
	bool exists, int64_t epoch_s, struct err *e)
{
	int flags = O_WRONLY | O_APPEND | (exists ? 0 : O_CREAT | O_EXCL);
	AUTO(buf_release) struct buf line = {0};
	AUTO(fd_close) int fd = -1;

	if (old.n > 0 && old.p[old.n - 1] != '\n')
		buf_char(&line, '\n');
	buf_cstr_add(&line, file->line);
	buf_char(&line, '\n');
	if (rootfs_open(root, file->path, flags, file->mode, &fd, e) < 0 ||
		fd_write_full(fd, line.p, line.n, e) < 0)
		return -1;
	return exists ? 0 : settle(fd, file->mode, 0, epoch_s, e);
}

static int add_account(
	const struct rootfs *root, const struct account_file *file, int64_t epoch_s, struct err *e)
{
	AUTO(buf_release) struct buf old = {0};
	bool exists = true;
	int there;

	if (rootfs_read(root, file->path, USER_FILE_BYTES_MAX, &old, e) < 0) {
		if (e->kind != ERR_NOT_FOUND)
			return -1;
		err_clear(e);
		exists = false;
	}
	if (!exists && !file->make)
		return 0;
	there = find_account(file, buf_str(&old), e);
	if (there != 0)
		return there < 0 ? -1 : 0;
	return add_line(root, file, buf_str(&old), exists, epoch_s, e);
}

static int make_home(const struct rootfs *root, int64_t epoch_s, struct err *e)
{
	const struct rootfs_owner by_root = {0, 0, 0755, epoch_s};
	AUTO(fd_close) int homes = -1;
	AUTO(fd_close) int home = -1;

	if (rootfs_mkdirs(root, "/home", &by_root, &homes, e) < 0)
		return -1;
	if (mkdirat(homes, NAME, 0700) < 0)
		return errno == EEXIST ? 0 : err_sys(e, "cannot make `/home/" NAME "`");
	home = openat(homes, NAME, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	if (home < 0)
		return err_sys(e, "cannot open `/home/" NAME "`");
	return settle(home, 0700, DEFAULT_USER_ID, epoch_s, e);
}

int policy_default_user_files(const struct rootfs *root, int64_t epoch_s, struct err *e)
{
	const struct rootfs_owner by_root = {0, 0, 0755, epoch_s};
	AUTO(fd_close) int etc = -1;

	if (rootfs_mkdirs(root, "/etc", &by_root, &etc, e) < 0)
		return err_during(e, "making the default account");
	for (size_t i = 0; i < sizeof account_files / sizeof *account_files; i++)
		if (add_account(root, &account_files[i], epoch_s, e) < 0)
			return err_during(
				e, "making the default account in `%s`", account_files[i].path);
	if (make_home(root, epoch_s, e) < 0)
		return err_during(e, "making the default account's home");
	return 0;
}

#include "sys/mounts.h"

#include <fcntl.h>

#include "inside.h"
#include "sys/fd.h"

static int clone_usr(void *argument)
{
	AUTO(fd_close) int usr = open("/usr", O_PATH | O_CLOEXEC);
	AUTO(fd_close) int copy = -1;
	struct err e;

	(void)argument;
	CHECK_OK(mount_clone(usr, &copy, &e));
	CHECK(faccessat(copy, "bin", F_OK, 0) == 0);
	CHECK(mount_clone(-1, &copy, &e) == -1 && e.kind == ERR_SYS);
	return 0;
}

Test(mounts, a_clone_is_attached_nowhere, .timeout = 20)
{
	inside(clone_usr, NULL);
}

static int prepare(void *argument)
{
	AUTO(mount_sources_release) struct mount_sources sources = {0};
	AUTO(fd_close) int dir = open("/usr", O_PATH | O_CLOEXEC);
	struct mount_table table = {0};
	struct err e;

	(void)argument;
	vec_push(&table.list,
		(struct mount_row){.kind = MOUNT_NEW, .target = "/t", .source = "tmpfs"});
	vec_push(&table.list, (struct mount_row){.kind = MOUNT_FD, .target = "/d", .fd = dir});
	CHECK_OK(mount_prepare(&table, &sources, &e));
	CHECK(sources.list.n == 2 && sources.list.p[0] == -1 && sources.list.p[1] >= 0);
	mount_sources_release(&sources);
	vec_push(&table.list, (struct mount_row){.kind = MOUNT_FD, .target = "/bad", .fd = -1});
	CHECK(mount_prepare(&table, &sources, &e) == -1 && e.kind == ERR_SYS);
	vec_release(&table.list);
	return 0;
}

Test(mounts, sources_are_cloned_before_the_namespace, .timeout = 20)
{
	inside(prepare, NULL);
}

Test(mounts, what_a_target_has_to_be)
{
	AUTO(fd_close) int dir = open("/", O_PATH | O_CLOEXEC);
	AUTO(fd_close) int file = open("/proc/self/exe", O_PATH | O_CLOEXEC);

	cr_expect(mount_is_directory(&(struct mount_row){.kind = MOUNT_NEW}));
	cr_expect(mount_is_directory(&(struct mount_row){.kind = MOUNT_FD, .fd = dir}));
	cr_expect(!mount_is_directory(&(struct mount_row){.kind = MOUNT_FD, .fd = file}));
	cr_expect(!mount_is_directory(
		&(struct mount_row){.kind = MOUNT_HOST, .source = "/dev/null"}));
	cr_expect(!mount_is_directory(&(struct mount_row){.kind = MOUNT_FILE}));
	cr_expect(!mount_wants_target(&(struct mount_row){.kind = MOUNT_MASK}));
	cr_expect(!mount_wants_target(&(struct mount_row){.kind = MOUNT_LINK}));
	cr_expect(mount_wants_target(&(struct mount_row){.kind = MOUNT_FILE}));
}

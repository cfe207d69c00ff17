#include <criterion/criterion.h>

#include "sys/spawn.h"

Test(spawn_print, is_the_same_text_every_time_and_one_line_a_fact)
{
	AUTO(buf_release) struct buf once = {0};
	AUTO(buf_release) struct buf twice = {0};
	char *argv[] = {"/bin/sh", "a\nb\"", NULL}, *envp[] = {NULL};
	gid_t groups[] = {5, 6};
	struct spawn s = {.root = ROOTFS_NONE,
		.argv = argv,
		.envp = envp,
		.workdir = "/w",
		.hostname = "h",
		.uid = 1,
		.gid = 2,
		.groups = groups,
		.groups_n = 2,
		.capabilities = 3,
		.own_network = true};

	vec_push(&s.mounts.list, (struct mount_row){.kind = MOUNT_NEW,
					 .target = "/t",
					 .source = "tmpfs",
					 .options = {"mode=1"},
					 .nosuid = true});
	vec_push(&s.mounts.list, (struct mount_row){.kind = MOUNT_MASK, .target = "/m"});
	spawn_print(&s, &once);
	spawn_print(&s, &twice);
	cr_expect_str_eq(buf_cstr(&once), buf_cstr(&twice));
	cr_expect_str_eq(buf_cstr(&once),
		"argv \"/bin/sh\"\nargv \"a\\x0ab\\\"\"\nworkdir \"/w\"\nhostname \"h\"\nuser 1:2\n"
		"groups 5 6\ncapabilities 0000000000000003\nnamespaces pid ipc uts mount cgroup "
		"network\n"
		"seccomp docker-default\numask 022\nstdin empty\n"
		"mount new \"/t\" from \"tmpfs\" mode=1 nosuid\nmount mask \"/m\"\n");
	vec_release(&s.mounts.list);
}

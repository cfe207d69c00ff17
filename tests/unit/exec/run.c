#include "exec/run.h"

#include <dirent.h>

#include "exec/step.h"

TestSuite(run, .timeout = 60);

STEP_TEST(status_is_the_programs)
{
	CHECK(step_sh(t, "exit 0") == 0);
	CHECK(step_sh(t, "exit 42") == 42);
	CHECK(step_sh(t, "sh -c 'kill -9 $$'; exit $?") == 137);
	CHECK(step_sh(t, "echo out; echo err >&2") == 0);
	CHECK(!strcmp(buf_cstr(&t->out), "out\nerr\n"));
}

STEP_TEST(identity_of_root)
{
	SAYS(t, "id -u; id -g; id -G", "0\n0\n0\n");
	SAYS(t, "grep -E '^(Cap|NoNewPrivs|Seccomp:)' /proc/self/status",
		"CapInh:\t0000000000000000\nCapPrm:\t00000000a80425fb\nCapEff:\t00000000a80425fb\n"
		"CapBnd:\t00000000a80425fb\nCapAmb:\t0000000000000000\nNoNewPrivs:\t0\nSeccomp:"
		"\t2\n");
	SAYS(t, "echo $$; hostname; umask; pwd", "1\nbuildkitsandbox\n0022\n/\n");
}

STEP_TEST(identity_of_an_ordinary_user)
{
	t->box.user = (struct user){
		.uid = 1000, .gid = 1001, .groups = {5, 33}, .groups_n = 2, .home = "/home/app"};
	SAYS(t, "id -u; id -g; id -G; echo $HOME", "1000\n1001\n1001 5 33\n/home/app\n");
	SAYS(t, "grep -E '^(Cap|Seccomp:|NoNewPrivs)' /proc/self/status",
		"CapInh:\t0000000000000000\nCapPrm:\t0000000000000000\nCapEff:\t0000000000000000\n"
		"CapBnd:\t00000000a80425fb\nCapAmb:\t0000000000000000\nNoNewPrivs:\t0\nSeccomp:"
		"\t2\n");
	SAYS(t, "touch /x 2>/dev/null || echo refused", "refused\n");
}

STEP_TEST(streams_can_be_opened_by_their_owner)
{
	int ends[2];
	char text[16] = "";
	struct err e;
	int status;

	CHECK(fd_pipe(ends, &e) == 0);
	step_mount(t);
	t->box.user.uid = t->box.user.gid = 1000;
	t->box.out_fd = t->box.err_fd = ends[1];
	step_argv(t, "/bin/sh", "-c", "echo again > /dev/stdout");
	CHECK_OK(sandbox_run(&t->box, &status, &e));
	close(ends[1]);
	CHECK(status == 0 && fd_read_full(ends[0], text, 15) == 6 && !strcmp(text, "again\n"));
}

STEP_TEST(environment_is_the_steps_alone)
{
	setenv("SECRET_TOKEN", "leak", 1);
	map_set(&t->env, STR("A"), STR("x y"));
	step_argv(t, "/bin/env", NULL, NULL);
	CHECK(step_run(t) == 0);
	CHECK(!strcmp(buf_cstr(&t->out), "PATH=/usr/bin:/bin\nA=x y\nHOME=/root\n"));
	map_set(&t->env, STR("HOME"), STR("/mine"));
	SAYS(t, "echo $HOME", "/mine\n");
	SAYS(t, "cat /proc/*/environ | grep -c SECRET_TOKEN; true", "0\n");
}

STEP_TEST(only_three_descriptors)
{
	int leak = open("/etc/passwd", O_RDONLY); /* not close-on-exec */

	CHECK(leak > 2);
	/* ls has the directory open itself */
	SAYS(t, "ls /proc/self/fd; readlink /proc/self/fd/0 | grep -c pipe; cat",
		"0\n1\n2\n3\n1\n");
	close(leak);
}

STEP_TEST(no_other_process_is_seen)
{
	SAYS(t,
		"[ $(ls /proc | grep -c '^[0-9]*$') -le 4 ] && kill -0 -1 2>/dev/null || echo "
		"alone",
		"alone\n");
	SAYS(t, "cat /proc/sys/kernel/ns_last_pid >/dev/null; readlink /proc/1/exe",
		"/bin/busybox\n");
}

STEP_TEST(nothing_of_the_host_lies_over_or_under_the_root)
{
	SAYS(t, "ls /.. /bin/../.. | sort -u; cut -d' ' -f5 /proc/self/mountinfo | grep -cx /",
		"\n/..:\n/bin/../..:\nbin\ndev\netc\nproc\nsys\n1\n");
	SAYS(t,
		"grep -c -E '^[0-9]+ [0-9]+ [^ ]+ [^ ]+ /(tmp|work|home|mnt|usr)' "
		"/proc/self/mountinfo; true",
		"0\n");
}

STEP_TEST(the_base_set_of_mounts)
{
	SAYS(t, "ls -1 /dev",
		"core\nfd\nfull\nmqueue\nnull\nptmx\npts\nrandom\nshm\nstderr\nstdin\nstdout\ntty\n"
		"urandom\nzero\n");
	SAYS(t, "echo x > /dev/null && head -c 3 /dev/zero | wc -c; stat -c %a /dev/shm",
		"3\n1777\n");
	SAYS(t,
		"stat -f -c %b /dev/shm >/dev/null && grep ' /dev/shm ' /proc/mounts | grep -c "
		"size=65536k",
		"1\n");
	SAYS(t,
		"cat /proc/timer_list | wc -c; cat /proc/keys | wc -c; ls /proc/acpi /proc/scsi "
		"2>/dev/null "
		"| grep -vc : ; true",
		"0\n0\n0\n");
	SAYS(t, "echo 1 > /proc/sys/kernel/domainname || echo refused",
		"/bin/sh: can't create "
		"/proc/sys/kernel/domainname: Read-only file system\nrefused\n");
	SAYS(t, "mkdir /sys/x 2>&1 || mkdir /sys/fs/cgroup/x 2>&1 | grep -c Read-only",
		"mkdir: can't create "
		"directory '/sys/x': Read-only file system\n1\n");
	SAYS(t, "ls -A /sys/firmware | wc -l", "0\n");
	SAYS(t, "grep -c -E ' (shared|master):' /proc/self/mountinfo; true", "0\n");
}

STEP_TEST(resolv_conf_and_hosts_are_fixed)
{
	SAYS(t, "cat /etc/resolv.conf /etc/hosts", "nameserver 192.0.2.1\n127.0.0.1\tlocalhost\n");
	SAYS(t, "rm /etc/hosts 2>&1 || echo x > /etc/hosts 2>&1 || true",
		"rm: can't remove '/etc/hosts': Device or resource busy\n"
		"/bin/sh: can't create /etc/hosts: Read-only file system\n");
	SAYS(t,
		"grep -E ' /etc/(hosts|resolv.conf) ' /proc/mounts | grep -c "
		"ro,nosuid,nodev,noexec",
		"2\n");
}

static int by_name(const struct dirent **a, const struct dirent **b)
{
	return strcmp((*a)->d_name, (*b)->d_name);
}

static void expect_only(int dirfd, const char *names)
{
	AUTO(buf_release) struct buf got = {0};
	struct dirent **entries;
	int n = scandirat(dirfd, ".", &entries, NULL, by_name);

	CHECK(n >= 2);
	for (int i = 2; i < n; i++) /* after . and .. */
		buf_fmt(&got, "%s\n", entries[i]->d_name);
	if (strcmp(buf_cstr(&got), names) != 0) {
		dprintf(2, "expected `%s`, found `%s`\n", names, buf_cstr(&got));
		_exit(1);
	}
}

STEP_TEST(nothing_of_the_sandbox_stays_in_the_layer)
{
	CHECK(step_sh(t, "true") == 0);
	expect_only(t->upper, "");
	CHECK(step_sh(t, "echo x > /made; mkdir -p /run/y") == 0);
	expect_only(t->upper, "made\nrun\n");
}

STEP_TEST(stubs_keep_the_times_of_directories)
{
	struct timespec times[2] = {{1000, 0}, {1000, 5}};
	struct stat st;
	int etc = step_dir(t->lower, "etc");

	CHECK(futimens(etc, times) == 0 && futimens(t->upper, times) == 0);
	CHECK(step_sh(t, "true") == 0);
	CHECK(fstatat(t->root.fd, "etc", &st, 0) == 0);
	CHECK(st.st_mtim.tv_sec == 1000 && st.st_mtim.tv_nsec == 5);
	CHECK(fstat(t->root.fd, &st) == 0);
	CHECK(st.st_mtim.tv_sec == 1000);
	close(etc);
}

STEP_TEST(own_files_of_the_image_under_mounts_are_kept)
{
	int etc = step_dir(t->lower, "etc");

	step_put(etc, "hosts", "the image's\n", 0644);
	close(step_dir(t->lower, "proc"));
	CHECK(step_sh(t, "cat /etc/hosts") == 0);
	CHECK(!strcmp(buf_cstr(&t->out), "127.0.0.1\tlocalhost\n"));
	CHECK(faccessat(t->root.fd, "etc/hosts", F_OK, 0) == 0);
	CHECK(faccessat(t->root.fd, "proc", F_OK, 0) == 0);
	CHECK(faccessat(t->root.fd, "sys", F_OK, 0) == -1);
}

STEP_TEST(links_in_place_of_mount_points_stay_inside)
{
	int etc = step_dir(t->lower, "etc");

	CHECK(symlinkat("../run/systemd/resolve/stub", etc, "resolv.conf") == 0);
	CHECK(symlinkat("/../../../../../../etc/real", etc, "hosts") == 0);
	CHECK(symlinkat("var/proc", t->lower, "proc") == 0);
	SAYS(t,
		"cat /etc/resolv.conf; cat /run/systemd/resolve/stub; cat /etc/real; "
		"ls -d "
		"/var/proc/1",
		"nameserver 192.0.2.1\nnameserver 192.0.2.1\n127.0.0.1\tlocalhost\n/var/proc/1\n");
	CHECK(faccessat(t->root.fd, "run", F_OK, 0) == -1);
	CHECK(faccessat(t->root.fd, "var", F_OK, 0) == -1);
	expect_only(t->upper, "etc\n");
}

STEP_TEST(a_loop_of_links_is_an_error)
{
	struct err e;

	CHECK(symlinkat("b", t->lower, "proc") == 0 && symlinkat("proc", t->lower, "b") == 0);
	FAILS(t, "a loop as /proc", ERR_LIMIT);
}

STEP_TEST(a_file_where_a_directory_is_needed_is_named)
{
	struct err e;

	step_put(t->lower, "proc", "a file", 0644);
	FAILS(t, "a file as /proc", ERR_INVALID);
	CHECK(strstr(e.text, "`/proc`") != NULL);
	CHECK(faccessat(t->root.fd, "sys", F_OK, 0) == -1);
}

/* H92, H93: the step swaps what stubs were made in; their inode is what counts. */
STEP_TEST(replacing_stubs_and_their_parents_removes_nothing_else)
{
	struct stat st;

	close(step_dir(t->lower, "victim"));
	step_put(t->lower, "victim/hosts", "", 0644);
	step_put(t->lower, "victim/resolv.conf", "", 0644);
	CHECK(step_sh(t, "mv /etc /moved; ln -s /victim /etc; mkdir /new") == 0);
	CHECK(fstatat(t->root.fd, "victim/hosts", &st, 0) == 0);
	CHECK(fstatat(t->root.fd, "victim/resolv.conf", &st, 0) == 0);
	CHECK(fstatat(t->root.fd, "etc", &st, AT_SYMLINK_NOFOLLOW) == 0 && S_ISLNK(st.st_mode));
	CHECK(fstatat(t->root.fd, "moved/hosts", &st, 0) == -1);
	CHECK(fstatat(t->root.fd, "new", &st, 0) == 0);
}

STEP_TEST(a_stub_with_content_stays)
{
	struct sandbox_mount mount = {.kind = SANDBOX_TMPFS, .target = "/a/b/c"};
	struct stat st;

	t->box.mounts = &mount;
	t->box.mounts_n = 1;
	CHECK(step_sh(t, "touch /a/kept /a/b/c/gone") == 0);
	CHECK(fstatat(t->root.fd, "a/kept", &st, 0) == 0);
	CHECK(fstatat(t->root.fd, "a/b", &st, 0) == -1);
}

STEP_TEST(mounts_of_the_caller)
{
	int context = step_dir(t->dir.fd, "context");
	struct sandbox_mount mounts[] = {
		{.kind = SANDBOX_TMPFS, .target = "/dev/pipes", .read_only = false},
		{.kind = SANDBOX_FILE,
			.target = "/dev/pipes/E",
			.read_only = true,
			.mode = 0755,
			.bytes = STR("#!/bin/sh\necho script\n")},
		{.kind = SANDBOX_BIND, .target = "/ctx", .source_fd = context, .read_only = true},
		{.kind = SANDBOX_FILE,
			.target = "/run/secrets/key",
			.read_only = true,
			.mode = 0400,
			.uid = 5,
			.gid = 6,
			.bytes = STR("secret")},
		{.kind = SANDBOX_TMPFS, .target = "/tmp/big", .size_bytes = 1 << 20},
		{.kind = SANDBOX_BIND, .target = "/w/cache", .source_fd = context},
	};

	step_put(context, "file", "from the context", 0644);
	t->box.mounts = mounts;
	t->box.mounts_n = sizeof mounts / sizeof *mounts;
	SAYS(t,
		"/dev/pipes/E; cat /ctx/file; stat -c '%a %u %g' /run/secrets/key; stat -c %a "
		"/tmp/big",
		"script\nfrom the context400 5 6\n1777\n");
	SAYS(t,
		"touch /ctx/x 2>&1; grep ' /ctx ' /proc/mounts | grep -c ro,nosuid,nodev; "
		"grep ' /run/secrets/key ' /proc/mounts | grep -c ro,nosuid,nodev,noexec",
		"touch: /ctx/x: Read-only file system\n1\n1\n");
	SAYS(t, "dd if=/dev/zero of=/tmp/big/x bs=1M count=3 2>&1 | grep -c 'No space'", "1\n");
	SAYS(t, "echo kept > /w/cache/new; cat /w/cache/new", "kept\n");
	CHECK(faccessat(context, "new", F_OK, 0) == 0);
	expect_only(t->upper, "");
	close(context);
}

STEP_TEST(a_mount_over_the_wrong_kind_is_named)
{
	struct sandbox_mount mount = {.kind = SANDBOX_TMPFS, .target = "/bin/busybox"};
	struct err e;

	t->box.mounts = &mount;
	t->box.mounts_n = 1;
	FAILS(t, "a tmpfs on a file", ERR_INVALID);
	CHECK(strstr(e.text, "/bin/busybox") && strstr(e.during, "/bin/busybox"));
}

STEP_TEST(working_directories)
{
	struct stat st;

	t->box.user.uid = 1000;
	t->box.user.gid = 1001;
	t->box.workdir = "/new/deep";
	SAYS(t, "pwd; stat -c '%a %u %g' . ..; touch here",
		"/new/deep\n755 1000 1001\n755 1000 1001\n");
	CHECK(fstatat(t->root.fd, "new/deep/here", &st, 0) == 0 && st.st_uid == 1000);
	t->box.workdir = "/bin";
	SAYS(t, "pwd; stat -c %u .", "/bin\n0\n");
}

/* H89 */
STEP_TEST(working_directories_that_lead_out_are_refused)
{
	const char *paths[] = {"/proc/self/fd/7", "/proc/1/root", "/proc/self/cwd", "/bin/busybox"};

	for (size_t i = 0; i < 4; i++) {
		int status;
		struct err e;

		t->box.workdir = paths[i];
		step_argv(t, "/bin/true", NULL, NULL);
		CHECK(step_try(t, &status, &e) == -1);
		CHECK(e.during[0]);
	}
	t->box.workdir = "/../../..";
	SAYS(t, "pwd; ls -d bin", "/\nbin\n");
}

STEP_TEST(programs_that_cannot_be_executed)
{
	struct {
		const char *program, *text;
	} cases[] = {
		{"/x", "exec: \"/x\": stat /x: no such file or directory\n"},
		{"nope", "exec: \"nope\": executable file not found in $PATH\n"},
		{"/etc/plain", "exec: \"/etc/plain\": permission denied\n"},
		{"plain", "exec: \"plain\": executable file not found in $PATH\n"},
		{"/etc", "exec: \"/etc\": is a directory\n"},
		{"/etc/empty", "exec: \"/etc/empty\": exec format error\n"},
		{"/etc/dangling",
			"exec: \"/etc/dangling\": stat /etc/dangling: no such file or directory\n"},
		{"/proc/self/exe", "exec: \"/proc/self/exe\": permission denied\n"},
		{"/etc/trick", "exec: \"/etc/trick\": permission denied\n"},
	};
	int etc = step_dir(t->lower, "etc");

	step_put(etc, "plain", "text", 0644);
	step_put(etc, "empty", "text", 0755);
	step_put(etc, "trick", "#! /proc/self/exe x\n", 0755);
	CHECK(symlinkat("/nowhere", etc, "dangling") == 0);
	map_set(&t->env, STR("PATH"), STR("/etc:/bin"));
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		step_argv(t, cases[i].program, NULL, NULL);
		int status = step_run(t);
		if (status != 1 || strcmp(buf_cstr(&t->out), cases[i].text)) {
			dprintf(2, "%s: %d `%s`\n", cases[i].program, status, buf_cstr(&t->out));
			_exit(1);
		}
	}
	step_argv(t, "true", NULL, NULL);
	CHECK(step_run(t) == 0);
}

STEP_TEST(texts_with_nul_are_refused)
{
	int status;
	struct err e;

	strs_add(&t->argv, (struct str){"a\0b", 3});
	CHECK(step_try(t, &status, &e) == -1 && e.kind == ERR_INVALID);
	step_argv(t, "/bin/true", NULL, NULL);
	map_set(&t->env, STR("X"), (struct str){"a\0b", 3});
	CHECK(step_try(t, &status, &e) == -1 && e.kind == ERR_INVALID);
	map_release(&t->env);
	strs_release(&t->argv);
	CHECK(step_try(t, &status, &e) == -1 && e.kind == ERR_INVALID);
}

STEP_TEST(networks)
{
	SAYS(t, "echo; cat /proc/net/dev | grep -c lo:", "\n1\n");
	t->box.network_none = true;
	SAYS(t, "ls /sys/class/net; ip addr show lo | grep -c 127.0.0.1; cat /etc/hosts",
		"lo\n1\n"
		"127.0.0.1\tlocalhost\n");
	SAYS(t, "mkdir /sys/x 2>&1 | grep -c Read-only; ls -A /sys/firmware | wc -l", "1\n0\n");
}

STEP_TEST(scratch_is_a_root_too)
{
	struct overlay_layers none = {NULL, 0};
	struct err e;

	step_busybox(step_dir(t->upper, "bin"));
	CHECK_OK(overlay_open(&none, t->upper, t->work, &t->root, &e));
	t->box.root = t->root;
	SAYS(t, "echo here > /file; cat /file", "here\n");
	expect_only(t->upper, "bin\nfile\n");
}

/* H104, and H101: the builder's file is nowhere to be found. */
STEP_TEST(privileged_calls_are_refused)
{
	SAYS(t,
		"mount -t tmpfs x /bin 2>&1; unshare -U true 2>&1; mknod /x c 1 3 2>&1; hostname x "
		"2>&1; "
		"umount /proc 2>&1; true",
		"mount: permission denied (are you root?)\n"
		"unshare: unshare(0x10000000): Operation not permitted\n"
		"mknod: /x: Operation not permitted\n"
		"hostname: sethostname: Operation not permitted\n"
		"umount: can't unmount /proc: Operation not permitted\n");
	SAYS(t, "readlink /proc/self/exe; ls /proc/0 2>/dev/null; echo $PPID", "/bin/busybox\n0\n");
}

/* H97: what is left behind dies with the step, deaf or not. */
STEP_TEST(nothing_outlives_the_step)
{
	CHECK(step_sh(t, "(trap '' TERM HUP INT; exec sleep 1000) & exit 5") == 5);
	CHECK(step_sh(t, "cat /proc/*/comm | grep -c sleep; true") == 0);
	CHECK(!strcmp(buf_cstr(&t->out), "0\n"));
}

STEP_TEST(removing_everything_harms_only_the_image)
{
	step_sh(t, "rm -rf /bin /etc /dev /proc /sys / 2>/dev/null; exit 3");
	CHECK(access("/etc/passwd", R_OK) == 0 && access("/dev/null", W_OK) == 0);
}

static void expect_file(const char *golden, struct buf *got)
{
	if (!strstr(buf_cstr(got), golden)) {
		dprintf(2, "missing `%s` in:\n%s", golden, buf_cstr(got));
		_exit(1);
	}
}

Test(run, a_dump_shows_the_whole_sandbox_and_starts_nothing)
{
	AUTO(buf_release) struct buf text = {0};
	AUTO(strs_release) struct strs argv = {0};
	AUTO(map_release) struct map env = {0};
	struct sandbox_mount mounts[] = {
		{.kind = SANDBOX_BIND, .target = "/ctx", .source_fd = -1, .read_only = true},
		{.kind = SANDBOX_TMPFS, .target = "/t", .size_bytes = 4096},
		{.kind = SANDBOX_FILE,
			.target = "/run/s",
			.mode = 0400,
			.uid = 1,
			.gid = 2,
			.bytes = STR("abc")}};
	struct sandbox box = {.root = ROOTFS_NONE,
		.argv = &argv,
		.env = &env,
		.workdir = "/w",
		.hostname = "h",
		.mounts = mounts,
		.mounts_n = 3,
		.user = {.uid = 7, .gid = 8, .groups = {9, 10}, .groups_n = 2, .home = "/home/u"}};

	strs_add(&argv, STR("/bin/sh"));
	strs_add(&argv, STR("a \"b\"\n\x1b"));
	map_set(&env, STR("PATH"), STR("/bin"));
	sandbox_dump(&box, &text);
	expect_file(
		"argv \"/bin/sh\"\nargv \"a \\\"b\\\"\\x0a\\x1b\"\nenv \"PATH=/bin\"\n"
		"env \"HOME=/home/u\"\nworkdir \"/w\"\nhostname \"h\"\nuser 7:8\ngroups 8 9 10\n"
		"capabilities 00000000a80425fb\nnamespaces pid ipc uts mount cgroup\n",
		&text);
	expect_file(
		"umask 022\nstdin empty\nmount host \"/sys\" from \"/sys\" ro nosuid nodev noexec\n"
		"mount new \"/sys/fs/cgroup\" from \"cgroup2\" ro nosuid nodev noexec optional\n"
		"mount mask \"/sys/firmware\"\n",
		&text);
	expect_file("mount file \"/etc/resolv.conf\" bytes=0 mode=0644 owner=0:0 ro nosuid nodev "
		    "noexec\n"
		    "mount file \"/etc/hosts\" bytes=0 mode=0644 owner=0:0 ro nosuid nodev noexec\n"
		    "mount bind \"/ctx\" ro nosuid nodev\n"
		    "mount new \"/t\" from \"tmpfs\" mode=1777 size=4096 nosuid nodev\n"
		    "mount file \"/run/s\" bytes=3 mode=0400 owner=1:2 nosuid nodev noexec\n",
		&text);
	box.network_none = true;
	buf_clear(&text);
	sandbox_dump(&box, &text);
	expect_file("namespaces pid ipc uts mount cgroup network\n", &text);
	expect_file("mount new \"/sys\" from \"sysfs\" ro nosuid nodev noexec\n", &text);
}

/* step - a rootfs of one static busybox, and a RUN in it, for the tests of the sandbox.
 *
 * Layer: the tests of exec. Used inside a user namespace (inside.h).
 *
 *     struct step t; step_begin(&t); CHECK(step_sh(&t, "exit 3") == 3); step_end(&t);
 */
#ifndef TESTS_STEP_H
#define TESTS_STEP_H

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "exec/overlay.h"
#include "exec/run.h"
#include "inside.h"
#include "sys/fd.h"
#include "sys/tree.h"

#define BUSYBOX "/bin/busybox"

struct step {
	char name[32];
	struct tree dir;
	int lower, upper, work;
	struct rootfs root;
	struct sandbox box;
	struct strs argv;
	struct map env;
	struct buf out; /* stdout and stderr of the last run */
};

static inline int step_dir(int at, const char *name)
{
	mkdirat(at, name, 0755);
	return openat(at, name, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
}

static inline void step_put(int at, const char *name, const char *text, mode_t mode)
{
	struct tree t = {at};
	struct err e;

	CHECK_OK(tree_write(&t, name, mode, text, strlen(text), &e));
}

static inline void step_busybox(int bin)
{
	static const char *const applets[] = {"sh", "ls", "cat", "id", "true", "env", "rm", "mkdir",
		"ln", "touch", "mount", "stat", "pwd", "echo", "sleep", "hostname", "umask", "grep",
		"wc", "readlink", "mv", "cp", "chown", "chmod", "find", "head", "test", "unshare",
		"ip", "su", "kill", "ps", "umount", "mknod", "chroot", "dd", "sort", "nc", "cut"};
	struct stat st;
	AUTO(fd_close) int from = open(BUSYBOX, O_RDONLY | O_CLOEXEC);
	AUTO(fd_close) int to = openat(bin, "busybox", O_WRONLY | O_CREAT | O_CLOEXEC, 0755);

	CHECK(from >= 0 && to >= 0 && fstat(from, &st) == 0);
	CHECK(copy_file_range(from, NULL, to, NULL, (size_t)st.st_size, 0) == st.st_size);
	for (size_t i = 0; i < sizeof applets / sizeof *applets; i++)
		symlinkat("busybox", bin, applets[i]);
}

static inline void step_begin(struct step *t)
{
	struct err e;

	memset(t, 0, sizeof *t);
	strcpy(t->name, "/tmp/step-XXXXXX");
	CHECK(mkdtemp(t->name) != NULL);
	CHECK_OK(tree_open(t->name, &t->dir, &e));
	t->lower = step_dir(t->dir.fd, "lower");
	t->upper = step_dir(t->dir.fd, "upper");
	t->work = step_dir(t->dir.fd, "work");
	step_busybox(step_dir(t->lower, "bin"));
	map_set(&t->env, STR("PATH"), STR("/usr/bin:/bin"));
	t->root = ROOTFS_NONE;
	t->box = (struct sandbox){.env = &t->env,
		.argv = &t->argv,
		.workdir = "/",
		.hostname = "buildkitsandbox",
		.resolv_conf = STR("nameserver 192.0.2.1\n"),
		.hosts = STR("127.0.0.1\tlocalhost\n")};
	strcpy(t->box.user.home, "/root");
}

static inline void step_mount(struct step *t)
{
	struct overlay_layers lower = {&t->lower, 1};
	struct err e;

	CHECK_OK(overlay_open(&lower, t->upper, t->work, &t->root, &e));
	t->box.root = t->root;
}

static inline int step_try(struct step *t, int *status, struct err *e)
{
	char name[] = "/tmp/out-XXXXXX";
	AUTO(fd_close) int out = mkstemp(name);
	int done;

	CHECK(out >= 0);
	unlink(name);
	if (t->root.fd < 0)
		step_mount(t);
	t->box.out_fd = t->box.err_fd = out;
	done = sandbox_run(&t->box, status, e);
	buf_clear(&t->out);
	lseek(out, 0, SEEK_SET);
	struct err ignored;
	CHECK(fd_read_all(out, 1 << 20, &t->out, &ignored) == 0);
	return done;
}

static inline int step_run(struct step *t)
{
	struct err e;
	int status = -1;

	CHECK_OK(step_try(t, &status, &e));
	return status;
}

static inline void step_argv(struct step *t, const char *a, const char *b, const char *c)
{
	strs_release(&t->argv);
	strs_add(&t->argv, str_of(a));
	if (b)
		strs_add(&t->argv, str_of(b));
	if (c)
		strs_add(&t->argv, str_of(c));
}

static inline int step_sh(struct step *t, const char *script)
{
	step_argv(t, "/bin/sh", "-c", script);
	return step_run(t);
}

/* The step succeeded and said exactly this. */
#define SAYS(t, script, text)                                                                      \
	do {                                                                                       \
		int step_status = step_sh(t, script);                                              \
		if (step_status != 0 || strcmp(buf_cstr(&(t)->out), text) != 0) {                  \
			dprintf(2, "%s:%d: `%s` ended with %d and said `%s`\n", __FILE__,          \
				__LINE__, script, step_status, buf_cstr(&(t)->out));               \
			_exit(1);                                                                  \
		}                                                                                  \
	} while (0)

static inline void step_end(struct step *t)
{
	struct tree up = TREE_NONE;
	struct err e;

	rootfs_close(&t->root);
	strs_release(&t->argv);
	map_release(&t->env);
	buf_release(&t->out);
	close(t->lower);
	close(t->upper);
	close(t->work);
	tree_close(&t->dir);
	CHECK_OK(tree_open("/tmp", &up, &e));
	CHECK_OK(tree_remove(&up, t->name + strlen("/tmp/"), &e));
	tree_close(&up);
}

/* The step cannot be set up; the error is for the test to look at. */
#define FAILS(t, what, error_kind)                                                                 \
	do {                                                                                       \
		int step_status;                                                                   \
		step_argv(t, "/bin/true", NULL, NULL);                                             \
		if (step_try(t, &step_status, &e) == 0 || e.kind != (error_kind)) {                \
			dprintf(2, "%s:%d: `%s` gave %d: %s\n", __FILE__, __LINE__, what, e.kind,  \
				e.text);                                                           \
			_exit(1);                                                                  \
		}                                                                                  \
	} while (0)

#define STEP_TEST(name)                                                                            \
	static void step_body_##name(struct step *t);                                              \
	static int step_main_##name(void *argument)                                                \
	{                                                                                          \
		struct step t;                                                                     \
		(void)argument;                                                                    \
		step_begin(&t);                                                                    \
		step_body_##name(&t);                                                              \
		step_end(&t);                                                                      \
		return 0;                                                                          \
	}                                                                                          \
	Test(run, name)                                                                            \
	{                                                                                          \
		if (access(BUSYBOX, X_OK) < 0)                                                     \
			cr_skip_test("skipped: no static busybox here");                           \
		inside(step_main_##name, NULL);                                                    \
	}                                                                                          \
	static void step_body_##name(struct step *t)

#endif

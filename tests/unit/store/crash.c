/* Builders that are killed at any moment, builders at once, and a disk that is full. */
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/buf.h"
#include "fixture.h"
#include "store/blob.h"
#include "store/cache.h"
#include "store/encoding.h"
#include "store/gc.h"
#include "store/names.h"
#include "store/snap.h"
#include "store/txn.h"
#include "sys/fd.h"

enum { KILLS = 50, BUILDERS = 4, OBJECTS = 12 };

/* One of everything, called n. */
static void put_all(struct fixture *f, int n)
{
	struct digest d = digest_of(&n, sizeof n), blob;
	struct step_record record = {.diff_id = d, .what = "RUN x"};
	struct encoding encoding = {.kind = ZIP_GZIP};
	struct stored_image image = {.name = "docker.io/library/app:1", .config = d};
	char content[3000];
	struct err e;

	memset(content, n, sizeof content);
	fixture_layer(f, &d, "content");
	ok(cache_put(&f->store, &d, &record, &e));
	ok(blob_put(&f->store, content, sizeof content, &blob, &e));
	encoding.blob = blob;
	ok(encoding_put(&f->store, &d, &encoding, &e));
	ok(fact_put(&f->store, &d, &blob, &e));
	image.config = blob;
	ok(names_put(&f->store, &image, &e));
}

static void expect_sound(struct fixture *f)
{
	AUTO(buf_release) struct buf problems = {0};
	uint64_t checked = 0;
	struct err e;

	/* The name is that of a blob which is no config: not what is tested here. */
	ok(names_remove(&f->store, STR("docker.io/library/app:1"), &e));
	ok(store_verify(&f->store, &problems, &checked, &e));
	cr_expect_eq(problems.n, 0, "%s", buf_cstr(&problems));
	cr_expect(checked > 0);
	ok(store_sweep(&f->store, &e));
	cr_expect_eq(fixture_count(f, "tmp"), 0);
}

Test(crash, a_killed_builder_leaves_only_garbage_in_tmp, .timeout = 60)
{
	struct fixture f;
	unsigned random = 12345;

	fixture_begin(&f);
	put_all(&f, -1);
	for (int i = 0; i < KILLS; i++) {
		pid_t pid = fork();
		int status = 0;

		if (pid == 0)
			for (int n = i * 1000;; n++)
				put_all(&f, n % 2 ? n : i); /* new ones, and ones that are there */
		random = random * 1103515245 + 12345;
		usleep(random / 65536 % 8000);
		kill(pid, SIGKILL);
		cr_assert(waitpid(pid, &status, 0) == pid);
		cr_assert(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL);
	}
	cr_expect(fixture_count(&f, "layers") > 1);
	expect_sound(&f);
	fixture_end(&f);
}

static void run_builders(struct fixture *f)
{
	for (int p = 0; p < BUILDERS; p++) {
		if (fork() != 0)
			continue;
		struct fixture own = *f;
		struct err e;

		own.store = STORE_NONE;
		ok(store_open(&f->root, STORE_SHARED, &own.store, &e));
		memcpy(own.store.boot_id, f->store.boot_id, sizeof own.store.boot_id);
		for (int n = 0; n < OBJECTS; n++) {
			put_all(&own, n);                  /* everybody's */
			put_all(&own, 1000 * (p + 1) + n); /* its own */
			ok(store_sweep(&own.store, &e));
		}
		_exit(0);
	}
	for (int p = 0; p < BUILDERS; p++) {
		int status = 0;

		cr_assert(wait(&status) > 0);
		cr_expect_eq(status, 0);
	}
}

Test(builders, at_once_on_one_store, .timeout = 60)
{
	struct fixture f;

	fixture_begin(&f);
	run_builders(&f);
	cr_expect_eq(fixture_count(&f, "layers"), OBJECTS * (BUILDERS + 1));
	cr_expect_eq(fixture_count(&f, "tmp"), 0);
	expect_sound(&f);
	fixture_end(&f);
}

/* After a power cut all of them find the same untrusted objects and make them again. */
Test(builders, at_once_on_what_a_power_cut_left, .timeout = 60)
{
	struct fixture f;

	fixture_begin(&f);
	for (int n = 0; n < OBJECTS; n++)
		put_all(&f, n);
	fixture_reboot(&f);
	run_builders(&f);
	for (int n = 0; n < OBJECTS; n++) {
		struct digest d = digest_of(&n, sizeof n);

		cr_expect(snap_has(&f.store, &d));
	}
	expect_sound(&f);
	fixture_end(&f);
}

static bool write_file(const char *path, const char *text)
{
	AUTO(fd_close) int fd = open(path, O_WRONLY);

	return fd >= 0 && write(fd, text, strlen(text)) == (ssize_t)strlen(text);
}

/* A small disk over the directory, in namespaces of this test process alone. */
static bool mount_small_disk(const char *path)
{
	char uids[64], gids[64];

	snprintf(uids, sizeof uids, "0 %u 1", (unsigned)getuid());
	snprintf(gids, sizeof gids, "0 %u 1", (unsigned)getgid());
	return unshare(CLONE_NEWUSER | CLONE_NEWNS) == 0 &&
	       write_file("/proc/self/setgroups", "deny") &&
	       write_file("/proc/self/uid_map", uids) && write_file("/proc/self/gid_map", gids) &&
	       mount("none", "/", NULL, MS_REC | MS_PRIVATE, NULL) == 0 &&
	       mount("tmpfs", path, "tmpfs", 0, "size=1m,mode=0700") == 0;
}

static void expect_full(const struct err *e)
{
	must(e->kind == ERR_SYS);
	must(e->sys_errno == ENOSPC);
	must(strstr(e->hint, "lichen prune") != NULL);
}

static void fill_disk(struct fixture *f)
{
	AUTO(fd_close) int fd = openat(f->root.fd, "mounts/filler", O_WRONLY | O_CREAT, 0600);
	char bytes[4096] = {0};

	while (write(fd, bytes, sizeof bytes) > 0)
		continue;
	must(errno == ENOSPC);
}

static void expect_nothing_fits(struct fixture *f)
{
	struct digest d = digest_of("new", 3);
	struct step_record record = {.diff_id = d};
	char bytes[65536] = {0};
	struct err e;

	must(cache_put(&f->store, &d, &record, &e) < 0);
	expect_full(&e);
	must(blob_put(&f->store, bytes, sizeof bytes, &d, &e) < 0);
	expect_full(&e);
	must(!blob_has(&f->store, &d));
	must(fixture_count(f, "tmp") == 0);
	must(fixture_count(f, "steps") == 1);
}

static void use_full_disk(struct fixture *f)
{
	struct prune_rules rules = {0};
	struct prune_result result;
	struct digest lone = digest_of("lone", 4);
	struct err e;

	f->root = TREE_NONE;
	ok(tree_open(f->path, &f->root, &e));
	ok(store_open(&f->root, STORE_SHARED, &f->store, &e));
	put_all(f, 1);
	ok(names_remove(&f->store, STR("docker.io/library/app:1"), &e));
	fixture_layer(f, &lone, "nobody needs it");
	fill_disk(f);
	expect_nothing_fits(f);
	fixture_reopen(f, STORE_EXCLUSIVE);
	ok(store_prune(&f->store, &rules, &result, &e));
	must(result.removed_objects == 1);
	ok(cache_put(&f->store, &lone, &(struct step_record){.diff_id = lone}, &e));
}

/* In a process of its own: a process with threads, as the test runner is, gets no namespace. */
Test(full_disk, is_one_clear_error_and_prune_helps)
{
	enum { NO_NAMESPACE = 77 };
	struct fixture f = {.root = TREE_NONE, .store = STORE_NONE};
	int status = 0;

	snprintf(f.path, sizeof f.path, "/tmp/lichen-store-XXXXXX");
	cr_assert_not_null(mkdtemp(f.path));
	pid_t pid = fork();

	if (pid == 0) {
		if (!mount_small_disk(f.path))
			_exit(NO_NAMESPACE);
		use_full_disk(&f);
		_exit(0);
	}
	cr_assert(waitpid(pid, &status, 0) == pid);
	rmdir(f.path);
	if (WIFEXITED(status) && WEXITSTATUS(status) == NO_NAMESPACE)
		cr_skip_test("skipped: no user namespace in which to mount a small disk");
	cr_expect_eq(status, 0);
}

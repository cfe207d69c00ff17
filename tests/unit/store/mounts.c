#include "store/mounts.h"

#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "fixture.h"

static struct cache_mount_request request(const char *id, enum cache_mount_sharing sharing)
{
	return (struct cache_mount_request){.id = str_of(id),
		.sharing = sharing,
		.mode = 0755,
		.uid = getuid(),
		.gid = getgid()};
}

/* The directory's inode: which cache it is. */
static ino_t opened(struct fixture *f, struct cache_mount_request r, struct cache_mount *m)
{
	struct stat st;
	struct err e;

	ok(cache_mount_open(&f->store, &r, m, &e));
	must(fstat(m->fd, &st) == 0);
	return st.st_ino;
}

static ino_t which(struct fixture *f, struct cache_mount_request r)
{
	AUTO(cache_mount_release) struct cache_mount m = CACHE_MOUNT_NONE;

	return opened(f, r, &m);
}

Test(mounts, one_id_is_one_cache)
{
	struct fixture f;
	struct cache_mount_request a = request("go", CACHE_MOUNT_SHARED), b = a;

	fixture_begin(&f);
	ino_t first = which(&f, a);

	cr_expect_eq(which(&f, a), first);
	a.sharing = CACHE_MOUNT_LOCKED;
	cr_expect_eq(which(&f, a), first);
	cr_expect_neq(which(&f, request("../../x", CACHE_MOUNT_SHARED)), first);
	/* Written, even with the default values: another. */
	b.explicit_owner = true;
	ino_t written = which(&f, b);

	cr_expect_neq(written, first);
	b.mode = 0700;
	cr_expect_neq(which(&f, b), written);
	b = a;
	b.seed = digest_of("seed", 4);
	cr_expect_neq(which(&f, b), first);
	cr_expect_eq(fixture_count(&f, "mounts"), 5);
	cr_expect_eq(fixture_count(&f, "tmp"), 0);
	fixture_end(&f);
}

Test(mounts, has_the_mode_that_was_asked_for)
{
	struct fixture f;
	AUTO(cache_mount_release) struct cache_mount m = CACHE_MOUNT_NONE;
	struct cache_mount_request r = request("x", CACHE_MOUNT_SHARED);
	struct stat st;

	fixture_begin(&f);
	umask(077);
	r.explicit_owner = true;
	r.mode = 01777;
	opened(&f, r, &m);
	cr_assert(fstat(m.fd, &st) == 0);
	cr_expect_eq(st.st_mode & 07777, 01777);
	cr_expect(st.st_uid == getuid() && st.st_gid == getgid());
	fixture_end(&f);
}

Test(mounts, content_stays)
{
	struct fixture f;
	AUTO(cache_mount_release) struct cache_mount m = CACHE_MOUNT_NONE;

	fixture_begin(&f);
	opened(&f, request("x", CACHE_MOUNT_SHARED), &m);
	cr_assert(mkdirat(m.fd, "kept", 0755) == 0);
	cache_mount_release(&m);
	cache_mount_release(&m);
	opened(&f, request("x", CACHE_MOUNT_SHARED), &m);
	cr_expect(faccessat(m.fd, "kept", F_OK, 0) == 0);
	fixture_end(&f);
}

Test(mounts, locked_is_one_at_a_time_and_shared_is_not)
{
	struct fixture f;
	AUTO(cache_mount_release) struct cache_mount a = CACHE_MOUNT_NONE;
	AUTO(cache_mount_release) struct cache_mount b = CACHE_MOUNT_NONE;
	struct cache_mount_request shared = request("x", CACHE_MOUNT_SHARED);
	struct cache_mount_request locked = request("x", CACHE_MOUNT_LOCKED);
	struct err e;

	fixture_begin(&f);
	cr_expect_eq(opened(&f, shared, &a), opened(&f, shared, &b));
	cache_mount_release(&b);
	cr_expect_eq(cache_mount_open(&f.store, &locked, &b, &e), 1);
	cache_mount_release(&a);
	opened(&f, locked, &a);
	cr_expect_eq(cache_mount_open(&f.store, &locked, &b, &e), 1);
	cr_expect_eq(cache_mount_open(&f.store, &shared, &b, &e), 1);
	cr_expect_eq(b.fd, -1);
	fixture_end(&f);
}

Test(mounts, locked_waits_for_its_turn)
{
	struct fixture f;
	AUTO(cache_mount_release) struct cache_mount m = CACHE_MOUNT_NONE;
	struct cache_mount_request r = request("x", CACHE_MOUNT_LOCKED);
	int ready[2], status = 0;
	char byte = 0;

	fixture_begin(&f);
	cr_assert(pipe(ready) == 0);
	pid_t pid = fork();

	if (pid == 0) {
		opened(&f, r, &m);
		if (write(ready[1], "x", 1) != 1)
			_exit(1);
		usleep(100000);
		_exit(mkdirat(m.fd, "first", 0755) != 0);
	}
	cr_assert(read(ready[0], &byte, 1) == 1);
	r.wait = true;
	opened(&f, r, &m);
	cr_expect(faccessat(m.fd, "first", F_OK, 0) == 0, "did not wait");
	cr_assert(waitpid(pid, &status, 0) == pid && status == 0);
	fixture_end(&f);
}

Test(mounts, private_users_get_copies_that_serve_again)
{
	struct fixture f;
	AUTO(cache_mount_release) struct cache_mount a = CACHE_MOUNT_NONE;
	AUTO(cache_mount_release) struct cache_mount b = CACHE_MOUNT_NONE;
	struct cache_mount_request r = request("x", CACHE_MOUNT_PRIVATE);

	fixture_begin(&f);
	r.wait = true; /* means nothing to a private user */
	ino_t first = opened(&f, r, &a), second = opened(&f, r, &b);

	cr_expect_neq(first, second);
	cache_mount_release(&a);
	cr_expect_eq(which(&f, r), first);
	opened(&f, r, &a);
	cache_mount_release(&b);
	cr_expect_eq(which(&f, r), second);
	fixture_end(&f);
}

Test(mounts, too_many_private_users_are_an_error)
{
	struct fixture f;
	struct cache_mount m[CACHE_MOUNT_COPIES_MAX], more = CACHE_MOUNT_NONE;
	struct cache_mount_request r = request("x", CACHE_MOUNT_PRIVATE);
	struct err e;

	fixture_begin(&f);
	for (int i = 0; i < CACHE_MOUNT_COPIES_MAX; i++)
		opened(&f, r, &m[i]);
	cr_expect(cache_mount_open(&f.store, &r, &more, &e) < 0);
	cr_expect_eq(e.kind, ERR_LIMIT);
	for (int i = 0; i < CACHE_MOUNT_COPIES_MAX; i++)
		cache_mount_release(&m[i]);
	fixture_end(&f);
}

static int fill(void *context, int dirfd, struct err *e)
{
	int *times = context;

	++*times;
	if (*times == 1)
		return err_set(e, ERR_NOT_FOUND, "no such source");
	return mkdirat(dirfd, "seed", 0755) < 0 ? err_sys(e, "mkdir") : 0;
}

Test(mounts, a_seed_is_there_whole_or_the_cache_is_not)
{
	struct fixture f;
	AUTO(cache_mount_release) struct cache_mount m = CACHE_MOUNT_NONE;
	struct cache_mount_request r = request("x", CACHE_MOUNT_SHARED);
	int times = 0;
	struct err e;

	fixture_begin(&f);
	r.seed = digest_of("seed", 4);
	r.fill = fill;
	r.context = &times;
	cr_expect(cache_mount_open(&f.store, &r, &m, &e) < 0 && e.kind == ERR_NOT_FOUND);
	cr_expect_eq(fixture_count(&f, "tmp"), 0);
	opened(&f, r, &m);
	cr_expect(faccessat(m.fd, "seed", F_OK, 0) == 0);
	cache_mount_release(&m);
	opened(&f, r, &m);
	cr_expect_eq(times, 2);
	fixture_end(&f);
}

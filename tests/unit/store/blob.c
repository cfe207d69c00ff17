#include "store/blob.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "fixture.h"
#include "store/place.h"
#include "sys/fd.h"

/* Overwrites the first byte behind the store's back. */
static void damage(struct fixture *f, const struct digest *d)
{
	struct place at = place_of_blob(d);
	char path[256];
	struct err e;

	snprintf(path, sizeof path, "%s/data", at.path);
	ok(tree_unlink(&f->store.root, path, &e));
	ok(tree_write(&f->store.root, path, 0444, "Xello", 5, &e));
}

Test(blob, comes_back_under_its_digest)
{
	struct fixture f;
	AUTO(buf_release) struct buf got = {0};
	AUTO(fd_close) int fd = -1;
	struct digest d, want = digest_of("hello", 5);
	uint64_t size_bytes = 0;
	struct stat st;
	struct err e;

	fixture_begin(&f);
	cr_expect_not(blob_has(&f.store, &want));
	ok(blob_put(&f.store, "hello", 5, &d, &e));
	cr_expect(digest_eq(&d, &want));
	cr_expect(blob_has(&f.store, &want));
	ok(blob_read(&f.store, &d, 5, &got, &e));
	cr_expect(str_eq(buf_str(&got), STR("hello")));
	cr_expect(blob_read(&f.store, &d, 4, &got, &e) < 0 && e.kind == ERR_LIMIT);
	ok(blob_open(&f.store, &d, &fd, &size_bytes, &e));
	cr_expect_eq(size_bytes, 5);
	cr_assert(fstat(fd, &st) == 0);
	cr_expect_eq(st.st_mode & 07777, 0444);
	cr_expect_eq(fixture_count(&f, "tmp"), 0);
	fixture_end(&f);
}

Test(blob, the_second_writer_throws_its_own_away)
{
	struct fixture f;
	AUTO(blob_release) struct blob a = BLOB_NONE;
	AUTO(blob_release) struct blob b = BLOB_NONE;
	struct digest d, again;
	struct err e;

	fixture_begin(&f);
	ok(blob_begin(&f.store, &a, &e));
	ok(blob_begin(&f.store, &b, &e));
	ok(blob_write(&a, "same", 4, &e));
	ok(blob_write(&b, "sa", 2, &e));
	ok(blob_write(&b, "me", 2, &e));
	ok(blob_commit(&a, NULL, &d, &e));
	ok(blob_commit(&b, &d, &again, &e));
	cr_expect(digest_eq(&d, &again));
	cr_expect_eq(fixture_count(&f, "blobs/sha256"), 1);
	cr_expect_eq(fixture_count(&f, "tmp"), 0);
	ok(blob_put(&f.store, "same", 4, &d, &e));
	fixture_end(&f);
}

Test(blob, wrong_content_gets_no_name)
{
	struct fixture f;
	AUTO(blob_release) struct blob b = BLOB_NONE;
	struct digest d, want = digest_of("other", 5);
	struct err e;

	fixture_begin(&f);
	ok(blob_begin(&f.store, &b, &e));
	ok(blob_write(&b, "hello", 5, &e));
	cr_assert(blob_commit(&b, &want, &d, &e) < 0);
	cr_expect_eq(e.kind, ERR_INVALID);
	cr_expect(strstr(e.text, digest_text(&want).text));
	blob_release(&b);
	cr_expect_eq(fixture_count(&f, "blobs/sha256"), 0);
	cr_expect_eq(fixture_count(&f, "tmp"), 0);
	fixture_end(&f);
}

Test(blob, sha512_is_a_name_too)
{
	struct fixture f;
	AUTO(blob_release) struct blob b = BLOB_NONE;
	AUTO(hasher_release) struct hasher h = {0};
	AUTO(buf_release) struct buf got = {0};
	struct digest d;
	struct err e;

	fixture_begin(&f);
	hasher_begin(&h, DIGEST_SHA512);
	hasher_add(&h, "hello", 5);
	struct digest want = hasher_end(&h);

	ok(blob_begin(&f.store, &b, &e));
	ok(blob_write(&b, "hello", 5, &e));
	ok(blob_commit(&b, &want, &d, &e));
	cr_expect_eq(fixture_count(&f, "blobs/sha512"), 1);
	ok(blob_read(&f.store, &want, 99, &got, &e));
	ok(blob_verify(&f.store, &want, &e));
	fixture_end(&f);
}

static void lose(const struct fixture *f, const struct digest *d)
{
	char path[256];
	struct err e;

	snprintf(path, sizeof path, "%s/data", place_of_blob(d).path);
	ok(tree_unlink(&f->store.root, path, &e));
}

Test(blob, a_damaged_one_is_found_out_and_made_again)
{
	struct fixture f;
	AUTO(buf_release) struct buf got = {0};
	struct digest d;
	struct err e;

	fixture_begin(&f);
	ok(blob_put(&f.store, "hello", 5, &d, &e));
	damage(&f, &d);
	cr_expect(blob_read(&f.store, &d, 99, &got, &e) < 0 && e.kind == ERR_INVALID);
	cr_expect_not(blob_has(&f.store, &d));
	ok(blob_put(&f.store, "hello", 5, &d, &e));
	ok(blob_read(&f.store, &d, 99, &got, &e));
	damage(&f, &d);
	cr_expect(blob_verify(&f.store, &d, &e) < 0 && e.kind == ERR_INVALID);
	ok(blob_put(&f.store, "hello", 5, &d, &e));
	lose(&f, &d);
	cr_expect(blob_verify(&f.store, &d, &e) < 0 && e.kind == ERR_NOT_FOUND);
	cr_expect_not(blob_has(&f.store, &d));
	cr_expect_eq(fixture_count(&f, "tmp"), 0);
	fixture_end(&f);
}

Test(blob, an_absent_one_is_not_found)
{
	struct fixture f;
	struct digest d = digest_of("nothing", 7);
	int fd = -1;
	struct err e;

	fixture_begin(&f);
	cr_expect(blob_open(&f.store, &d, &fd, NULL, &e) < 0);
	cr_expect_eq(e.kind, ERR_NOT_FOUND);
	fixture_end(&f);
}

Test(blob, bytes_that_went_another_way_keep_their_digest)
{
	struct fixture f;
	AUTO(blob_release) struct blob b = BLOB_NONE;
	struct digest want = digest_of("hello", 5), other = digest_of("", 0), d;
	struct err e;

	fixture_begin(&f);
	ok(blob_begin(&f.store, &b, &e));
	ok(fd_write_full(b.fd, "hello", 5, &e));
	blob_written(&b, &want, 5);
	cr_expect_eq(blob_commit(&b, &other, &d, &e), -1);
	ok(blob_commit(&b, &want, &d, &e));
	ok(blob_verify(&f.store, &want, &e));
	fixture_end(&f);
}

/* download - a URL's record lives as long as its blob, and both are pruned like the rest. */
#include "store/download.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "fixture.h"
#include "store/blob.h"
#include "store/gc.h"

static struct digest remember(struct fixture *f, const char *url, const char *content)
{
	char etag[] = "\"a b\"";
	struct download d = {.modified_s = 0, .dated = true, .etag = etag};
	struct err e;

	ok(blob_put(&f->store, content, strlen(content), &d.blob, &e));
	ok(download_put(&f->store, str_of(url), STR("shown"), &d, &e));
	return d.blob;
}

Test(download, what_was_known_is_found)
{
	struct fixture f;
	AUTO(download_release) struct download got = {0};
	struct err e;

	fixture_begin(&f);
	struct digest blob = remember(&f, "https://h/f", "hello");

	cr_assert_eq(download_find(&f.store, STR("https://h/f"), &got, &e), 1);
	cr_expect(digest_eq(&got.blob, &blob));
	cr_expect_eq(got.modified_s, 0);
	cr_expect(got.dated);
	cr_expect_str_eq(got.etag, "\"a b\"");
	download_release(&got);
	cr_expect_eq(download_find(&f.store, STR("https://h/g"), &got, &e), 0);
	fixture_end(&f);
}

Test(download, a_server_may_have_said_nothing)
{
	struct fixture f;
	struct download d = {.modified_s = -1};
	AUTO(download_release) struct download got = {0};
	struct err e;

	fixture_begin(&f);
	ok(blob_put(&f.store, "x", 1, &d.blob, &e));
	ok(download_put(&f.store, STR("u"), STR("u"), &d, &e));
	cr_assert_eq(download_find(&f.store, STR("u"), &got, &e), 1);
	cr_expect_eq(got.modified_s, -1);
	cr_expect_not(got.dated);
	cr_expect_null(got.etag);
	fixture_end(&f);
}

Test(download, without_its_blob_it_is_not_there)
{
	struct fixture f;
	struct download d = {.modified_s = -1, .blob = fixture_digest("never stored")};
	AUTO(download_release) struct download got = {0};
	struct err e;

	fixture_begin(&f);
	ok(download_put(&f.store, STR("u"), STR("u"), &d, &e));
	cr_expect_eq(download_find(&f.store, STR("u"), &got, &e), 0);
	fixture_end(&f);
}

static void prune(struct fixture *f, const struct prune_rules *rules)
{
	struct prune_result result;
	struct err e;

	fixture_reopen(f, STORE_EXCLUSIVE);
	ok(store_prune(&f->store, rules, &result, &e));
}

Test(download, it_holds_its_blob_until_everything_goes)
{
	struct fixture f;
	AUTO(buf_release) struct buf problems = {0};
	uint64_t checked = 0;
	struct err e;

	fixture_begin(&f);
	struct digest blob = remember(&f, "https://h/f", "hello");

	prune(&f, &(struct prune_rules){0});
	cr_expect(blob_has(&f.store, &blob));
	ok(store_verify(&f.store, &problems, &checked, &e));
	cr_expect_eq(problems.n, 0, "%s", buf_cstr(&problems));
	cr_expect_eq(checked, 2);
	prune(&f, &(struct prune_rules){.all = true});
	cr_expect_not(blob_has(&f.store, &blob));
	cr_expect_eq(fixture_count(&f, "downloads"), 0);
	fixture_end(&f);
}

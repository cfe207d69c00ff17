#include "store/names.h"

#include <string.h>

#include "fixture.h"

static struct stored_image image(const char *name, const char *content, int64_t made_s)
{
	return (struct stored_image){.name = (char *)name,
		.config = digest_of(content, strlen(content)),
		.nonroot = true,
		.made_s = made_s};
}

static void put(struct fixture *f, struct stored_image i)
{
	struct err e;

	ok(names_put(&f->store, &i, &e));
}

Test(names, say_what_they_mean)
{
	struct fixture f;
	AUTO(stored_image_release) struct stored_image got = {0};
	struct stored_image i = image("docker.io/library/app:latest", "one", 5);
	struct err e;

	fixture_begin(&f);
	i.manifest = digest_of("manifest", 8);
	put(&f, i);
	ok(names_find(&f.store, STR("docker.io/library/app:latest"), &got, &e));
	cr_expect_str_eq(got.name, i.name);
	cr_expect(digest_eq(&got.config, &i.config) && digest_eq(&got.manifest, &i.manifest));
	cr_expect(got.nonroot && got.made_s == 5);
	stored_image_release(&got);
	put(&f, image(i.name, "two", 6));
	ok(names_find(&f.store, STR("docker.io/library/app:latest"), &got, &e));
	cr_expect_eq(got.made_s, 6);
	cr_expect_eq(got.manifest.algorithm, DIGEST_NONE);
	ok(names_remove(&f.store, STR("docker.io/library/app:latest"), &e));
	cr_expect(names_remove(&f.store, STR("docker.io/library/app:latest"), &e) < 0);
	cr_expect_eq(e.kind, ERR_NOT_FOUND);
	fixture_end(&f);
}

Test(names, are_listed_newest_first_without_the_damaged)
{
	struct fixture f;
	struct stored_images all = {0};
	struct err e;

	fixture_begin(&f);
	put(&f, image("docker.io/library/b:1", "x", 10));
	put(&f, image("docker.io/library/a:1", "y", 10));
	put(&f, image("docker.io/library/c:1", "z", 20));
	put(&f, image(NULL, "u", 15));
	ok(tree_write(&f.store.root, "images/0000", 0600, "?", 1, &e));
	ok(names_list(&f.store, &all, &e));
	cr_assert_eq(all.n, 4);
	cr_expect_str_eq(all.p[0].name, "docker.io/library/c:1");
	cr_expect_null(all.p[1].name);
	cr_expect_str_eq(all.p[2].name, "docker.io/library/a:1");
	stored_images_release(&all);
	/* A name for the untagged one takes its entry's place. */
	put(&f, image("docker.io/library/d:1", "u", 15));
	ok(names_list(&f.store, &all, &e));
	cr_expect_eq(all.n, 4);
	stored_images_release(&all);
	/* Made without a name once more, it still goes by the one it has; without that, by its id.
	 */
	put(&f, image(NULL, "u", 30));
	ok(names_list(&f.store, &all, &e));
	cr_expect_eq(all.n, 4);
	cr_expect_str_eq(all.p[0].name, "docker.io/library/c:1");
	stored_images_release(&all);
	ok(names_remove(&f.store, STR("docker.io/library/d:1"), &e));
	ok(names_list(&f.store, &all, &e));
	cr_expect_eq(all.n, 4);
	cr_expect_null(all.p[0].name);
	stored_images_release(&all);
	fixture_end(&f);
}

Test(names, odd_names_are_refused)
{
	struct fixture f;
	struct stored_image odd[] = {
		image("", "x", 1), image("a b", "x", 1), image("a\nb", "x", 1)};
	struct err e;

	fixture_begin(&f);
	for (size_t i = 0; i < 3; i++)
		cr_expect(names_put(&f.store, &odd[i], &e) < 0 && e.kind == ERR_INVALID);
	cr_expect_eq(fixture_count(&f, "images"), 0);
	fixture_end(&f);
}

#include "store/names.h"

#include <stdio.h>
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

/* The made_s of what text means; -1 for none. */
static int64_t resolve(struct fixture *f, const char *text)
{
	AUTO(stored_image_release) struct stored_image got = {0};
	struct err e;

	if (names_resolve(&f->store, str_of(text), &got, &e) == 0)
		return got.made_s;
	cr_expect(e.kind == ERR_NOT_FOUND || e.kind == ERR_INVALID);
	return -1;
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

Test(names, resolve_as_people_type)
{
	struct fixture f;
	struct stored_image one = image("docker.io/library/app:latest", "one", 1);
	char id[80];

	fixture_begin(&f);
	one.manifest = digest_of("m", 1);
	put(&f, one);
	put(&f, image("registry.example/team/app:2", "two", 2));
	put(&f, image(NULL, "three", 3));
	cr_expect_eq(resolve(&f, "docker.io/library/app:latest"), 1);
	cr_expect_eq(resolve(&f, "app"), 1);
	cr_expect_eq(resolve(&f, "app:latest"), 1);
	cr_expect_eq(resolve(&f, "app:2"), -1);
	cr_expect_eq(resolve(&f, "registry.example/team/app:2"), 2);
	struct digest three = digest_of("three", 5);

	snprintf(id, sizeof id, "%.12s", digest_hex(&three).text);
	cr_expect_eq(resolve(&f, id), 3);
	id[4] = '\0';
	cr_expect_eq(resolve(&f, id), 3);
	id[3] = '\0';
	cr_expect_eq(resolve(&f, id), -1);
	cr_expect_eq(resolve(&f, digest_text(&three).text), 3);
	snprintf(id, sizeof id, "sha256:%.4s", digest_hex(&three).text);
	cr_expect_eq(resolve(&f, id), 3);
	cr_expect_eq(resolve(&f, "sha256:"), -1);
	cr_expect_eq(resolve(&f, ""), -1);
	cr_expect_eq(resolve(&f, "../../version"), -1);
	struct digest m = digest_of("m", 1);
	char at[160];

	snprintf(at, sizeof at, "app@%s", digest_text(&m).text);
	cr_expect_eq(resolve(&f, at), 1);
	snprintf(at, sizeof at, "other@%s", digest_text(&m).text);
	cr_expect_eq(resolve(&f, at), -1);
	fixture_end(&f);
}

Test(names, an_ambiguous_id_is_an_error)
{
	struct fixture f;
	AUTO(stored_image_release) struct stored_image got = {0};
	struct stored_image a = image("docker.io/library/a:latest", "a", 1), b = a;
	struct err e;

	fixture_begin(&f);
	b.name = "docker.io/library/b:latest";
	put(&f, a);
	put(&f, b);
	struct digest_text hex = digest_hex(&a.config);

	ok(names_resolve(&f.store, str_of(hex.text), &got, &e)); /* two names, one image */
	b.config.bytes[31] ^= 1;
	put(&f, b);
	hex.text[20] = '\0';
	cr_expect(names_resolve(&f.store, str_of(hex.text), &got, &e) < 0);
	cr_expect_eq(e.kind, ERR_INVALID);
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

#include <stdio.h>
#include <string.h>

#include "fixture.h"
#include "store/names.h"

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

Test(names_resolve, resolve_as_people_type)
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

Test(names_resolve, an_ambiguous_id_is_an_error)
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

#include "store/place.h"

#include <string.h>

#include "fixture.h"

Test(place, a_name_spells_its_digest_and_nothing_else_does)
{
	struct digest d = digest_of("x", 1), got;
	struct digest_text hex = digest_hex(&d);

	cr_assert(place_digest(str_of(hex.text), &got));
	cr_expect(digest_eq(&d, &got));
	cr_expect_not(place_digest(STR(""), &got));
	cr_expect_not(place_digest(STR(".."), &got));
	cr_expect_not(place_digest(str_upto(str_of(hex.text), 63), &got));
	hex.text[0] = 'G';
	cr_expect_not(place_digest(str_of(hex.text), &got));
}

Test(place, each_algorithm_has_its_own_blobs)
{
	struct digest d = {.algorithm = DIGEST_SHA512};
	struct place at = place_of_blob(&d);

	cr_expect(strncmp(at.path, "blobs/sha512/0000", 17) == 0);
	d.algorithm = DIGEST_SHA256;
	at = place_of_blob(&d);
	cr_expect(strncmp(at.path, "blobs/sha256/0000", 17) == 0);
	at = place_of("steps", &d, ".x");
	cr_expect_eq(strlen(at.path), strlen("steps/") + 64 + 2);
}

Test(place, listings_are_sorted)
{
	struct fixture f;
	AUTO(strs_release) struct strs names = {0};
	struct err e;

	fixture_begin(&f);
	ok(tree_write(&f.root, "steps/b", 0600, "", 0, &e));
	ok(tree_write(&f.root, "steps/a", 0600, "", 0, &e));
	ok(tree_write(&f.root, "steps/.hidden", 0600, "", 0, &e));
	ok(place_list(&f.store, "steps", &names, &e));
	cr_assert_eq(names.n, 3);
	cr_expect(str_eq(names.p[0], STR(".hidden")));
	cr_expect(str_eq(names.p[1], STR("a")) && str_eq(names.p[2], STR("b")));
	cr_expect(place_list(&f.store, "nowhere", &names, &e) < 0);
	fixture_end(&f);
}

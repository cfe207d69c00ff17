/* git_listing - branches before tags, annotated tags twice, and lists that lie. */
#include "remote/git_listing.h"

#include <criterion/criterion.h>
#include <string.h>

#define A "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
#define B "bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb"
#define C "cccccccccccccccccccccccccccccccccccccccc"

static const char listing[] =
	A "\trefs/heads/v1\n" B "\trefs/tags/v1\n" C "\trefs/tags/v1^{}\n" C "\trefs/tags/light\n" A
	  "\trefs/pull/4/head\n" B "\trefs/heads/x/v2\n";

static void chooses(const char *ref, const char *full, const char *object, const char *commit)
{
	struct git_commit found;
	struct err e = {0};

	cr_assert(git_listing_choose(str_of(listing), ref, &found, &e) == 0, "%s: %s", ref, e.text);
	cr_expect_str_eq(found.ref, full);
	cr_expect_str_eq(found.object, object);
	cr_expect_str_eq(found.commit, commit);
}

Test(git_listing, the_order_of_places)
{
	chooses("v1", "refs/heads/v1", A, A);
	chooses("refs/tags/v1", "refs/tags/v1", B, C);
	chooses("tags/v1", "refs/tags/v1", B, C);
	chooses("light", "refs/tags/light", C, C);
	chooses("pull/4/head", "refs/pull/4/head", A, A);
}

static void refuses(const char *text, const char *ref, enum err_kind kind, const char *why)
{
	struct git_commit found;
	struct err e = {0};

	cr_assert(git_listing_choose(str_of(text), ref, &found, &e) == -1, "%s", ref);
	cr_expect_eq(e.kind, kind);
	cr_expect(strstr(e.text, why), "%s", e.text);
}

Test(git_listing, what_is_not_there)
{
	refuses(listing, "v2", ERR_NOT_FOUND, "repository does not contain ref v2");
	refuses("", "v2", ERR_NOT_FOUND, "does not contain");
	refuses("", NULL, ERR_NOT_FOUND, "empty");
	refuses("--upload-pack\trefs/heads/m\n", "m", ERR_INVALID, "no object's name");
	refuses(A "\trefs/tags/m\nx\trefs/tags/m^{}\n", "m", ERR_INVALID, "no object's name");
	refuses("ref: refs/heads/-m n\tHEAD\n" A "\tHEAD\n", NULL, ERR_INVALID, "no proper name");
	refuses("ref: refs/heads/m\tHEAD\n", NULL, ERR_INVALID, "no proper name");
}

Test(git_listing, the_default_branch)
{
	struct git_commit found;
	struct err e;

	cr_assert_eq(git_listing_choose(
			     STR("ref: refs/heads/main\tHEAD\n" A "\tHEAD\n"), NULL, &found, &e),
		0);
	cr_expect_str_eq(found.ref, "refs/heads/main");
	cr_expect_str_eq(found.commit, A);
	cr_assert_eq(git_listing_choose(STR(A "\tHEAD\n"), NULL, &found, &e), 0);
	cr_expect_str_eq(found.ref, "HEAD");
}

Test(git_listing, checksums)
{
	struct git_commit tag = {.object = B, .commit = C};
	struct err e = {0};

	cr_expect_eq(git_commit_verify(&tag, NULL, &e), 0);
	cr_expect_eq(git_commit_verify(&tag, "bbb", &e), 0);
	cr_expect_eq(git_commit_verify(&tag, C, &e), 0);
	cr_expect_eq(git_commit_verify(&tag, "a", &e), -1);
	cr_expect_str_eq(e.text, "expected checksum to match a, got " B " or " C);
}

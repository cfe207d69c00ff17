#include "store/draft.h"

#include <unistd.h>

#include "fixture.h"

Test(draft, appears_whole_or_not)
{
	struct fixture f;
	struct draft d = DRAFT_NONE;
	struct err e;

	fixture_begin(&f);
	ok(draft_begin(&f.store, &d, &e));
	cr_assert(write(d.fd, "abc", 3) == 3);
	draft_release(&d);
	cr_expect_eq(fixture_count(&f, "tmp"), 0);
	ok(draft_begin(&f.store, &d, &e));
	ok(draft_commit_durable(&d, "steps/x", &e));
	cr_expect(tree_has(&f.store.root, "steps/x"));
	cr_expect_eq(fixture_count(&f, "tmp"), 0);
	ok(draft_begin(&f.store, &d, &e));
	cr_expect(draft_commit(&d, "no-such-directory/x", &e) < 0);
	draft_release(&d);
	cr_expect_eq(fixture_count(&f, "tmp"), 0);
	fixture_end(&f);
}

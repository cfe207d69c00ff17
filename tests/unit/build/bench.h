/* bench - tests that need the id map: the body runs in a namespace of its own, with a directory and
 * a store. It returns 0, or what it NEEDS.
 */
#ifndef TEST_BUILD_BENCH_H
#define TEST_BUILD_BENCH_H

#include "check.h"
#include "place.h"
#include "store/store.h"
#include "sys/idmap.h"

enum { NEEDS_BUSYBOX = 77, NEEDS_GOLDEN = 78 };

/* What the body works with: an empty directory and a store in another. */
struct bench {
	struct tree dir;
	struct store store;
};

struct inside_call {
	int (*body)(struct bench *b);
};

static inline int inside_main(void *argument)
{
	const struct inside_call *call = argument;
	struct bench b = {TREE_NONE, STORE_NONE};
	struct tree store = TREE_NONE;
	struct place place;
	struct err e;
	int result;

	umask(022);
	place_open(&place);
	CHECK_OK(tree_make_at(&place.dir, "dir", 0755, &b.dir, &e));
	CHECK_OK(tree_make_at(&place.dir, "store", 0700, &store, &e));
	CHECK_OK(store_open(&store, STORE_SHARED, &b.store, &e));
	result = call->body(&b);
	tree_close(&store);
	store_close(&b.store);
	tree_close(&b.dir);
	place_close(&place);
	return result;
}

static inline void inside(int (*body)(struct bench *b))
{
	struct inside_call call = {body};
	struct err e;
	int status = 1;

	if (idmap_run(inside_main, &call, &status, &e) < 0)
		cr_skip_test("no user namespace here: %s", e.text);
	if (status == NEEDS_BUSYBOX)
		cr_skip_test("there is no /bin/busybox to run");
	if (status == NEEDS_GOLDEN)
		cr_skip_test("LICHEN_GOLDEN does not name tests/golden");
	cr_assert_eq(status, 0, "see the lines above");
}

#define INSIDE(suite, name)                                                                        \
	static int suite##_##name##_body(struct bench *b);                                         \
	Test(suite, name)                                                                          \
	{                                                                                          \
		inside(suite##_##name##_body);                                                     \
	}                                                                                          \
	static int suite##_##name##_body(struct bench *b)

#endif

/* inside - tests that need the id map: the body runs in a namespace of its own, with a directory.
 *
 * The body returns 0, or 1 after CHECK said what was wrong, or what it NEEDS.
 */
#ifndef TEST_BUILD_INSIDE_H
#define TEST_BUILD_INSIDE_H

#include "place.h"
#include "store/store.h"
#include "sys/idmap.h"

#define CHECK(condition)                                                                           \
	do {                                                                                       \
		if (!(condition)) {                                                                \
			fprintf(stderr, "%s:%d: %s\n", __FILE__, __LINE__, #condition);            \
			return 1;                                                                  \
		}                                                                                  \
	} while (0)

#define CHECK_OK(call)                                                                             \
	do {                                                                                       \
		if ((call) < 0) {                                                                  \
			fprintf(stderr, "%s:%d: %s: %s (%s)\n", __FILE__, __LINE__, #call, e.text, \
				e.during);                                                         \
			return 1;                                                                  \
		}                                                                                  \
	} while (0)

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
	struct tree tmp = TREE_NONE;
	struct tree root = TREE_NONE;
	char path[] = "/tmp/lichen-build-XXXXXX";
	struct err e;
	int result = 1;

	umask(022);
	CHECK(mkdtemp(path));
	CHECK_OK(tree_open("/tmp", &tmp, &e));
	CHECK_OK(tree_make_at(&tmp, path + sizeof "/tmp/" - 1, 0755, &root, &e));
	if (tree_make_at(&root, "dir", 0755, &b.dir, &e) == 0) {
		struct tree store = TREE_NONE;

		if (tree_make_at(&root, "store", 0700, &store, &e) == 0 &&
			store_open(&store, STORE_SHARED, &b.store, &e) == 0)
			result = call->body(&b);
		tree_close(&store);
	}
	store_close(&b.store);
	tree_close(&b.dir);
	tree_close(&root);
	CHECK_OK(tree_remove(&tmp, path + sizeof "/tmp/" - 1, &e));
	tree_close(&tmp);
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

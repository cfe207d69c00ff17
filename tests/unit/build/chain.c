#include "build/chain.h"

#include "bench.h"
#include "store/snap.h"

static int layer(struct bench *b, const char *name, const char *text, struct digest *id)
{
	AUTO(txn_release) struct txn t = TXN_NONE;
	AUTO(tree_close) struct tree upper = TREE_NONE;
	struct err e;

	*id = digest_of(text, strlen(text));
	CHECK_OK(txn_begin(&b->store, &t, &e));
	CHECK_OK(tree_make_at(&t.dir, "upper", 0755, &upper, &e));
	CHECK_OK(tree_write(&upper, name, 0644, text, strlen(text), &e));
	CHECK_OK(snap_commit(&t, "upper", id, 4096, &e));
	return 0;
}

Test(build_chain, the_id_says_content_and_order)
{
	AUTO(chain_release) struct chain ab = {0};
	AUTO(chain_release) struct chain ba = {0};
	AUTO(chain_release) struct chain copy = {0};
	struct digest a = digest_of("a", 1);
	struct digest b = digest_of("b", 1);

	chain_add(&ab, &a);
	cr_assert(digest_eq(&ab.id, &a), "one layer's chain id is its diff id");
	chain_copy(&copy, &ab);
	chain_add(&ab, &b);
	chain_add(&ba, &b);
	chain_add(&ba, &a);
	cr_assert(!digest_eq(&ab.id, &ba.id));
	cr_assert_eq(copy.n, 1, "a copy does not grow with its original");
	chain_copy(&copy, &ab);
	cr_assert(digest_eq(&copy.id, &ab.id));
	chain_release(&copy);
	cr_assert_eq(copy.id.algorithm, DIGEST_NONE);
}

INSIDE(build_chain, a_view_merges_the_layers)
{
	AUTO(chain_release) struct chain chain = {0};
	AUTO(rootfs_close) struct rootfs view = ROOTFS_NONE;
	AUTO(buf_release) struct buf text = {0};
	struct digest id;
	struct err e;

	CHECK(layer(b, "below", "one", &id) == 0);
	chain_add(&chain, &id);
	CHECK(layer(b, "above", "two", &id) == 0);
	chain_add(&chain, &id);
	CHECK_OK(chain_view(&b->store, &chain, &view, &e));
	struct tree tree = {view.fd};

	CHECK_OK(tree_read(&tree, "below", 10, &text, &e));
	CHECK(str_eq(buf_str(&text), STR("one")));
	CHECK(tree_has(&tree, "above"));
	CHECK(faccessat(view.fd, "above", W_OK, 0) < 0);
	return 0;
}

INSIDE(build_chain, nothing_is_an_empty_directory)
{
	AUTO(chain_release) struct chain chain = {0};
	AUTO(rootfs_close) struct rootfs view = ROOTFS_NONE;
	struct err e;

	CHECK_OK(chain_view(&b->store, &chain, &view, &e));
	CHECK(!tree_has(&(struct tree){view.fd}, "anything"));
	return 0;
}

INSIDE(build_chain, a_layer_that_is_not_there_is_named)
{
	AUTO(chain_release) struct chain chain = {0};
	AUTO(chain_fds_close) struct chain_fds fds = {0};
	AUTO(rootfs_close) struct rootfs view = ROOTFS_NONE;
	struct digest id;
	struct digest lost = digest_of("lost", 4);
	struct err e;

	CHECK(layer(b, "below", "one", &id) == 0);
	chain_add(&chain, &id);
	chain_add(&chain, &lost);
	CHECK(chain_open(&b->store, &chain, &fds, &e) == -1);
	CHECK(e.kind == ERR_NOT_FOUND);
	CHECK(chain_view(&b->store, &chain, &view, &e) == -1);
	return 0;
}

/* Refused before the first is looked for: none of these is in the store. */
INSIDE(build_chain, more_layers_than_overlay_joins_are_a_limit)
{
	AUTO(chain_release) struct chain chain = {0};
	AUTO(rootfs_close) struct rootfs view = ROOTFS_NONE;
	struct err e;

	for (int i = 0; i < 2000; i++) {
		struct digest id = digest_of(&i, sizeof i);

		chain_add(&chain, &id);
	}
	CHECK(chain_view(&b->store, &chain, &view, &e) == -1 && e.kind == ERR_LIMIT);
	CHECK(strstr(e.text, "2000 layers"));
	return 0;
}

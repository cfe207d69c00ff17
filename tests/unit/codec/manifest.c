/* manifest - what comes in goes out, and copies are their own. */
#include "codec/documents.h"

Test(manifest, survives_a_round)
{
	AUTO(manifest_release) struct manifest m = {0};
	AUTO(buf_release) struct buf out = {0};
	struct err e;

	cr_assert_eq(manifest_parse(STR(IMAGE), &m, &e), 0, "%s", e.text);
	cr_assert_eq(m.layers_n, 1);
	cr_assert_eq(m.layers[0].size_bytes, 32);
	manifest_write(&m, &out);
	cr_assert_str_eq(buf_cstr(&out), IMAGE);
}

Test(manifest, index_survives_a_round)
{
	AUTO(index_release) struct index i = {0};
	AUTO(buf_release) struct buf out = {0};
	struct err e;

	cr_assert_eq(index_parse(STR(INDEX), &i, &e), 0, "%s", e.text);
	cr_assert_str_eq(i.manifests[0].variant, "v8");
	index_write(&i, &out);
	cr_assert_str_eq(buf_cstr(&out), INDEX);
}

Test(manifest, copies_are_independent)
{
	AUTO(manifest_release) struct manifest m = {0};
	AUTO(manifest_release) struct manifest built = {0};
	AUTO(index_release) struct index i = {0};
	struct err e;

	cr_assert_eq(manifest_parse(STR(IMAGE), &m, &e), 0);
	for (int n = 0; n < 20; n++)
		manifest_add_layer(&built, &m.layers[0]);
	index_add(&i, &m.config);
	manifest_release(&m);
	cr_assert_str_eq(built.layers[19].media_type, MEDIA_LAYER "+gzip");
	cr_assert_str_eq(i.manifests[0].media_type, MEDIA_CONFIG);
}

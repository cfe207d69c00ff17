/* manifest - what comes in goes out, and copies are their own. */
#include "codec/manifest.h"

#include <criterion/criterion.h>

#define HEX_A "sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
#define HEX_B "sha256:bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb"
#define CONFIG "\"config\":{\"mediaType\":\"" MEDIA_CONFIG "\",\"digest\":\"" HEX_A "\",\"size\":2}"
#define LAYERS                                                                                     \
	"\"layers\":[{\"mediaType\":\"" MEDIA_LAYER "+gzip\",\"digest\":\"" HEX_B "\",\"size\":"   \
	"32}]"
#define IMAGE                                                                                      \
	"{\"schemaVersion\":2,\"mediaType\":\"" MEDIA_MANIFEST "\"," CONFIG "," LAYERS             \
	",\"annotations\":{\"a\":\"1\"}}"
#define ENTRY_A                                                                                    \
	"{\"mediaType\":\"" MEDIA_MANIFEST "\",\"digest\":\"" HEX_A "\",\"size\":7,"               \
	"\"annotations\":{\"" ANNOTATION_REF_NAME "\":\"one\"},\"platform\":{\"architecture\":"    \
	"\"arm64\",\"os\":\"linux\",\"variant\":\"v8\"}}"
#define INDEX "{\"schemaVersion\":2,\"mediaType\":\"" MEDIA_INDEX "\",\"manifests\":[" ENTRY_A "]}"

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

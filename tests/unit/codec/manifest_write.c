/* manifest_write - an index edited without loss. */
#include <criterion/criterion.h>

#include "base/mem.h"
#include "codec/manifest.h"

#define HEX_A "sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
#define HEX_B "sha256:bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb"
#define ENTRY_A                                                                                    \
	"{\"mediaType\":\"" MEDIA_MANIFEST "\",\"digest\":\"" HEX_A "\",\"size\":7,"               \
	"\"annotations\":{\"" ANNOTATION_REF_NAME "\":\"one\"},\"platform\":{\"architecture\":"    \
	"\"arm64\",\"os\":\"linux\",\"variant\":\"v8\"}}"

#define KEPT                                                                                       \
	"{\"mediaType\":\"x/y\",\"digest\":\"" HEX_B "\",\"size\":1,\"artifactType\":\"z\","       \
	"\"annotations\":{\"" ANNOTATION_REF_NAME "\":\"two\"}}"
#define UNTAGGED "{\"mediaType\":\"x/y\",\"digest\":\"" HEX_A "\",\"size\":1}"

Test(manifest_write, index_put_replaces_its_tag_and_keeps_the_rest)
{
	AUTO(buf_release) struct buf out = {0};
	struct descriptor d = {.media_type = mem_strdup(MEDIA_MANIFEST), .size_bytes = 9};
	struct err e;

	cr_assert_eq(digest_parse(STR(HEX_A), &d.digest, &e), 0);
	map_set(&d.annotations, STR(ANNOTATION_REF_NAME), STR("one"));
	cr_assert_eq(index_put(STR("{\"schemaVersion\":2,\"manifests\":[" ENTRY_A "," KEPT
				   "," UNTAGGED "],\"subject\":{\"x\":1}}"),
			     &d, 1, &out, &e),
		0, "%s", e.text);
	cr_assert_str_eq(buf_cstr(&out),
		"{\"schemaVersion\":2,\"manifests\":[" KEPT ",{\"mediaType\":\"" MEDIA_MANIFEST
		"\",\"digest\":\"" HEX_A "\",\"size\":9,\"annotations\":{\"" ANNOTATION_REF_NAME
		"\":\"one\"}}],\"subject\":{\"x\":1}}");
	cr_assert_eq(index_put(STR("{"), &d, 1, &out, &e), -1);
	descriptor_release(&d);
}

/* manifest_read - documents that are one thing only, and limits. */
#include "codec/documents.h"

static int kind_of(const char *json, const char *type, enum manifest_kind *kind)
{
	struct err e = {0};
	int result = manifest_kind(str_of(json), str_of(type), kind, &e);

	return result < 0 ? (int)e.kind : 0;
}

Test(manifest_read, kind_is_told_by_type_and_content_together)
{
	enum manifest_kind kind;

	cr_assert_eq(kind_of(IMAGE, MEDIA_MANIFEST, &kind), 0);
	cr_assert_eq(kind, MANIFEST_IMAGE);
	cr_assert_eq(kind_of(INDEX, "", &kind), 0);
	cr_assert_eq(kind, MANIFEST_INDEX);
	cr_assert_eq(kind_of(INDEX, MEDIA_INDEX "; charset=utf-8", &kind), 0);
	cr_assert_eq(kind_of("{\"schemaVersion\":2," LAYERS "}", MEDIA_DOCKER_MANIFEST, &kind), 0);
	cr_assert_eq(kind_of(INDEX, MEDIA_MANIFEST, &kind), ERR_INVALID);
	cr_assert_eq(kind_of(IMAGE, MEDIA_DOCKER_LIST, &kind), ERR_INVALID);
	cr_assert_eq(kind_of(IMAGE, "text/html", &kind), ERR_UNSUPPORTED);
	cr_assert_eq(kind_of("{\"schemaVersion\":2," LAYERS ",\"manifests\":[]}", "", &kind),
		ERR_INVALID, "two things at once");
	cr_assert_eq(kind_of("{\"schemaVersion\":2,\"mediaType\":\"" MEDIA_INDEX "\"," LAYERS "}",
			     "", &kind),
		ERR_INVALID);
	cr_assert_eq(kind_of("{\"schemaVersion\":1,\"fsLayers\":[]}", "", &kind), ERR_UNSUPPORTED);
	cr_assert_eq(kind_of("{\"schemaVersion\":2}", "", &kind), ERR_INVALID);
}

Test(manifest_read, refuses_wrong_documents)
{
#define WITH(layer) "{\"schemaVersion\":2," CONFIG ",\"layers\":[" layer "]}"
	static const char *const bad[] = {
		"{}",
		"{\"schemaVersion\":2," LAYERS "}",
		INDEX,
		WITH("1"),
		WITH("{}"),
		WITH("{\"mediaType\":\"m\",\"digest\":\"" HEX_A "\"}"),
		WITH("{\"mediaType\":\"m\",\"digest\":\"" HEX_A "\",\"size\":-1}"),
		WITH("{\"mediaType\":\"m\",\"digest\":\"" HEX_A "\",\"size\":\"1\"}"),
		WITH("{\"mediaType\":\"m\",\"digest\":\"md5:00\",\"size\":1}"),
		WITH("{\"digest\":\"" HEX_A "\",\"size\":1}"),
		WITH("{\"mediaType\":\"m\",\"digest\":\"" HEX_A
		     "\",\"size\":1,\"annotations\":[]}"),
	};
	struct manifest m = {0};
	struct index i = {0};
	struct err e;

	for (size_t n = 0; n < sizeof bad / sizeof *bad; n++) {
		cr_assert_eq(manifest_parse(str_of(bad[n]), &m, &e), -1, "%s", bad[n]);
		cr_assert_eq(e.kind, ERR_INVALID, "%s", bad[n]);
	}
	cr_assert_eq(index_parse(STR(IMAGE), &i, &e), -1);
}

Test(manifest_read, the_number_of_entries_has_a_limit)
{
	AUTO(buf_release) struct buf b = {0};
	struct index i = {0};
	struct err e;

	buf_cstr_add(&b, "{\"schemaVersion\":2,\"manifests\":[{}");
	for (int n = 0; n < DESCRIPTORS_MAX; n++)
		buf_cstr_add(&b, ",{}");
	buf_cstr_add(&b, "]}");
	cr_assert_eq(index_parse(buf_str(&b), &i, &e), -1);
	cr_assert_eq(e.kind, ERR_LIMIT);
}

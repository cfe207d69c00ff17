/* Any bytes as a layout's index.json that gets an image: it stays readable and has it once. */
#include <assert.h>
#include <stdint.h>

#include "base/mem.h"
#include "codec/manifest.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n);

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
	AUTO(descriptor_release) struct descriptor d = {.media_type = mem_strdup(MEDIA_MANIFEST)};
	AUTO(index_release) struct index index = {0};
	AUTO(buf_release) struct buf once = {0}, twice = {0};
	struct err e = {0};

	d.digest = digest_of("", 0);
	map_set(&d.annotations, STR(ANNOTATION_REF_NAME), STR("latest"));
	if (index_put((struct str){(const char *)bytes, n}, &d, 1, &once, &e) < 0) {
		assert(e.kind == ERR_INVALID || e.kind == ERR_LIMIT || e.kind == ERR_UNSUPPORTED);
		return 0;
	}
	if (index_parse(buf_str(&once), &index, &e) < 0) {
		assert(e.kind == ERR_LIMIT);
		return 0;
	}
	assert(digest_eq(&index.manifests[index.manifests_n - 1].digest, &d.digest));
	assert(index_put(buf_str(&once), &d, 1, &twice, &e) < 0 ||
		str_eq(buf_str(&once), buf_str(&twice)));
	return 0;
}

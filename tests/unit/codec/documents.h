/* documents - configs, manifests and indexes as text, for the tests of reading and writing them. */
#ifndef TESTS_CODEC_DOCUMENTS_H
#define TESTS_CODEC_DOCUMENTS_H

#include <criterion/criterion.h>

#include "codec/config.h"
#include "codec/manifest.h"

#define DIFF_ID "sha256:5f70bf18a086007016e948b04aed3b82103a36bea41755b6cddfaf10ace3c6ef"
#define ROOTFS "\"rootfs\":{\"type\":\"layers\",\"diff_ids\":[\"" DIFF_ID "\"]}"

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

static inline void document_parse(const char *text, struct config *c)
{
	struct err e;

	cr_assert_eq(config_parse(str_of(text), c, &e), 0, "%s", e.text);
}

static inline char *document_written(const struct config *c)
{
	struct buf b = {0};

	config_write(c, &b);
	return buf_take(&b);
}

#endif

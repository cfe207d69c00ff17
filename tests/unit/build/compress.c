#include "driven.h"
#include "store/blob.h"

static int built(struct driven *d, struct bench *b, enum zip_kind kind, const char *name)
{
	const struct output output = {
		.kind = OUTPUT_OCI, .compression = kind, .name = name, .parent = b->dir, .fd = -1};
	struct err e;

	driven_init(d, b);
	d->request.outputs = &output;
	d->request.outputs_n = 1;
	CHECK_OK(driven_run(d, b, "FROM scratch\nCOPY <<x /x\ntext\nx\n", &e));
	return 0;
}

INSIDE(build_compress, every_form_of_one_layer)
{
	struct digest manifests[3];

	for (int kind = ZIP_NONE; kind <= ZIP_ZSTD; kind++) {
		AUTO(driven_release) struct driven d;
		char name[] = {(char)('a' + kind), '\0'};

		CHECK(built(&d, b, (enum zip_kind)kind, name) == 0);
		manifests[kind] = d.result.manifest;
		for (int other = ZIP_NONE; other < kind; other++)
			CHECK(!digest_eq(&manifests[kind], &manifests[other]));
	}
	return 0;
}

/* A second export takes the blob of the first: the layer is not even needed any more. */
INSIDE(build_compress, a_layer_is_compressed_once)
{
	AUTO(driven_release) struct driven first;
	AUTO(driven_release) struct driven again;

	CHECK(built(&first, b, ZIP_GZIP, "a") == 0);
	CHECK(built(&again, b, ZIP_GZIP, "b") == 0);
	CHECK(digest_eq(&first.result.manifest, &again.result.manifest));
	return 0;
}

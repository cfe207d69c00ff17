/* assemble - config and manifest of an image, made only with a proof of non-root. */
#include "image/assemble.h"

#include <stdlib.h>

#include "base/mem.h"

int assemble(
	const struct config *config, const struct nonroot *proof, struct image *out, struct err *e)
{
	AUTO(config_release) struct config final = {0};

	if (!proof->user[0] && !proof->root_allowed)
		return err_set(e, ERR_INVALID, "the proof of non-root was never filled");
	image_release(out);
	config_copy(&final, config);
	free(final.user);
	final.user = proof->user[0] ? mem_strdup(proof->user) : NULL;
	config_write(&final, &out->config_json);
	out->config_digest = digest_of(out->config_json.p, out->config_json.n);
	out->diff_ids_n = final.diff_ids_n;
	out->manifest.media_type = mem_strdup(MEDIA_MANIFEST);
	out->manifest.config = (struct descriptor){
		.media_type = mem_strdup(MEDIA_CONFIG),
		.digest = out->config_digest,
		.size_bytes = out->config_json.n,
	};
	policy_annotate(proof, &out->manifest.annotations);
	return 0;
}

static void drop_layers(struct manifest *m)
{
	for (size_t i = 0; i < m->layers_n; i++)
		descriptor_release(&m->layers[i]);
	m->layers_n = 0;
}

int assemble_manifest(struct image *image, const struct descriptor *layers, size_t layers_n,
	struct buf *json, struct digest *digest, struct err *e)
{
	if (layers_n != image->diff_ids_n)
		return err_set(e, ERR_INVALID, "%zu layers for a config that names %zu", layers_n,
			image->diff_ids_n);
	drop_layers(&image->manifest);
	for (size_t i = 0; i < layers_n; i++)
		manifest_add_layer(&image->manifest, &layers[i]);
	buf_clear(json);
	manifest_write(&image->manifest, json);
	*digest = digest_of(json->p, json->n);
	return 0;
}

void image_release(struct image *image)
{
	buf_release(&image->config_json);
	manifest_release(&image->manifest);
	*image = (struct image){0};
}

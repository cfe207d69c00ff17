/* bundle - an image as it is written anywhere: its blobs, its manifest and its names. */
#include "remote/bundle.h"

#include "codec/ref.h"

/* A digest in a name says where the image came from, not what it is called. */
static int parse_name(struct str name, struct ref *out, struct err *e)
{
	if (ref_parse(name, out, e) < 0)
		return -1;
	out->digest = (struct digest){0};
	return 0;
}

static bool has_tag(const struct index *index, struct str tag)
{
	for (size_t i = 0; i < index->manifests_n; i++) {
		const struct str *there =
			map_get(&index->manifests[i].annotations, STR(ANNOTATION_REF_NAME));

		if (there && str_eq(*there, tag))
			return true;
	}
	return false;
}

static int add_name(const struct image_bundle *image, struct str name, bool one_a_tag,
	struct index *out, struct err *e)
{
	AUTO(ref_release) struct ref ref = {0};
	AUTO(buf_release) struct buf full = {0};
	AUTO(descriptor_release) struct descriptor d = {0};

	if (parse_name(name, &ref, e) < 0)
		return -1;
	struct str tag = ref.tag ? str_of(ref.tag) : STR("latest");

	if (one_a_tag && has_tag(out, tag))
		return 0;
	ref_full(&ref, &full);
	descriptor_copy(&d, &image->manifest);
	map_set(&d.annotations, STR(ANNOTATION_REF_NAME), tag);
	map_set(&d.annotations, STR("io.containerd.image.name"), buf_str(&full));
	index_add(out, &d);
	return 0;
}

int bundle_index(const struct image_bundle *image, bool one_a_tag, struct index *out, struct err *e)
{
	if (!image->names || !image->names->n) {
		index_add(out, &image->manifest);
		return 0;
	}
	for (size_t i = 0; i < image->names->n; i++)
		if (add_name(image, image->names->p[i], one_a_tag, out, e) < 0)
			return -1;
	return 0;
}

int bundle_repo_tags(const struct image_bundle *image, struct strs *out, struct err *e)
{
	for (size_t i = 0; image->names && i < image->names->n; i++) {
		AUTO(ref_release) struct ref ref = {0};
		AUTO(buf_release) struct buf text = {0};

		if (parse_name(image->names->p[i], &ref, e) < 0)
			return -1;
		ref_familiar(&ref, &text);
		strs_add(out, buf_str(&text));
	}
	return 0;
}

int bundle_manifest(const struct image_bundle *image, struct manifest *out, struct err *e)
{
	for (size_t i = 0; i < image->n; i++) {
		const struct image_blob *b = &image->blobs[i];

		if (b->fd < 0 && digest_eq(&b->descriptor.digest, &image->manifest.digest))
			return manifest_parse(b->bytes, out, e);
	}
	return err_set(e, ERR_INVALID, "an image without its manifest");
}

/* manifest - OCI descriptors, manifests and indexes as values (docker's media types are read too).
 *
 * Format: OCI image-spec manifest.md, image-index.md, descriptor.md, annotations.md. A manifest
 * with `manifests`, an index with `layers`, schema 1, duplicate keys, over 4 MiB are refused.
 *
 * Owns: everything in it until *_release. Fails: ERR_INVALID, ERR_LIMIT, ERR_UNSUPPORTED. Layer:
 * codec.
 */
#ifndef CODEC_MANIFEST_H
#define CODEC_MANIFEST_H

#include <stdint.h>

#include "base/attr.h"
#include "base/buf.h"
#include "base/err.h"
#include "base/map.h"
#include "codec/digest.h"

#define MEDIA_MANIFEST "application/vnd.oci.image.manifest.v1+json"
#define MEDIA_INDEX "application/vnd.oci.image.index.v1+json"
#define MEDIA_DOCKER_MANIFEST "application/vnd.docker.distribution.manifest.v2+json"
#define MEDIA_DOCKER_LIST "application/vnd.docker.distribution.manifest.list.v2+json"
#define MEDIA_CONFIG "application/vnd.oci.image.config.v1+json"
#define MEDIA_LAYER "application/vnd.oci.image.layer.v1.tar" /* or with "+gzip", "+zstd" */

#define ANNOTATION_REF_NAME "org.opencontainers.image.ref.name"

enum { DESCRIPTORS_MAX = 10000 }; /* layers of an image, entries of an index */

struct descriptor {
	char *media_type;
	struct digest digest;
	uint64_t size_bytes;
	struct map annotations;
	char *architecture, *os, *variant; /* platform; NULL when absent */
};

struct manifest {
	char *media_type;
	struct descriptor config;
	struct descriptor *layers;
	size_t layers_n, layers_capacity;
	struct map annotations; /* written sorted */
};

struct index {
	char *media_type;
	struct descriptor *manifests;
	size_t manifests_n, manifests_capacity;
	struct map annotations;
};

enum manifest_kind { MANIFEST_IMAGE, MANIFEST_INDEX };

/* What the bytes are, by media type and content together. */
MUST_CHECK int manifest_kind(
	struct str json, struct str media_type, enum manifest_kind *out, struct err *e);
MUST_CHECK int manifest_parse(struct str json, struct manifest *out, struct err *e);
MUST_CHECK int index_parse(struct str json, struct index *out, struct err *e);
/* An index as it is, plus the descriptors: what had the same tag (ANNOTATION_REF_NAME), or the same
 * digest and no tag, makes way. Members that struct index does not know are kept. */
MUST_CHECK int index_put(struct str json, const struct descriptor *descriptors, size_t n,
	struct buf *out, struct err *e);
void manifest_write(const struct manifest *m, struct buf *out);
void index_write(const struct index *i, struct buf *out);
void descriptor_copy(struct descriptor *to, const struct descriptor *from);
void descriptor_release(struct descriptor *d);
void manifest_add_layer(struct manifest *m, const struct descriptor *layer); /* copies */
void index_add(struct index *i, const struct descriptor *manifest);          /* copies */
void manifest_release(struct manifest *m);
void index_release(struct index *i);

#endif

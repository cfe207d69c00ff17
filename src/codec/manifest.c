/* manifest - OCI descriptors, manifests and indexes as values: copied, added to and released. */
#include "codec/manifest.h"

#include <stdlib.h>

#include "base/mem.h"
#include "base/vec.h"

void descriptor_copy(struct descriptor *to, const struct descriptor *from)
{
	if (to == from)
		return;
	descriptor_release(to);
	to->media_type = mem_strdup(from->media_type);
	to->digest = from->digest;
	to->size_bytes = from->size_bytes;
	map_copy(&to->annotations, &from->annotations);
	to->architecture = mem_strdup(from->architecture);
	to->os = mem_strdup(from->os);
	to->variant = mem_strdup(from->variant);
}

void descriptor_release(struct descriptor *d)
{
	free(d->media_type);
	map_release(&d->annotations);
	free(d->architecture);
	free(d->os);
	free(d->variant);
	*d = (struct descriptor){0};
}

void manifest_add_layer(struct manifest *m, const struct descriptor *layer)
{
	m->layers = vec_room(m->layers, m->layers_n, &m->layers_capacity, sizeof *m->layers);
	m->layers[m->layers_n] = (struct descriptor){0};
	descriptor_copy(&m->layers[m->layers_n++], layer);
}

void index_add(struct index *i, const struct descriptor *manifest)
{
	i->manifests = vec_room(
		i->manifests, i->manifests_n, &i->manifests_capacity, sizeof *i->manifests);
	i->manifests[i->manifests_n] = (struct descriptor){0};
	descriptor_copy(&i->manifests[i->manifests_n++], manifest);
}

void manifest_release(struct manifest *m)
{
	free(m->media_type);
	descriptor_release(&m->config);
	for (size_t i = 0; i < m->layers_n; i++)
		descriptor_release(&m->layers[i]);
	free(m->layers);
	map_release(&m->annotations);
	*m = (struct manifest){0};
}

void index_release(struct index *i)
{
	free(i->media_type);
	for (size_t n = 0; n < i->manifests_n; n++)
		descriptor_release(&i->manifests[n]);
	free(i->manifests);
	map_release(&i->annotations);
	*i = (struct index){0};
}

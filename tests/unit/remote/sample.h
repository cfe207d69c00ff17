/* sample - a small image as a bundle, for the tests of this layer. */
#ifndef TESTS_REMOTE_SAMPLE_H
#define TESTS_REMOTE_SAMPLE_H

#include "base/buf.h"
#include "base/strs.h"
#include "remote/layout.h"
#include "sys/tree.h"

struct sample {
	struct image_blob blobs[3]; /* config, a layer (by descriptor), the manifest */
	struct buf config, layer, manifest;
	struct strs names;
	struct image_bundle bundle;
};

/* mark makes one sample's content differ from another's. */
void sample_init(struct sample *s, const char *mark);
void sample_name(struct sample *s, const char *name);
void sample_release(struct sample *s);

/* An empty directory below /tmp, removed by sample_dir_release. */
struct sample_dir {
	char path[40];
	struct tree tree;
};

void sample_dir_init(struct sample_dir *d);
void sample_dir_release(struct sample_dir *d);

#endif

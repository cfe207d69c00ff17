/* sample - a small image as a bundle, for the tests of this layer. */
#include "remote/sample.h"

#include <criterion/criterion.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/mem.h"
#include "codec/config.h"
#include "codec/tar.h"

static int collect(void *context, const void *bytes, size_t n, struct err *e)
{
	(void)e;
	buf_add(context, bytes, n);
	return 0;
}

static void make_layer(struct buf *tar, const char *mark)
{
	struct zip_sink sink = {collect, tar};
	struct tar_writer w;
	struct err e;
	const struct tar_entry entries[] = {
		{.path = STR(""), .type = TAR_DIR, .mode = 0755},
		{.path = STR("mark"), .mode = 0644, .size_bytes = strlen(mark)},
	};

	tar_writer_init(&w, &sink);
	cr_assert_eq(tar_write(&w, &entries[0], &e), 0);
	cr_assert_eq(tar_write(&w, &entries[1], &e), 0);
	cr_assert_eq(tar_write_data(&w, mark, strlen(mark), &e), 0);
	cr_assert_eq(tar_write_end(&w, &e), 0);
	tar_writer_release(&w);
}

static void describe(struct image_blob *b, const char *type, const struct buf *bytes)
{
	b->fd = -1;
	b->bytes = buf_str(bytes);
	b->descriptor.media_type = mem_strdup(type);
	b->descriptor.digest = digest_of(bytes->p, bytes->n);
	b->descriptor.size_bytes = bytes->n;
}

static void make_config(struct buf *json, const struct digest *diff_id)
{
	AUTO(config_release) struct config c = {0};

	c.architecture = mem_strdup("amd64");
	c.os = mem_strdup("linux");
	c.user = mem_strdup("1000");
	config_add_diff_id(&c, diff_id);
	/* umoci 0.4.7 dies of a history entry without a time. */
	config_add_history(&c, &(struct history){.created = "1970-01-01T00:00:00Z",
				       .created_by = "COPY mark / # sample"});
	config_write(&c, json);
}

void sample_init(struct sample *s, const char *mark)
{
	AUTO(manifest_release) struct manifest m = {0};

	memset(s, 0, sizeof *s);
	make_layer(&s->layer, mark);
	describe(&s->blobs[1], MEDIA_LAYER, &s->layer);
	make_config(&s->config, &s->blobs[1].descriptor.digest);
	describe(&s->blobs[0], MEDIA_CONFIG, &s->config);
	descriptor_copy(&m.config, &s->blobs[0].descriptor);
	manifest_add_layer(&m, &s->blobs[1].descriptor);
	manifest_write(&m, &s->manifest);
	describe(&s->blobs[2], MEDIA_MANIFEST, &s->manifest);
	s->blobs[1].fd = memfd_create("layer", MFD_CLOEXEC);
	cr_assert_eq(write(s->blobs[1].fd, s->layer.p, s->layer.n), (ssize_t)s->layer.n);
	s->bundle = (struct image_bundle){.blobs = s->blobs, .n = 3, .names = &s->names};
	descriptor_copy(&s->bundle.manifest, &s->blobs[2].descriptor);
}

void sample_name(struct sample *s, const char *name)
{
	strs_add(&s->names, str_of(name));
}

void sample_release(struct sample *s)
{
	for (int i = 0; i < 3; i++)
		descriptor_release(&s->blobs[i].descriptor);
	descriptor_release(&s->bundle.manifest);
	close(s->blobs[1].fd);
	buf_release(&s->config);
	buf_release(&s->layer);
	buf_release(&s->manifest);
	strs_release(&s->names);
}

void sample_dir_init(struct sample_dir *d)
{
	struct err e;

	strcpy(d->path, "/tmp/lichen-remote-XXXXXX");
	cr_assert(mkdtemp(d->path));
	cr_assert_eq(tree_open(d->path, &d->tree, &e), 0, "%s", e.text);
}

void sample_dir_release(struct sample_dir *d)
{
	AUTO(tree_close) struct tree tmp = TREE_NONE;
	struct err e;

	tree_close(&d->tree);
	cr_assert_eq(tree_open("/tmp", &tmp, &e), 0);
	cr_assert_eq(tree_remove(&tmp, d->path + strlen("/tmp/"), &e), 0, "%s", e.text);
}

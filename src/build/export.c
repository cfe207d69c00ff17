/* export - a finished image to where the user wants it: layout, archive, directory, tar. */
#include "build/export.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/vec.h"
#include "build/compress.h"
#include "exec/files.h"
#include "image/layer.h"
#include "remote/archive.h"
#include "remote/layout.h"
#include "store/blob.h"
#include "sys/fd.h"
#include "sys/newfile.h"

/* An image taken apart for writing: config, layers, manifest, in that order. */
struct parts {
	VEC(struct image_blob) blobs;
	struct buf manifest_json;
	struct descriptor manifest;
};

static void parts_release(struct parts *p)
{
	for (size_t i = 0; i < p->blobs.n; i++) {
		fd_close(&p->blobs.p[i].fd);
		descriptor_release(&p->blobs.p[i].descriptor);
	}
	vec_release(&p->blobs);
	buf_release(&p->manifest_json);
	descriptor_release(&p->manifest);
}

static bool has_blob(const struct parts *p, const struct digest *d)
{
	for (size_t i = 0; i < p->blobs.n; i++)
		if (digest_eq(&p->blobs.p[i].descriptor.digest, d))
			return true;
	return false;
}

static void add_blob(struct parts *p, const struct descriptor *d, int fd, struct str bytes)
{
	vec_push(&p->blobs, (struct image_blob){.fd = fd, .bytes = bytes});
	descriptor_copy(&vec_last(&p->blobs)->descriptor, d);
}

static int add_layers(const struct export_job *job, const struct descriptor *layers,
	struct parts *p, struct err *e)
{
	for (size_t i = 0; i < job->chain->n; i++) {
		int fd = -1;

		if (has_blob(p, &layers[i].digest))
			continue; /* the same content twice in a chain is one blob */
		if (blob_open(job->store, &layers[i].digest, &fd, NULL, e) < 0)
			return -1;
		add_blob(p, &layers[i], fd, STR(""));
	}
	return 0;
}

static void add_annotations(struct image *image, const struct map *list)
{
	for (size_t i = 0; list && i < list->n; i++)
		map_set(&image->manifest.annotations, list->p[i].key, list->p[i].value);
}

static int take_apart(
	const struct export_job *job, const struct output *output, struct parts *p, struct err *e)
{
	AUTO(mem_release)
	struct descriptor *layers = mem_alloc((job->chain->n + 1) * sizeof *layers);
	struct digest digest;
	struct digest stored;

	add_annotations(job->image, job->annotations);
	add_annotations(job->image, output->annotations);
	if (compress_layers(job, output->compression, layers, e) < 0 ||
		assemble_manifest(
			job->image, layers, job->chain->n, &p->manifest_json, &digest, e) < 0)
		return -1;
	if (blob_put(job->store, p->manifest_json.p, p->manifest_json.n, &stored, e) < 0)
		return -1;
	add_blob(p, &job->image->manifest.config, -1, buf_str(&job->image->config_json));
	if (add_layers(job, layers, p, e) < 0)
		return -1;
	p->manifest = (struct descriptor){
		.media_type = mem_strdup(job->image->manifest.media_type),
		.digest = digest,
		.size_bytes = p->manifest_json.n,
		.architecture = mem_strdup(job->architecture),
		.os = mem_strdup(job->os),
		.variant = mem_strdup(job->variant),
	};
	add_blob(p, &p->manifest, -1, buf_str(&p->manifest_json));
	return 0;
}

static int write_archive(const struct export_job *job, const struct output *output,
	const struct image_bundle *bundle, struct err *e)
{
	AUTO(newfile_release) struct newfile file = NEWFILE_NONE;
	enum archive_form form = output->kind == OUTPUT_DOCKER ? ARCHIVE_EVERYBODY : ARCHIVE_OCI;

	if (output->parent.fd < 0)
		return archive_write(output->fd, form, bundle, job->epoch_s, e);
	if (newfile_begin(&output->parent, 0666, &file, e) < 0 ||
		archive_write(file.fd, form, bundle, job->epoch_s, e) < 0)
		return -1;
	return newfile_commit(&file, output->name, e);
}

static int export_bundle(const struct export_job *job, const struct output *output,
	struct descriptor *manifest, struct err *e)
{
	AUTO(parts_release) struct parts parts = {0};
	AUTO(tree_close) struct tree dir = TREE_NONE;

	if (take_apart(job, output, &parts, e) < 0)
		return -1;
	struct image_bundle bundle = {
		.blobs = parts.blobs.p,
		.n = parts.blobs.n,
		.manifest = parts.manifest,
		.names = output->names ? output->names : job->tags,
	};

	if (!output->directory) {
		if (write_archive(job, output, &bundle, e) < 0)
			return -1;
	} else if (tree_make_at(&output->parent, output->name, 0755, &dir, e) < 0 ||
		   layout_write(&dir, &bundle, e) < 0) {
		return -1;
	}
	descriptor_release(manifest);
	descriptor_copy(manifest, &parts.manifest);
	return 0;
}

/* The files belong to whoever runs lichen, as docker's local output leaves them. */
static int export_local(const struct export_job *job, const struct output *output, struct err *e)
{
	AUTO(rootfs_close) struct rootfs view = ROOTFS_NONE;
	AUTO(rootfs_close) struct rootfs to = ROOTFS_NONE;
	AUTO(tree_close) struct tree dir = TREE_NONE;
	AUTO(strs_release) struct strs everything = {0};
	struct strs nothing = {0};

	strs_add(&everything, STR("/."));
	if (chain_view(job->store, job->chain, &view, e) < 0 ||
		tree_make_at(&output->parent, output->name, 0755, &dir, e) < 0 ||
		rootfs_of(dir.fd, &to, e) < 0)
		return -1;
	struct files_request request = {
		.from = view,
		.sources = &everything,
		.excludes = &nothing,
		.dest = "/",
		.chown = "0:0",
		.epoch_s = job->epoch_s,
	};

	return files_copy(&request, &to, e);
}

static int write_to_fd(void *context, const void *bytes, size_t n, struct err *e)
{
	return fd_write_full(*(const int *)context, bytes, n, e);
}

static int export_tar(const struct export_job *job, const struct output *output, struct err *e)
{
	AUTO(rootfs_close) struct rootfs view = ROOTFS_NONE;
	AUTO(newfile_release) struct newfile file = NEWFILE_NONE;
	struct layer layer = {0};
	int fd = output->fd;
	struct zip_sink sink = {write_to_fd, &fd};

	if (chain_view(job->store, job->chain, &view, e) < 0)
		return -1;
	if (output->parent.fd < 0)
		return layer_write(view.fd, &sink, &layer, e);
	if (newfile_begin(&output->parent, 0666, &file, e) < 0)
		return -1;
	fd = file.fd;
	if (layer_write(view.fd, &sink, &layer, e) < 0)
		return -1;
	return newfile_commit(&file, output->name, e);
}

int export_image(const struct export_job *job, const struct output *output,
	struct descriptor *manifest, struct err *e)
{
	int failed = -1;

	switch (output->kind) {
	case OUTPUT_OCI:
	case OUTPUT_DOCKER: failed = export_bundle(job, output, manifest, e); break;
	case OUTPUT_LOCAL: failed = export_local(job, output, e); break;
	case OUTPUT_TAR: failed = export_tar(job, output, e); break;
	}
	return failed ? err_during(e, "writing the output %s", output->name ? output->name : "-")
		      : 0;
}

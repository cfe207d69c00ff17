/* compress - every layer of a chain as a blob in the wanted form, each made once ever. */
#include "build/compress.h"

#include <stdio.h>
#include <string.h>

#include "base/mem.h"
#include "build/batch.h"
#include "store/blob.h"
#include "store/encoding.h"
#include "store/snap.h"
#include "sys/fd.h"

static char *media_type(enum zip_kind kind)
{
	static char none[] = "application/vnd.oci.image.layer.v1.tar";
	static char gzip[] = "application/vnd.oci.image.layer.v1.tar+gzip";
	static char zstd[] = "application/vnd.oci.image.layer.v1.tar+zstd";

	return kind == ZIP_GZIP ? gzip : kind == ZIP_ZSTD ? zstd : none;
}

static int into_blob(void *context, const void *bytes, size_t n, struct err *e)
{
	return blob_write(context, bytes, n, e);
}

static int into_zip(void *context, const void *bytes, size_t n, struct err *e)
{
	return zip_write(context, bytes, n, e);
}

static int write_zip(const struct compression *how, int snapshot_fd, struct blob *blob,
	struct layer *out, struct err *e)
{
	AUTO(zip_writer_free) struct zip_writer *zip = NULL;
	struct zip_sink to_blob = {into_blob, blob};

	if (zip_writer_new(how->kind, how->threads, &to_blob, &zip, e) < 0)
		return -1;
	struct zip_sink to_zip = {into_zip, zip};

	return layer_write(snapshot_fd, &to_zip, out, e) < 0 || zip_writer_end(zip, e) < 0 ? -1 : 0;
}

int compress_snapshot(const struct compression *how, int snapshot_fd, const struct digest *want,
	struct layer *out, struct err *e)
{
	AUTO(blob_release) struct blob blob = BLOB_NONE;
	struct encoding encoding = {.kind = how->kind};

	if (blob_begin(how->store, &blob, e) < 0 || write_zip(how, snapshot_fd, &blob, out, e) < 0)
		return -1;
	if (want && !digest_eq(&out->diff_id, want))
		return err_set(e, ERR_INVALID,
			"the stored layer %s has changed on disk: it now reads as %s",
			digest_text(want).text, digest_text(&out->diff_id).text);
	encoding.size_bytes = blob.size_bytes;
	snprintf(encoding.encoder, sizeof encoding.encoder, "%s", zip_encoding(how->kind));
	if (blob_commit(&blob, NULL, &encoding.blob, e) < 0)
		return -1;
	return encoding_put(how->store, &out->diff_id, &encoding, e);
}

struct compress_task {
	struct compression how;
	struct digest diff_id;
};

static int compress_job(void *argument, void *result, struct err *e)
{
	const struct compress_task *t = argument;
	AUTO(fd_close) int snapshot = -1;
	struct layer layer = {0};

	(void)result;
	if (snap_open(t->how.store, &t->diff_id, &snapshot, e) < 0)
		return -1;
	return compress_snapshot(&t->how, snapshot, &t->diff_id, &layer, e);
}

/* 1 with *out when a blob is there: one from outside first, else one of the wanted kind. */
static int find(const struct store *store, const struct digest *diff_id, enum zip_kind kind,
	struct encoding *out, struct err *e)
{
	int found = encoding_any(store, diff_id, out, e);

	if (found < 0)
		return -1;
	if (found && out->encoder[0] == '\0')
		return blob_has(store, &out->blob);
	found = encoding_find(store, diff_id, kind, out, e);
	return found <= 0 ? found : blob_has(store, &out->blob);
}

bool compress_is_done(const struct store *store, const struct digest *diff_id, enum zip_kind kind)
{
	struct encoding encoding = {0};
	struct err ignored;

	return find(store, diff_id, kind, &encoding, &ignored) == 1;
}

static bool already(const struct compress_task *list, size_t n, const struct digest *d)
{
	for (size_t i = 0; i < n; i++)
		if (digest_eq(&list[i].diff_id, d))
			return true;
	return false;
}

static int make_missing(const struct export_job *job, enum zip_kind kind, struct err *e)
{
	AUTO(mem_release)
	struct compress_task *list = mem_alloc((job->chain->n + 1) * sizeof *list);
	struct encoding encoding;
	size_t n = 0;

	for (size_t i = 0; i < job->chain->n; i++) {
		int found = find(job->store, &job->chain->p[i], kind, &encoding, e);

		if (found < 0)
			return -1;
		if (!found && !already(list, n, &job->chain->p[i]))
			list[n++] = (struct compress_task){
				{job->store, kind, job->jobs}, job->chain->p[i]};
	}
	return batch_run(&(struct batch){.run = compress_job,
				 .arguments = list,
				 .argument_bytes = sizeof *list,
				 .n = n,
				 .at_once = job->jobs,
				 .cancel_fd = job->cancel_fd},
		e);
}

int compress_layers(
	const struct export_job *job, enum zip_kind kind, struct descriptor *layers, struct err *e)
{
	struct encoding encoding = {0};

	if (make_missing(job, kind, e) < 0)
		return err_during(e, "compressing the layers");
	for (size_t i = 0; i < job->chain->n; i++) {
		int found = find(job->store, &job->chain->p[i], kind, &encoding, e);

		if (found < 0)
			return -1;
		if (!found)
			return err_set(e, ERR_NOT_FOUND, "a layer's blob vanished from the store");
		layers[i] = (struct descriptor){
			.media_type = media_type(encoding.kind),
			.digest = encoding.blob,
			.size_bytes = encoding.size_bytes,
		};
	}
	return 0;
}

/* survey - all that the store holds, and what is held by what: the ground of df, prune and verify.
 */
#include "store/survey.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/mem.h"
#include "base/vec.h"
#include "store/blob.h"
#include "store/cache.h"
#include "store/download.h"
#include "store/encoding.h"
#include "store/mounts.h"
#include "store/object.h"
#include "store/place.h"
#include "sys/fd.h"
#include "sys/walk.h"

enum { STAT_BLOCK_BYTES = 512 };

void survey_release(struct survey *v)
{
	for (size_t i = 0; i < v->objects.n; i++)
		free(v->objects.p[i].path);
	for (size_t i = 0; i < v->entries.n; i++)
		free(v->entries.p[i].path);
	vec_release(&v->objects);
	vec_release(&v->entries);
	stored_images_release(&v->images);
}

static int order_digests(const struct digest *a, const struct digest *b)
{
	if (a->algorithm != b->algorithm)
		return a->algorithm < b->algorithm ? -1 : 1;
	return memcmp(a->bytes, b->bytes, sizeof a->bytes);
}

static int order_objects(const void *a, const void *b)
{
	const struct object *x = a, *y = b;

	return x->kind != y->kind ? (x->kind < y->kind ? -1 : 1) : order_digests(&x->id, &y->id);
}

bool survey_entry_before(const struct entry *n, enum entry_kind kind, const struct digest *about)
{
	return n->kind != kind ? n->kind < kind : order_digests(&n->about, about) < 0;
}

static int order_entries(const void *a, const void *b)
{
	const struct entry *x = a, *y = b;
	int order = x->kind != y->kind ? (x->kind < y->kind ? -1 : 1)
				       : order_digests(&x->about, &y->about);

	return order ? order : strcmp(x->path, y->path);
}

/* Hard links are counted once in all, however many of them are met. */
static int add_blocks(void *context, const struct walk_entry *entry, struct err *e)
{
	uint64_t *bytes = context;
	uint64_t blocks = (uint64_t)entry->st->st_blocks * STAT_BLOCK_BYTES;

	(void)e;
	*bytes += !S_ISDIR(entry->st->st_mode) && entry->st->st_nlink > 1
			  ? blocks / entry->st->st_nlink
			  : blocks;
	return WALK_ON;
}

int survey_disk_bytes(const struct store *s, const char *path, uint64_t *out, struct err *e)
{
	struct walk_visitor visitor = {.enter = add_blocks, .context = out};
	struct stat st;
	AUTO(fd_close)
	int fd = openat(s->root.fd, path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);

	*out = 0;
	if (fd < 0 && errno == ENOENT)
		return 0; /* it ended while we looked */
	if (fd < 0 || fstat(fd, &st) < 0)
		return err_sys(e, "cannot look at `%s` of the store", path);
	*out = (uint64_t)st.st_blocks * STAT_BLOCK_BYTES;
	return S_ISDIR(st.st_mode) ? walk_tree(fd, &visitor, e) : 0;
}

static void look(const struct store *s, const char *path, int64_t *used_s, uint64_t *disk_bytes)
{
	struct stat st = {0};

	if (fstatat(s->root.fd, path, &st, AT_SYMLINK_NOFOLLOW) < 0)
		return;
	*used_s = st.st_mtim.tv_sec;
	if (disk_bytes)
		*disk_bytes = (uint64_t)st.st_blocks * STAT_BLOCK_BYTES;
}

static int fill_object(const struct store *s, struct object *o, struct err *e)
{
	struct place at;
	struct stamp stamp = {0};

	if (o->kind == OBJECT_MOUNT) {
		o->trusted = true;
		o->used_s = cache_mount_used_s(s, o->path);
		return survey_disk_bytes(s, o->path, &o->disk_bytes, e);
	}
	snprintf(at.path, sizeof at.path, "%s", o->path);
	look(s, o->path, &o->used_s, NULL);
	if (!object_stamp(s, &at, &stamp))
		return survey_disk_bytes(s, o->path, &o->disk_bytes, e);
	snprintf(o->boot, sizeof o->boot, "%s", stamp.boot);
	o->disk_bytes = stamp.disk_bytes;
	o->trusted = stamp.trusted;
	return 0;
}

static int add_objects(struct survey *v, const struct store *s, enum object_kind kind,
	const char *directory, struct err *e)
{
	AUTO(strs_release) struct strs names = {0};

	if (place_list(s, directory, &names, e) < 0)
		return -1;
	for (size_t i = 0; i < names.n; i++) {
		struct object o = {.kind = kind};

		if (!place_digest(names.p[i], &o.id))
			continue;
		o.path = mem_fmt("%s/%.*s", directory, STR_FMT(names.p[i]));
		vec_push(&v->objects, o);
		if (fill_object(s, vec_last(&v->objects), e) < 0)
			return -1;
	}
	return 0;
}

static int fill_entry(const struct store *s, struct entry *n, struct str name, struct err *e)
{
	struct step_record step;
	struct str hex = name, suffix;
	int found = 0;

	switch (n->kind) {
	case ENTRY_STEP:
		found = cache_load(s, n->path, &step, e);
		n->about = step.diff_id;
		break;
	case ENTRY_FACT: found = fact_load(s, n->path, &n->about, e); break;
	case ENTRY_DOWNLOAD: found = download_load(s, n->path, &n->about, e); break;
	case ENTRY_ENCODING:
		str_cut(name, '.', &hex, &suffix);
		found = encoding_load(s, n->path, &n->blob, e);
		break;
	}
	if (n->kind == ENTRY_ENCODING && !place_digest(hex, &n->about))
		found = found < 0 ? -1 : 0;
	n->damaged = found == 0;
	return found < 0 ? -1 : 0;
}

static int add_entries(struct survey *v, const struct store *s, enum entry_kind kind,
	const char *directory, struct err *e)
{
	AUTO(strs_release) struct strs names = {0};

	if (place_list(s, directory, &names, e) < 0)
		return -1;
	for (size_t i = 0; i < names.n; i++) {
		struct entry n = {.kind = kind};

		n.path = mem_fmt("%s/%.*s", directory, STR_FMT(names.p[i]));
		look(s, n.path, &n.used_s, &n.disk_bytes);
		int filled = fill_entry(s, &n, names.p[i], e);

		vec_push(&v->entries, n);
		if (filled < 0)
			return -1;
	}
	return 0;
}

/* Where everything stands, and what it is. */
static const struct {
	const char *directory;
	enum object_kind kind;
} object_places[] = {
	{"layers", OBJECT_LAYER},
	{"blobs/sha256", OBJECT_BLOB},
	{"blobs/sha512", OBJECT_BLOB},
	{"mounts", OBJECT_MOUNT},
};

static const struct {
	const char *directory;
	enum entry_kind kind;
} entry_places[] = {
	{"steps", ENTRY_STEP},
	{"facts", ENTRY_FACT},
	{"downloads", ENTRY_DOWNLOAD},
	{"encodings", ENTRY_ENCODING},
};

static int list_all(struct survey *v, const struct store *s, struct err *e)
{
	if (names_list(s, &v->images, e) < 0)
		return -1;
	for (size_t i = 0; i < sizeof object_places / sizeof *object_places; i++)
		if (add_objects(v, s, object_places[i].kind, object_places[i].directory, e) < 0)
			return -1;
	for (size_t i = 0; i < sizeof entry_places / sizeof *entry_places; i++)
		if (add_entries(v, s, entry_places[i].kind, entry_places[i].directory, e) < 0)
			return -1;
	return 0;
}

int survey_take(const struct store *s, struct survey *out, struct err *e)
{
	if (list_all(out, s, e) < 0)
		return -1;
	if (out->objects.n > 0)
		qsort(out->objects.p, out->objects.n, sizeof *out->objects.p, order_objects);
	if (out->entries.n > 0)
		qsort(out->entries.p, out->entries.n, sizeof *out->entries.p, order_entries);
	return 0;
}

struct object *survey_find(const struct survey *v, enum object_kind kind, const struct digest *id)
{
	struct object wanted = {.kind = kind, .id = *id};

	return v->objects.n ? bsearch(&wanted, v->objects.p, v->objects.n, sizeof *v->objects.p,
				      order_objects)
			    : NULL;
}

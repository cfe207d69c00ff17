/* layout - an OCI image layout directory, read. */
#include "remote/layout.h"

#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>

#include "codec/json.h"
#include "codec/platform.h"
#include "sys/fd.h"

enum { INDEX_DEPTH = 4, HINT_BYTES = 600, VERSION_BYTES = 4096 };

int layout_check_version(const struct tree *dir, struct err *e)
{
	AUTO(buf_release) struct buf text = {0};
	AUTO(json_drop) struct json_t *root = NULL;
	struct str version = {0};

	if (tree_read(dir, "oci-layout", VERSION_BYTES, &text, e) < 0) {
		if (e->kind == ERR_NOT_FOUND)
			return err_set(
				e, ERR_NOT_FOUND, "no file `oci-layout`: not an OCI image layout");
		return -1;
	}
	if (json_read(buf_str(&text), &root, e) < 0 ||
		json_get_str(root, "imageLayoutVersion", &version, e) < 0)
		return err_during(e, "reading `oci-layout`");
	if (!str_eq(version, STR("1.0.0")))
		return err_set(e, ERR_UNSUPPORTED,
			"an image layout of version `%.*s`; 1.0.0 is known",
			STR_FMT(str_upto(version, 50)));
	return 0;
}

int layout_open(const struct tree *dir, struct layout *out, struct err *e)
{
	AUTO(layout_close) struct layout l = {.dir = TREE_NONE};
	AUTO(buf_release) struct buf text = {0};

	if (layout_check_version(dir, e) < 0 || tree_at(dir, ".", &l.dir, e) < 0 ||
		tree_read(dir, "index.json", JSON_BYTES, &text, e) < 0)
		return -1;
	if (index_parse(buf_str(&text), &l.index, e) < 0)
		return err_during(e, "reading `index.json`");
	*out = l;
	l = (struct layout){.dir = TREE_NONE};
	return 0;
}

void layout_close(struct layout *l)
{
	tree_close(&l->dir);
	index_release(&l->index);
}

static const struct str *tag_of(const struct descriptor *d)
{
	return map_get(&d->annotations, STR(ANNOTATION_REF_NAME));
}

/* wanted NULL: any. A descriptor without a platform fits any too; its config says later what it is.
 * Attestations call themselves unknown and fit none. */
static bool fits(const struct descriptor *d, const struct platform *wanted)
{
	struct platform is = {.os = str_of(d->os),
		.os_version = STR(""),
		.arch = str_of(d->architecture),
		.variant = str_of(d->variant)};

	if (str_eq(is.os, STR("unknown")))
		return false;
	if (!wanted || is.arch.n == 0)
		return true;
	platform_fold(&is);
	return platform_eq(&is, wanted);
}

static void add_platforms(const struct index *index, struct buf *out)
{
	for (size_t i = 0; i < index->manifests_n && out->n < HINT_BYTES; i++) {
		const struct descriptor *d = &index->manifests[i];

		if (!d->os || !d->architecture || str_eq(str_of(d->os), STR("unknown")))
			continue;
		buf_fmt(out, "%s%s/%s", out->n ? ", " : "", d->os, d->architecture);
		if (d->variant)
			buf_fmt(out, "/%s", d->variant);
	}
}

static int no_platform(const struct index *index, bool several, struct err *e)
{
	AUTO(buf_release) struct buf there = {0};

	add_platforms(index, &there);
	err_set(e, ERR_NOT_FOUND,
		several ? "the image is there for several platforms"
			: "the image is not there for this platform");
	if (there.n)
		err_hint(e, "choose with --platform; there are: %s", buf_cstr(&there));
	return -1;
}

/* The first that fits, as the specification says; without a wish it must be the only one. */
static int choose(const struct index *index, const struct platform *wanted,
	const struct descriptor **out, struct err *e)
{
	const struct descriptor *found = NULL;

	for (size_t i = 0; i < index->manifests_n; i++) {
		const struct descriptor *d = &index->manifests[i];

		if (!fits(d, wanted))
			continue;
		if (!found)
			found = d;
		else if (!wanted && !digest_eq(&found->digest, &d->digest))
			return no_platform(index, true, e);
	}
	if (!found)
		return no_platform(index, false, e);
	*out = found;
	return 0;
}

/* Follows indexes down to an image manifest. *at is replaced on the way. */
static int descend(
	const struct layout *l, const struct platform *wanted, struct descriptor *at, struct err *e)
{
	for (int depth = 0; depth <= INDEX_DEPTH; depth++) {
		AUTO(buf_release) struct buf json = {0};
		AUTO(index_release) struct index index = {0};
		const struct descriptor *next = NULL;
		enum manifest_kind kind;

		if (layout_read(l, at, &json, e) < 0 ||
			manifest_kind(buf_str(&json), str_of(at->media_type), &kind, e) < 0)
			return -1;
		if (kind == MANIFEST_IMAGE)
			return 0;
		if (index_parse(buf_str(&json), &index, e) < 0 ||
			choose(&index, wanted, &next, e) < 0)
			return -1;
		descriptor_copy(at, next);
	}
	return err_set(e, ERR_LIMIT, "image indexes nested deeper than %d", INDEX_DEPTH);
}

static bool is_named(const struct descriptor *d, struct str name)
{
	const struct str *tag = tag_of(d);

	if (!name.n)
		return true;
	if (name.p[0] == '@')
		return str_eq(str_of(digest_text(&d->digest).text), str_from(name, 1));
	return tag && str_eq(*tag, name);
}

static int no_name(const struct layout *l, struct str name, struct err *e)
{
	AUTO(buf_release) struct buf there = {0};

	for (size_t i = 0; i < l->index.manifests_n && there.n < HINT_BYTES; i++) {
		const struct str *tag = tag_of(&l->index.manifests[i]);

		if (tag)
			buf_fmt(&there, "%s%.*s", there.n ? ", " : "", STR_FMT(*tag));
	}
	if (name.n)
		err_set(e, ERR_NOT_FOUND, "no image `%.*s` in this layout", STR_FMT(name));
	else
		err_set(e, ERR_NOT_FOUND, "this layout holds no image, or several");
	if (there.n)
		err_hint(e, "its tags are: %s", buf_cstr(&there));
	return -1;
}

/* All entries of a name belong to one image when they are the same or for different platforms. */
static int named(const struct layout *l, struct str name, struct index *out, struct err *e)
{
	size_t tags = 0;
	const struct str *first = NULL;

	for (size_t i = 0; i < l->index.manifests_n; i++) {
		const struct descriptor *d = &l->index.manifests[i];
		const struct str *tag = tag_of(d);

		if (!is_named(d, name))
			continue;
		index_add(out, d);
		if (tag && (!first || !str_eq(*first, *tag))) {
			first = tag;
			tags++;
		}
	}
	if (!out->manifests_n)
		return no_name(l, name, e);
	if (!name.n && tags > 1)
		for (size_t i = 1; i < out->manifests_n; i++)
			if (!digest_eq(&out->manifests[0].digest, &out->manifests[i].digest))
				return no_name(l, name, e);
	return 0;
}

int layout_find(const struct layout *l, struct str tag, struct str platform, struct descriptor *out,
	struct err *e)
{
	AUTO(index_release) struct index candidates = {0};
	AUTO(descriptor_release) struct descriptor at = {0};
	AUTO(arena_release) struct arena arena = {0};
	const struct descriptor *first = NULL;
	const struct platform *wanted = NULL;
	struct platform given;

	if (platform.n > 0) {
		if (platform_parse(platform, &arena, &given, e) < 0)
			return -1;
		wanted = &given;
	}
	if (named(l, tag, &candidates, e) < 0 || choose(&candidates, wanted, &first, e) < 0)
		return -1;
	descriptor_copy(&at, first);
	if (descend(l, wanted, &at, e) < 0)
		return -1;
	descriptor_copy(out, &at);
	return 0;
}

void layout_blob_path(const struct digest *d, char path[LAYOUT_PATH_BYTES])
{
	snprintf(path, LAYOUT_PATH_BYTES, "blobs/%s/%s",
		d->algorithm == DIGEST_SHA512 ? "sha512" : "sha256", digest_hex(d).text);
}

int layout_blob(const struct layout *l, const struct descriptor *d, int *fd, struct err *e)
{
	AUTO(fd_close) int opened = -1;
	char path[LAYOUT_PATH_BYTES];
	struct stat st;

	layout_blob_path(&d->digest, path);
	if (tree_file(&l->dir, path, O_RDONLY, 0, &opened, e) < 0)
		return err_during(e, "reading an image layout");
	if (fstat(opened, &st) < 0)
		return err_sys(e, "cannot look at `%s`", path);
	if ((uint64_t)st.st_size != d->size_bytes)
		return err_set(e, ERR_INVALID, "`%s` has %lld bytes; its descriptor says %llu",
			path, (long long)st.st_size, (unsigned long long)d->size_bytes);
	*fd = fd_take(&opened);
	return 0;
}

/* sha256 or sha512, as the descriptor says. */
static struct digest digest_as(const struct digest *like, struct str bytes)
{
	AUTO(hasher_release) struct hasher h = {0};

	hasher_begin(&h, like->algorithm);
	hasher_add(&h, bytes.p, bytes.n);
	return hasher_end(&h);
}

int layout_read(const struct layout *l, const struct descriptor *d, struct buf *out, struct err *e)
{
	AUTO(fd_close) int fd = -1;
	size_t before = out->n;

	if (d->size_bytes > JSON_BYTES)
		return err_set(e, ERR_LIMIT, "a manifest or config of over %d bytes", JSON_BYTES);
	if (layout_blob(l, d, &fd, e) < 0 || fd_read_all(fd, JSON_BYTES, out, e) < 0)
		return -1;
	struct digest got = digest_as(&d->digest, str_from(buf_str(out), before));

	if (digest_eq(&got, &d->digest))
		return 0;
	return err_set(e, ERR_INVALID, "the blob %s is damaged: its digest is %s",
		digest_text(&d->digest).text, digest_text(&got).text);
}

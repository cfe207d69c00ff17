/* layout - found by name and platform, and nothing damaged is handed out. */
#include "remote/layout.h"

#include <criterion/criterion.h>
#include <string.h>
#include <unistd.h>

#include "remote/sample.h"

static void put(const struct sample_dir *d, const char *path, struct str bytes)
{
	struct err e;

	cr_assert_eq(tree_write(&d->tree, path, 0644, bytes.p, bytes.n, &e), 0, "%s", e.text);
}

static void write_sample(const struct sample_dir *d, const char *mark, const char *name)
{
	AUTO(sample_release) struct sample s;
	struct err e;

	sample_init(&s, mark);
	if (name)
		sample_name(&s, name);
	cr_assert_eq(layout_write(&d->tree, &s.bundle, &e), 0, "%s", e.text);
}

/* The digest found, or "" and the error. */
static struct digest_text find(
	const struct sample_dir *d, const char *tag, const char *platform, struct err *e)
{
	AUTO(layout_close) struct layout l = {.dir = TREE_NONE};
	AUTO(descriptor_release) struct descriptor found = {0};

	err_clear(e);
	if (layout_open(&d->tree, &l, e) < 0 ||
		layout_find(&l, str_of(tag), str_of(platform), &found, e) < 0)
		return (struct digest_text){""};
	return digest_text(&found.digest);
}

Test(layout, what_is_written_is_read)
{
	AUTO(sample_dir_release) struct sample_dir d;
	AUTO(layout_close) struct layout l = {.dir = TREE_NONE};
	AUTO(descriptor_release) struct descriptor found = {0};
	AUTO(buf_release) struct buf bytes = {0};
	AUTO(sample_release) struct sample s;
	struct err e;
	int fd = -1;

	sample_dir_init(&d);
	sample_init(&s, "a");
	sample_name(&s, "app:1");
	cr_assert_eq(layout_write(&d.tree, &s.bundle, &e), 0, "%s", e.text);
	cr_assert_eq(layout_open(&d.tree, &l, &e), 0, "%s", e.text);
	cr_assert_eq(layout_find(&l, STR("1"), STR("linux/amd64"), &found, &e), 0, "%s", e.text);
	cr_assert(digest_eq(&found.digest, &s.bundle.manifest.digest));
	cr_assert_eq(layout_read(&l, &found, &bytes, &e), 0, "%s", e.text);
	cr_assert(str_eq(buf_str(&bytes), buf_str(&s.manifest)));
	cr_assert_eq(layout_blob(&l, &s.blobs[1].descriptor, &fd, &e), 0, "%s", e.text);
	close(fd);
	const struct str *full =
		map_get(&l.index.manifests[0].annotations, STR("io.containerd.image.name"));

	cr_assert(full && str_eq(*full, STR("docker.io/library/app:1")));
}

Test(layout, other_tags_stay_and_the_same_is_replaced)
{
	AUTO(sample_dir_release) struct sample_dir d;
	struct err e;

	sample_dir_init(&d);
	write_sample(&d, "a", "app:1");
	struct digest_text a = find(&d, "1", "", &e);

	write_sample(&d, "b", "app:2");
	cr_assert_str_eq(find(&d, "1", "", &e).text, a.text);
	cr_assert_str_neq(find(&d, "2", "", &e).text, a.text);
	write_sample(&d, "c", "app:1");
	cr_assert_str_neq(find(&d, "1", "", &e).text, a.text);
	cr_assert_str_eq(find(&d, "", "", &e).text, "", "two images, no name");
	cr_assert(strstr(e.hint, "2, 1"), "%s", e.hint);
	cr_assert_str_eq(find(&d, "3", "", &e).text, "");
	cr_assert_eq(e.kind, ERR_NOT_FOUND);
}

Test(layout, names_of_one_tag_make_one_entry)
{
	AUTO(sample_dir_release) struct sample_dir d;
	AUTO(sample_release) struct sample s;
	AUTO(layout_close) struct layout l = {.dir = TREE_NONE};
	struct err e;

	sample_dir_init(&d);
	sample_init(&s, "a");
	sample_name(&s, "a:1");
	sample_name(&s, "b:1");
	sample_name(&s, "a");
	cr_assert_eq(layout_write(&d.tree, &s.bundle, &e), 0);
	cr_assert_eq(layout_open(&d.tree, &l, &e), 0);
	cr_assert_eq(l.index.manifests_n, 2);
	cr_assert_str_neq(find(&d, "latest", "", &e).text, "");
}

Test(layout, an_image_may_have_no_name)
{
	AUTO(sample_dir_release) struct sample_dir d;
	char name[DIGEST_TEXT_BYTES + 1] = "@";
	struct err e;

	sample_dir_init(&d);
	write_sample(&d, "a", NULL);
	write_sample(&d, "a", NULL);
	struct digest_text found = find(&d, "", "linux/arm64", &e);

	cr_assert_str_neq(found.text, "", "%s", e.text);
	strcat(name, found.text);
	cr_assert_str_eq(find(&d, name, "", &e).text, found.text);
}

static struct digest_text put_blob(const struct sample_dir *d, struct str bytes)
{
	struct digest digest = digest_of(bytes.p, bytes.n);
	char path[LAYOUT_PATH_BYTES];

	layout_blob_path(&digest, path);
	put(d, path, bytes);
	return digest_text(&digest);
}

static void add_entry(
	struct buf *out, const char *type, struct digest_text digest, size_t size, const char *rest)
{
	buf_fmt(out, "%s{\"mediaType\":\"%s\",\"digest\":\"%s\",\"size\":%zu%s}",
		out->p[out->n - 1] == '[' ? "" : ",", type, digest.text, size, rest);
}

Test(layout, platforms_are_chosen_through_indexes)
{
	AUTO(sample_dir_release) struct sample_dir d;
	AUTO(sample_release) struct sample arm, amd;
	AUTO(buf_release) struct buf inner = {0}, outer = {0};
	struct err e;

	sample_dir_init(&d);
	sample_init(&arm, "arm");
	sample_init(&amd, "amd");
	cr_assert_eq(layout_write(&d.tree, &arm.bundle, &e), 0);
	cr_assert_eq(layout_write(&d.tree, &amd.bundle, &e), 0);
	struct digest_text arm_id = digest_text(&arm.bundle.manifest.digest);
	struct digest_text amd_id = digest_text(&amd.bundle.manifest.digest);

	buf_cstr_add(&inner, "{\"schemaVersion\":2,\"manifests\":[");
	add_entry(&inner, MEDIA_MANIFEST, arm_id, 1,
		",\"platform\":{\"os\":\"unknown\",\"architecture\":\"unknown\"}");
	add_entry(&inner, MEDIA_MANIFEST, arm_id, arm.manifest.n,
		",\"platform\":{\"os\":\"linux\",\"architecture\":\"arm64\"}");
	add_entry(&inner, MEDIA_MANIFEST, amd_id, amd.manifest.n,
		",\"platform\":{\"os\":\"linux\",\"architecture\":\"amd64\",\"variant\":\"v1\"}");
	buf_cstr_add(&inner, "]}");
	buf_cstr_add(&outer, "{\"schemaVersion\":2,\"manifests\":[");
	add_entry(&outer, MEDIA_INDEX, put_blob(&d, buf_str(&inner)), inner.n,
		",\"annotations\":{\"" ANNOTATION_REF_NAME "\":\"multi\"}");
	buf_cstr_add(&outer, "]}");
	put(&d, "index.json", buf_str(&outer));
	cr_assert_str_eq(find(&d, "multi", "linux/arm64", &e).text, arm_id.text, "%s", e.text);
	cr_assert_str_eq(find(&d, "multi", "linux/arm64/v8", &e).text, arm_id.text);
	cr_assert_str_eq(find(&d, "", "linux/amd64", &e).text, amd_id.text);
	cr_assert_str_eq(find(&d, "multi", "linux/s390x", &e).text, "");
	cr_assert_eq(e.kind, ERR_NOT_FOUND);
	cr_assert(strstr(e.hint, "linux/arm64, linux/amd64/v1"), "%s", e.hint);
	cr_assert_str_eq(find(&d, "multi", "", &e).text, "");
	cr_assert(strstr(e.text, "several platforms"), "%s", e.text);
	cr_assert_str_eq(find(&d, "multi", "aarch64", &e).text, arm_id.text);
	cr_assert_str_eq(find(&d, "multi", "linux/a b", &e).text, "");
	cr_assert_eq(e.kind, ERR_INVALID);
}

Test(layout, indexes_in_indexes_have_a_limit)
{
	AUTO(sample_dir_release) struct sample_dir d;
	AUTO(buf_release) struct buf json = {0};
	struct err e;

	sample_dir_init(&d);
	write_sample(&d, "a", "app:1");
	struct digest_text id = find(&d, "1", "", &e);
	size_t size = 0;
	struct stat st;
	char path[LAYOUT_PATH_BYTES];
	struct digest digest;

	cr_assert_eq(digest_parse(str_of(id.text), &digest, &e), 0);
	layout_blob_path(&digest, path);
	cr_assert_eq(tree_stat(&d.tree, path, &st, &e), 0);
	size = (size_t)st.st_size;
	for (int i = 0; i < 6; i++) {
		buf_clear(&json);
		buf_cstr_add(&json, "{\"schemaVersion\":2,\"manifests\":[");
		add_entry(&json, i ? MEDIA_INDEX : MEDIA_MANIFEST, id, size, "");
		buf_cstr_add(&json, "]}");
		id = put_blob(&d, buf_str(&json));
		size = json.n;
		put(&d, "index.json", buf_str(&json));
	}
	cr_assert_str_eq(find(&d, "", "", &e).text, "");
	cr_assert_eq(e.kind, ERR_LIMIT, "%s", e.text);
}

static void blob_path(const struct sample *s, int i, char path[LAYOUT_PATH_BYTES])
{
	layout_blob_path(&s->blobs[i].descriptor.digest, path);
}

Test(layout, damaged_blobs_are_told)
{
	AUTO(sample_dir_release) struct sample_dir d;
	AUTO(sample_release) struct sample s;
	AUTO(layout_close) struct layout l = {.dir = TREE_NONE};
	AUTO(buf_release) struct buf out = {0};
	char path[LAYOUT_PATH_BYTES];
	struct err e;
	int fd = -1;

	sample_dir_init(&d);
	sample_init(&s, "a");
	cr_assert_eq(layout_write(&d.tree, &s.bundle, &e), 0);
	cr_assert_eq(layout_open(&d.tree, &l, &e), 0);
	s.config.p[3] ^= 1;
	blob_path(&s, 0, path);
	put(&d, path, buf_str(&s.config));
	cr_assert_eq(layout_read(&l, &s.blobs[0].descriptor, &out, &e), -1);
	cr_assert_eq(e.kind, ERR_INVALID);
	cr_assert(strstr(e.text, "damaged"));
	put(&d, path, str_upto(buf_str(&s.config), 3));
	cr_assert_eq(layout_read(&l, &s.blobs[0].descriptor, &out, &e), -1);
	cr_assert(strstr(e.text, "3 bytes"), "%s", e.text);
	cr_assert_eq(tree_unlink(&d.tree, path, &e), 0);
	cr_assert_eq(layout_blob(&l, &s.blobs[0].descriptor, &fd, &e), -1);
	cr_assert_eq(e.kind, ERR_NOT_FOUND);
	cr_assert_eq(fd, -1);
}

Test(layout, a_link_out_of_the_layout_is_not_followed)
{
	AUTO(sample_dir_release) struct sample_dir d;
	AUTO(sample_release) struct sample s;
	AUTO(layout_close) struct layout l = {.dir = TREE_NONE};
	AUTO(buf_release) struct buf out = {0};
	char path[LAYOUT_PATH_BYTES];
	struct err e;

	sample_dir_init(&d);
	sample_init(&s, "a");
	cr_assert_eq(layout_write(&d.tree, &s.bundle, &e), 0);
	cr_assert_eq(layout_open(&d.tree, &l, &e), 0);
	blob_path(&s, 0, path);
	cr_assert_eq(tree_unlink(&d.tree, path, &e), 0);
	cr_assert_eq(symlinkat("/etc/passwd", d.tree.fd, path), 0);
	cr_assert_eq(layout_read(&l, &s.blobs[0].descriptor, &out, &e), -1);
}

Test(layout, what_is_no_layout_is_told)
{
	AUTO(sample_dir_release) struct sample_dir d;
	struct layout l;
	struct err e;

	sample_dir_init(&d);
	cr_assert_eq(layout_open(&d.tree, &l, &e), -1);
	cr_assert_eq(e.kind, ERR_NOT_FOUND);
	put(&d, "oci-layout", STR("{\"imageLayoutVersion\":\"2.0.0\"}"));
	cr_assert_eq(layout_open(&d.tree, &l, &e), -1);
	cr_assert_eq(e.kind, ERR_UNSUPPORTED);
	put(&d, "oci-layout", STR(LAYOUT_VERSION_JSON));
	cr_assert_eq(layout_open(&d.tree, &l, &e), -1);
	cr_assert_eq(e.kind, ERR_NOT_FOUND);
	put(&d, "index.json", STR("{}"));
	cr_assert_eq(layout_open(&d.tree, &l, &e), -1);
	cr_assert_eq(e.kind, ERR_INVALID);
}

/* names - image names to what they mean: the only mutable part of the store. */
#include "store/names.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/vec.h"
#include "store/place.h"
#include "store/record.h"

enum { NAME_BYTES_MAX = 1024 };

void stored_image_release(struct stored_image *i)
{
	free(i->name);
	*i = (struct stored_image){0};
}

void stored_images_release(struct stored_images *l)
{
	for (size_t i = 0; i < l->n; i++)
		stored_image_release(&l->p[i]);
	vec_release(l);
}

/* A name may hold slashes and colons: its file is called by its digest. */
static struct place place_of_name(struct str full_name)
{
	struct digest d = digest_of(full_name.p, full_name.n);

	return place_of("images", &d, "");
}

static struct place place_of_untagged(const struct digest *config)
{
	return place_of("images", config, ".untagged");
}

static int check_name(struct str name, struct err *e)
{
	bool odd = name.n == 0 || name.n > NAME_BYTES_MAX;

	for (size_t i = 0; i < name.n && !odd; i++)
		odd = (unsigned char)name.p[i] <= ' ' || name.p[i] == 0x7f;
	if (odd)
		return err_set(e, ERR_INVALID, "`%.*s` is not an image name",
			STR_FMT(str_upto(name, 200)));
	return 0;
}

int names_remove_untagged(const struct store *s, const struct digest *config, struct err *e)
{
	struct place at = place_of_untagged(config);

	if (unlinkat(s->root.fd, at.path, 0) < 0 && errno != ENOENT)
		return err_sys(e, "cannot remove an image entry");
	return 0;
}

int names_put(const struct store *s, const struct stored_image *image, struct err *e)
{
	AUTO(buf_release) struct buf text = {0};
	struct str name = str_of(image->name);

	if (image->name && check_name(name, e) < 0)
		return -1;
	struct place at = image->name ? place_of_name(name) : place_of_untagged(&image->config);

	record_begin(&text, "image");
	record_add_text(&text, "name", image->name ? name : STR("-"));
	record_add_digest(&text, "config", &image->config);
	record_add_digest(&text, "manifest", &image->manifest);
	record_add_text(&text, "nonroot", image->nonroot ? STR("yes") : STR("no"));
	record_add_time(&text, "made-s", image->made_s);
	if (record_save(s, at.path, &text, e) < 0)
		return -1;
	/* A named image needs no untagged entry to stay alive. */
	return image->name ? names_remove_untagged(s, &image->config, e) : 0;
}

int names_load(const struct store *s, const char *path, struct stored_image *out, struct err *e)
{
	AUTO(record_reader_release) struct record_reader r = {0};
	int found = record_open(s, path, "image", &r, e);

	if (found <= 0)
		return found;
	struct stored_image got = {0};
	struct str name = record_text(&r, "name");

	got.config = record_digest(&r, "config");
	got.manifest = record_digest(&r, "manifest");
	struct str nonroot = record_text(&r, "nonroot");

	got.nonroot = str_eq(nonroot, STR("yes"));
	got.made_s = record_time(&r, "made-s");
	if (!record_ended(&r) || got.config.algorithm == DIGEST_NONE ||
		(!got.nonroot && !str_eq(nonroot, STR("no"))))
		return 0;
	got.name = str_eq(name, STR("-")) ? NULL : str_dup(name);
	*out = got;
	return 1;
}

int names_find(const struct store *s, struct str full_name, struct stored_image *out, struct err *e)
{
	struct place at = place_of_name(full_name);
	int found = names_load(s, at.path, out, e);

	if (found < 0)
		return -1;
	if (found && out->name && str_eq(str_of(out->name), full_name))
		return 0;
	if (found)
		stored_image_release(out);
	err_set(e, ERR_NOT_FOUND, "the image `%.*s` is not in the store", STR_FMT(full_name));
	return err_hint(e, "`lichen images` lists what is there");
}

static int newest_first(const void *a, const void *b)
{
	const struct stored_image *x = a, *y = b;

	if (x->made_s != y->made_s)
		return x->made_s > y->made_s ? -1 : 1;
	int order = str_cmp(str_of(x->name), str_of(y->name));

	return order ? order : memcmp(x->config.bytes, y->config.bytes, sizeof x->config.bytes);
}

static bool has_name(const struct stored_images *list, const struct digest *config)
{
	for (size_t i = 0; i < list->n; i++)
		if (list->p[i].name && digest_eq(&list->p[i].config, config))
			return true;
	return false;
}

/* An image that was built once with a name and once without is one image: it goes by the name. */
static void drop_untagged_of_named(struct stored_images *list)
{
	size_t kept = 0;

	for (size_t i = 0; i < list->n; i++) {
		if (list->p[i].name || !has_name(list, &list->p[i].config))
			list->p[kept++] = list->p[i];
	}
	list->n = kept;
}

int names_list(const struct store *s, struct stored_images *out, struct err *e)
{
	AUTO(strs_release) struct strs files = {0};

	if (place_list(s, "images", &files, e) < 0)
		return -1;
	for (size_t i = 0; i < files.n; i++) {
		struct stored_image image = {0};
		char path[256];

		snprintf(path, sizeof path, "images/%.*s", STR_FMT(str_upto(files.p[i], 200)));
		int found = names_load(s, path, &image, e);

		if (found < 0)
			return -1;
		if (found)
			vec_push(out, image);
	}
	drop_untagged_of_named(out);
	if (out->n)
		qsort(out->p, out->n, sizeof *out->p, newest_first);
	return 0;
}

int names_remove(const struct store *s, struct str full_name, struct err *e)
{
	AUTO(stored_image_release) struct stored_image image = {0};
	struct place at = place_of_name(full_name);

	if (names_find(s, full_name, &image, e) < 0)
		return -1;
	if (unlinkat(s->root.fd, at.path, 0) < 0 && errno != ENOENT)
		return err_sys(e, "cannot remove the name `%.*s`", STR_FMT(full_name));
	return 0;
}

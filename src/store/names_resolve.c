/* names_resolve - what a user may call an image: full or familiar name, id, or the start of it. */
#include <string.h>

#include "base/mem.h"
#include "codec/ref.h"
#include "store/names.h"

enum { PREFIX_DIGITS_MIN = 4 };

static bool is_hex(struct str text)
{
	for (size_t i = 0; i < text.n; i++)
		if (!memchr("0123456789abcdef", text.p[i], 16))
			return false;
	return true;
}

static void copy_image(const struct stored_image *from, struct stored_image *to)
{
	*to = *from;
	to->name = mem_strdup(from->name);
}

/* 1 found, 0 none, -1 also when two images begin so. */
static int by_id(const struct store *s, struct str hex, struct stored_image *out, struct err *e)
{
	AUTO(stored_images_release) struct stored_images all = {0};
	const struct stored_image *found = NULL;

	if (hex.n < PREFIX_DIGITS_MIN || !is_hex(hex))
		return 0;
	if (names_list(s, &all, e) < 0)
		return -1;
	for (size_t i = 0; i < all.n; i++) {
		struct digest_text id = digest_hex(&all.p[i].config);

		if (!str_starts(str_of(id.text), hex))
			continue;
		if (found && !digest_eq(&found->config, &all.p[i].config))
			return err_set(e, ERR_INVALID, "more than one image id begins with `%.*s`",
				STR_FMT(hex));
		if (!found)
			found = &all.p[i];
	}
	if (!found)
		return 0;
	copy_image(found, out);
	return 1;
}

/* `name@digest`: the image of that repository whose manifest or id this is. */
static int by_digest(
	const struct store *s, const struct ref *ref, struct stored_image *out, struct err *e)
{
	AUTO(stored_images_release) struct stored_images all = {0};

	if (names_list(s, &all, e) < 0)
		return -1;
	for (size_t i = 0; i < all.n; i++) {
		const struct stored_image *image = &all.p[i];
		AUTO(ref_release) struct ref name = {0};
		struct err ignored;

		if (!digest_eq(&image->manifest, &ref->digest) &&
			!digest_eq(&image->config, &ref->digest))
			continue;
		if (!image->name || ref_parse(str_of(image->name), &name, &ignored) < 0 ||
			strcmp(name.host, ref->host) != 0 ||
			strcmp(name.repository, ref->repository) != 0)
			continue;
		copy_image(image, out);
		return 1;
	}
	return 0;
}

static int by_name(const struct store *s, struct str text, struct stored_image *out, struct err *e)
{
	AUTO(ref_release) struct ref ref = {0};
	AUTO(buf_release) struct buf full = {0};
	struct err ignored;

	if (ref_parse(text, &ref, &ignored) < 0)
		return 0; /* then it may still be the start of an id */
	if (ref.digest.algorithm != DIGEST_NONE)
		return by_digest(s, &ref, out, e);
	ref_full(&ref, &full);
	if (names_find(s, buf_str(&full), out, e) == 0)
		return 1;
	return e->kind == ERR_NOT_FOUND ? 0 : -1;
}

int names_resolve(const struct store *s, struct str text, struct stored_image *out, struct err *e)
{
	const struct str prefix = STR("sha256:");
	bool is_id = str_starts(text, prefix);
	int found = is_id ? 0 : by_name(s, text, out, e);

	if (found == 0)
		found = by_id(s, is_id ? str_from(text, prefix.n) : text, out, e);
	if (found != 0)
		return found < 0 ? -1 : 0;
	err_set(e, ERR_NOT_FOUND, "the image `%.*s` is not in the store", STR_FMT(text));
	return err_hint(e, "`lichen images` lists what is there");
}

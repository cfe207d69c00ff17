/* annotations - which document an annotation is for: `[LEVEL[,LEVEL...]:]NAME`, as docker has it.
 */
#include "cli/annotations.h"

#include "base/mem.h"
#include "codec/platform.h"

const struct str annotations_left_note = {
	"annotations of an index or a descriptor are not written: an image of one platform has "
	"its manifest alone",
	104};

enum annotation_level annotation_level(struct str word)
{
	static const char *const elsewhere[] = {"manifest-descriptor", "index", "index-descriptor"};

	if (str_eq(word, STR("manifest")))
		return ANNOTATION_MANIFEST;
	for (size_t i = 0; i < sizeof elsewhere / sizeof *elsewhere; i++)
		if (str_eq(word, str_of(elsewhere[i])))
			return ANNOTATION_ELSEWHERE;
	return ANNOTATION_UNKNOWN;
}

int annotation_check(struct str name, struct err *e)
{
	if (name.n == 0)
		return err_set(e, ERR_USAGE, "an annotation has no name");
	if (str_starts(name, STR("io.lichen.")))
		return err_set(e, ERR_USAGE, "annotation `%.*s`: io.lichen. is lichen's own",
			STR_FMT(name));
	return 0;
}

static int same_platform(struct str text, const char *platform, bool *same, struct err *e)
{
	AUTO(arena_release) struct arena arena = {0};
	struct platform a, b;

	if (platform_parse(text, &arena, &a, e) < 0 ||
		platform_parse(str_of(platform), &arena, &b, e) < 0)
		return -1;
	*same = str_eq(platform_text(&a, &arena), platform_text(&b, &arena));
	return 0;
}

/* Of `manifest[linux/arm64]` and the like: is it for the manifest that is made? */
static int is_for_manifest(struct str level, const char *platform, bool *is, struct err *e)
{
	struct str word, rest;

	*is = true;
	if (str_cut(level, '[', &word, &rest)) {
		if (rest.n < 2 || rest.p[rest.n - 1] != ']')
			return err_set(e, ERR_USAGE,
				"an annotation's platform stands in brackets: `%.*s`",
				STR_FMT(level));
		if (same_platform(str_upto(rest, rest.n - 1), platform, is, e) < 0)
			return -1;
	}
	if (annotation_level(word) == ANNOTATION_UNKNOWN) {
		err_set(e, ERR_USAGE, "an annotation is for no `%.*s`", STR_FMT(level));
		return err_hint(e,
			"manifest, manifest-descriptor, index and index-descriptor are known; "
			"before a name that has a colon, write `manifest:`");
	}
	*is = *is && annotation_level(word) == ANNOTATION_MANIFEST;
	return 0;
}

/* Of several levels one is enough. */
static int read_levels(struct str levels, const char *platform, bool *wanted, struct err *e)
{
	bool more = true;

	*wanted = false;
	while (more) {
		struct str level;
		bool is = false;

		more = str_cut(levels, ',', &level, &levels);
		if (is_for_manifest(level, platform, &is, e) < 0)
			return -1;
		*wanted = *wanted || is;
	}
	return 0;
}

static int read_one(const struct map_entry *entry, const char *platform, struct map *out,
	bool *left, struct err *e)
{
	struct str levels, name;
	bool wanted = true;

	if (!str_cut(entry->key, ':', &levels, &name))
		name = entry->key;
	else if (read_levels(levels, platform, &wanted, e) < 0)
		return -1;
	if (annotation_check(name, e) < 0)
		return -1;
	if (wanted)
		map_set(out, name, entry->value);
	*left = *left || !wanted;
	return 0;
}

int annotations_read(struct map *list, const char *platform, struct strs *notes, struct err *e)
{
	AUTO(map_release) struct map out = {0};
	bool left = false;

	for (size_t i = 0; i < list->n; i++)
		if (read_one(&list->p[i], platform, &out, &left, e) < 0)
			return err_during(e, "reading --annotation %.*s", STR_FMT(list->p[i].key));
	if (left)
		strs_add(notes, annotations_left_note);
	map_copy(list, &out);
	return 0;
}

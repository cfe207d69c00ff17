/* output - the texts of `-o` taken apart. */
#include "cli/output.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/map.h"
#include "base/mem.h"
#include "base/vec.h"
#include "build/paths.h"
#include "build/reference.h"
#include "cli/annotations.h"

/* One text's keys before they mean anything. */
struct fields {
	struct str type, dest, tar, compression, name;
	struct map annotations;
	bool annotations_left;
};

/* docker's keys with the values that are fulfilled anyway. */
static bool is_fulfilled(struct str key, struct str value)
{
	static const struct {
		struct str key, value;
	} known[] = {{{"oci-mediatypes", 14}, {"true", 4}}, {{"platform-split", 14}, {"false", 5}},
		{{"push", 4}, {"false", 5}}, {{"rewrite-timestamp", 17}, {"true", 4}}};

	for (size_t i = 0; i < sizeof known / sizeof *known; i++)
		if (str_eq_nocase(key, known[i].key) && str_eq(value, known[i].value))
			return true;
	return false;
}

static int set_annotation(struct fields *f, struct str key, struct str value, struct err *e)
{
	if (annotation_check(key, e) < 0)
		return -1;
	map_set(&f->annotations, key, value);
	return 0;
}

/* annotation.NAME or annotation-LEVEL.NAME; 0: it is neither. */
static int take_annotation(struct fields *f, struct str key, struct str value, struct err *e)
{
	struct str word, name;
	enum annotation_level level = ANNOTATION_MANIFEST;

	if (!str_starts(key, STR("annotation")) || !str_cut(key, '.', &word, &name))
		return 0;
	if (!str_eq(word, STR("annotation")))
		level = word.p[10] == '-' ? annotation_level(str_from(word, 11))
					  : ANNOTATION_UNKNOWN;
	if (level == ANNOTATION_UNKNOWN)
		return 0;
	if (level == ANNOTATION_MANIFEST)
		return set_annotation(f, name, value, e) < 0 ? -1 : 1;
	f->annotations_left = true;
	return 1;
}

static int set_field(struct fields *f, struct str key, struct str value, struct err *e)
{
	const struct {
		struct str key;
		struct str *to;
	} known[] = {{STR("type"), &f->type}, {STR("dest"), &f->dest}, {STR("tar"), &f->tar},
		{STR("compression"), &f->compression}, {STR("name"), &f->name}};

	for (size_t i = 0; i < sizeof known / sizeof *known; i++)
		if (str_eq_nocase(key, known[i].key)) {
			*known[i].to = value;
			return 0;
		}
	int taken = take_annotation(f, key, value, e);

	if (taken != 0 || is_fulfilled(key, value))
		return taken < 0 ? -1 : 0;
	err_set(e, ERR_USAGE, "unknown key `%.*s` in -o", STR_FMT(key));
	return err_hint(e, "type= dest= tar= compression= name= annotation.NAME= are known");
}

static int split(struct str text, struct fields *f, struct err *e)
{
	struct str item;
	struct str key;
	struct str value;

	if (str_find(text, '=') == text.n && str_find(text, ',') == text.n) {
		f->type = str_eq(text, STR("-")) ? STR("tar") : STR("local");
		f->dest = text;
		return 0;
	}
	while (text.n > 0) {
		str_cut(text, ',', &item, &text);
		if (!str_cut(str_trim(item), '=', &key, &value))
			return err_set(
				e, ERR_USAGE, "-o wants KEY=VALUE, not `%.*s`", STR_FMT(item));
		if (set_field(f, key, value, e) < 0)
			return -1;
	}
	return 0;
}

static int parse_type(struct str type, struct output *out, struct err *e)
{
	static const struct {
		struct str name;
		enum output_kind kind;
	} known[] = {{{"oci", 3}, OUTPUT_OCI}, {{"docker", 6}, OUTPUT_DOCKER},
		{{"local", 5}, OUTPUT_LOCAL}, {{"tar", 3}, OUTPUT_TAR}};

	for (size_t i = 0; i < sizeof known / sizeof *known; i++)
		if (str_eq(type, known[i].name)) {
			out->kind = known[i].kind;
			return 0;
		}
	if (str_eq(type, STR("image")) || str_eq(type, STR("registry"))) {
		err_set(e, ERR_UNSUPPORTED,
			"-o type=%.*s needs a registry, which lichen cannot push to yet",
			STR_FMT(type));
		return err_hint(e, "every image is in the store: -t NAME names it there");
	}
	err_set(e, ERR_USAGE, "unknown output type `%.*s`", STR_FMT(type));
	return err_hint(e, "oci, docker, local and tar are known");
}

static int parse_compression(struct str text, struct output *out, struct err *e)
{
	static const struct {
		struct str name;
		enum zip_kind kind;
	} known[] = {{{"", 0}, ZIP_GZIP}, {{"gzip", 4}, ZIP_GZIP}, {{"zstd", 4}, ZIP_ZSTD},
		{{"none", 4}, ZIP_NONE}, {{"uncompressed", 12}, ZIP_NONE}};

	for (size_t i = 0; i < sizeof known / sizeof *known; i++)
		if (str_eq(text, known[i].name)) {
			out->compression = known[i].kind;
			return 0;
		}
	err_set(e, ERR_USAGE, "unknown compression `%.*s`", STR_FMT(text));
	return err_hint(e, "gzip, zstd and uncompressed are known");
}

static int parse_tar(struct str text, struct output *out, struct err *e)
{
	bool no = str_eq_nocase(text, STR("false")) || str_eq(text, STR("0"));

	if (text.n && !no && !str_eq_nocase(text, STR("true")) && !str_eq(text, STR("1")))
		return err_set(e, ERR_USAGE, "tar= takes true or false, not `%.*s`", STR_FMT(text));
	if (no && out->kind != OUTPUT_OCI)
		return err_set(e, ERR_USAGE, "tar=false goes with type=oci: a layout directory");
	out->directory = no;
	return 0;
}

static int open_dest(struct str dest, struct output *out, struct err *e)
{
	AUTO(mem_release) char *path = str_dup(dest);
	bool directory = out->directory || out->kind == OUTPUT_LOCAL;

	if (dest.n == 0 && out->kind == OUTPUT_DOCKER) {
		err_set(e, ERR_USAGE, "lichen reaches no docker daemon: this output needs dest=");
		return err_hint(e, "-o type=docker,dest=- | docker load");
	}
	if (dest.n == 0 && directory)
		return err_set(e, ERR_USAGE, "this output needs dest=");
	if (dest.n == 0 || str_eq(dest, STR("-"))) {
		if (directory)
			return err_set(e, ERR_USAGE, "a directory cannot go to standard output");
		if (isatty(STDOUT_FILENO))
			return err_set(e, ERR_USAGE, "this would write an archive to the terminal");
		out->fd = STDOUT_FILENO;
		return 0;
	}
	return paths_parent(path, directory, &out->parent, (char **)&out->name, e);
}

static int parse_name(struct str text, struct output *out, struct err *e)
{
	struct strs *names = NULL;

	if (text.n == 0)
		return 0;
	names = mem_alloc(sizeof *names);
	out->names = names;
	return reference_add(names, text, e);
}

static int parse_one(struct str text, struct output *out, bool *annotations_left, struct err *e)
{
	struct fields f = {0};
	struct map *annotations = mem_alloc(sizeof *annotations);
	int failed = split(text, &f, e);

	*annotations = f.annotations;
	out->annotations = annotations;
	*annotations_left = *annotations_left || f.annotations_left;
	if (failed || parse_type(f.type, out, e) < 0 ||
		parse_compression(f.compression, out, e) < 0 || parse_tar(f.tar, out, e) < 0 ||
		parse_name(f.name, out, e) < 0 || open_dest(f.dest, out, e) < 0) {
		if (e->kind == ERR_USAGE)
			err_hint(e, "for example -o type=oci,dest=image.tar");
		return err_during(e, "reading -o %.*s", STR_FMT(text));
	}
	return 0;
}

int outputs_parse(const struct strs *texts, struct outputs *out, struct err *e)
{
	for (size_t i = 0; i < texts->n; i++) {
		if (str_eq(texts->p[i], STR("type=cacheonly")))
			continue; /* the store has every result */
		vec_push(out, (struct output){.parent = TREE_NONE, .fd = -1});
		if (parse_one(texts->p[i], vec_last(out), &out->annotations_left, e) < 0)
			return -1;
	}
	return 0;
}

void outputs_release(struct outputs *o)
{
	for (size_t i = 0; i < o->n; i++) {
		tree_close(&o->p[i].parent);
		free((char *)o->p[i].name);
		map_release((struct map *)o->p[i].annotations);
		free((struct map *)o->p[i].annotations);
		if (o->p[i].names)
			strs_release((struct strs *)o->p[i].names);
		free((struct strs *)o->p[i].names);
	}
	vec_release(o);
	o->annotations_left = false;
}

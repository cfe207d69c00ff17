/* names - what a name behind FROM or `from=` means: a stage, a context, an image, nothing. */
#include "plan/names.h"

#include <stdio.h>
#include <string.h>

#include "base/buf.h"
#include "codec/platform.h"
#include "codec/ref.h"
#include "lang/diag.h"
#include "plan/source_form.h"

static struct str keep(struct plan_names *n, struct str text)
{
	return (struct str){arena_str(n->arena, text), text.n};
}

static struct str keep_joined(struct plan_names *n, const char *prefix, struct str text)
{
	AUTO(buf_release) struct buf b = {0};

	buf_cstr_add(&b, prefix);
	buf_str_add(&b, text);
	return keep(n, buf_str(&b));
}

/* "docker.io/library/alpine:latest" and "alpine" are one name, as docker writes it: "alpine". */
static int familiar(struct str text, struct buf *out, struct err *e)
{
	AUTO(ref_release) struct ref ref = {0};
	AUTO(buf_release) struct buf name = {0};
	struct str short_name;

	if (ref_parse(text, &ref, e) < 0)
		return -1;
	ref_familiar(&ref, &name);
	short_name = buf_str(&name);
	if (str_ends(short_name, STR(":latest")))
		short_name = str_upto(short_name, short_name.n - STR(":latest").n);
	buf_str_add(out, short_name);
	return 0;
}

/* Where "::platform" begins, or the end. */
static size_t platform_at(struct str key)
{
	for (size_t i = 0; i + 1 < key.n; i++)
		if (key.p[i] == ':' && key.p[i + 1] == ':')
			return i;
	return key.n;
}

/* Stage names are lower case inside, so a context for one may be written in any. */
static bool looks_like_stage(struct str name)
{
	return str_find(name, '/') == name.n && str_find(name, ':') == name.n &&
	       str_find(name, '@') == name.n;
}

static int context_key(struct plan_names *n, struct str given, struct buf *key, struct err *e)
{
	AUTO(buf_release) struct buf name = {0};
	size_t at = platform_at(given);
	struct str before = str_upto(given, at);
	struct platform platform;

	if (looks_like_stage(before))
		buf_lower_add(&name, before);
	else
		buf_str_add(&name, before);
	if (familiar(buf_str(&name), key, e) < 0)
		return diag(e, CONTEXT_NAME, .a = given);
	if (at == given.n)
		return 0;
	if (platform_parse(str_from(given, at + 2), n->arena, &platform, e) < 0)
		return -1;
	buf_cstr_add(key, "::");
	buf_str_add(key, platform_text(&platform, n->arena));
	return 0;
}

int names_add_contexts(struct plan_names *n, const struct map *contexts, struct err *e)
{
	for (size_t i = 0; contexts && i < contexts->n; i++) {
		AUTO(buf_release) struct buf key = {0};

		if (context_key(n, contexts->p[i].key, &key, e) < 0)
			return -1;
		if (contexts->p[i].value.n == 0)
			return diag(e, CONTEXT_EMPTY, .a = contexts->p[i].key);
		map_set(&n->contexts, buf_str(&key), contexts->p[i].value);
	}
	return 0;
}

void names_declare(struct plan_names *n, struct str name)
{
	const struct str *before = name.n ? map_get(&n->newest, name) : NULL;
	unsigned long long earlier = 0;
	char number[24];

	if (before && str_to_u64(*before, &earlier))
		earlier++;
	snprintf(number, sizeof number, "%zu", n->earlier.n);
	vec_push(&n->earlier, (size_t)earlier);
	if (name.n)
		map_set(&n->newest, name, str_of(number));
}

bool names_stage(const struct plan_names *n, struct str name, size_t before, size_t *stage)
{
	AUTO(buf_release) struct buf lower = {0};
	unsigned long long newest = 0;

	buf_lower_add(&lower, name);
	const struct str *found = map_get(&n->newest, buf_str(&lower));

	if (!found || !str_to_u64(*found, &newest))
		return false;
	*stage = (size_t)newest;
	for (size_t at = (size_t)newest + 1; at > 0; at = n->earlier.p[at - 1]) {
		if (at - 1 >= before)
			continue;
		*stage = at - 1;
		return true;
	}
	return true;
}

/* FROM Java:8 is a common slip. */
static int hint_lower(struct str text, struct err *e)
{
	AUTO(ref_release) struct ref ref = {0};
	AUTO(buf_release) struct buf lower = {0};
	struct err ignored;

	buf_lower_add(&lower, text);
	if (str_eq(buf_str(&lower), text) || ref_parse(buf_str(&lower), &ref, &ignored) < 0)
		return -1;
	e->hint[0] = '\0';
	return err_hint(e, "names of images are in lower case: %s", buf_cstr(&lower));
}

static int image_meaning(struct plan_names *n, struct str text, struct meaning *out, struct err *e)
{
	AUTO(ref_release) struct ref ref = {0};
	AUTO(buf_release) struct buf full = {0};

	if (ref_parse(text, &ref, e) < 0) {
		diag(e, BASE_NAME, .a = text, .b = str_of(e->text));
		return hint_lower(text, e);
	}
	buf_cstr_add(&full, "docker-image:");
	ref_full(&ref, &full);
	out->kind = MEANS_IMAGE;
	out->source = keep(n, buf_str(&full));
	return 0;
}

/* The value of a --build-context. */
static int context_meaning(
	struct plan_names *n, struct str value, struct meaning *out, struct err *e)
{
	static const struct {
		struct str scheme;
		const char *prefix;
	} files[] = {
		{STR("oci-layout://"), "oci-layout:"}, {STR("oci-archive://"), "oci-archive:"}};

	for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
		if (!str_starts(value, files[i].scheme))
			continue;
		out->kind = MEANS_IMAGE;
		out->source = keep_joined(n, files[i].prefix, str_from(value, files[i].scheme.n));
		return 0;
	}
	if (str_starts(value, STR("docker-image://"))) {
		struct str ref = str_from(value, STR("docker-image://").n);

		out->kind = MEANS_SCRATCH;
		return str_eq(ref, STR("scratch")) ? 0 : image_meaning(n, ref, out, e);
	}
	bool remote = source_form(value) != SOURCE_PATH;

	if (str_starts(value, STR("target:")) || str_starts(value, STR("input:")) ||
		(!remote && strstr(value.p, "://")))
		return diag(e, CONTEXT_SCHEME, .a = value);
	out->kind = MEANS_DIRECTORY;
	out->source = value;
	return 0;
}

static const struct str *find_context(
	const struct plan_names *n, struct str familiar_name, struct str platform)
{
	AUTO(buf_release) struct buf key = {0};

	buf_fmt(&key, "%.*s::%.*s", STR_FMT(familiar_name), STR_FMT(platform));
	const struct str *value = map_get(&n->contexts, buf_str(&key));

	return value ? value : map_get(&n->contexts, familiar_name);
}

int names_context(struct plan_names *n, struct str name, struct str platform, struct meaning *out,
	struct err *e)
{
	AUTO(buf_release) struct buf key = {0};
	struct err ignored;

	if (str_eq_nocase(name, STR("scratch")) || str_eq_nocase(name, STR("context")) ||
		n->contexts.n == 0)
		return 0;
	if (familiar(name, &key, &ignored) < 0)
		return 0; /* no reference: no context can have this name */
	const struct str *value = find_context(n, buf_str(&key), platform);

	if (!value)
		return 0;
	*out = (struct meaning){.name = keep(n, name), .platform = platform};
	return context_meaning(n, keep(n, *value), out, e) < 0 ? -1 : 1;
}

static bool is_file_source(struct str name)
{
	return str_starts(name, STR("oci-layout:")) || str_starts(name, STR("oci-archive:"));
}

int names_outside(struct plan_names *n, struct str name, struct str platform, struct meaning *out,
	struct err *e)
{
	int r = 0;

	*out = (struct meaning){.name = keep(n, name), .platform = platform};
	if (str_eq(name, STR("scratch"))) {
		out->kind = MEANS_SCRATCH;
		return 0;
	}
	if (is_file_source(name)) {
		out->kind = MEANS_IMAGE;
		out->source = out->name;
		return 0;
	}
	r = names_context(n, name, platform, out, e);
	if (r != 0)
		return r < 0 ? -1 : 0;
	return image_meaning(n, name, out, e);
}

void names_release(struct plan_names *n)
{
	map_release(&n->newest);
	map_release(&n->contexts);
	map_release(&n->images);
	vec_release(&n->earlier);
}

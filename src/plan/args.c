/* args - the variables before the first FROM, and those that --build-arg sets without an ARG. */
#include "plan/args.h"

#include "base/buf.h"
#include "lang/diag.h"
#include "lang/expand.h"

enum { GLOBAL_BYTES_MAX = 1024 * 1024 }; /* of names and values together */

static const struct str proxies[] = {
#define PLATFORM_ARG(name, line)
#define PROXY_ARG(name) STR(name),
#define BUILD_ARG(name, line)
#include "variables.def"
#undef PLATFORM_ARG
#undef PROXY_ARG
#undef BUILD_ARG
};

static const struct str no_variables[] = {
	STR("BUILDKIT_SBOM_SCAN_CONTEXT"), STR("BUILDKIT_SBOM_SCAN_STAGE")};

static const struct str *given(const struct args_origin *origin, struct str name)
{
	return origin->build_args ? map_get(origin->build_args, name) : NULL;
}

static void add_platform(const char *prefix, const struct platform *p,
	const struct args_origin *origin, struct map *to)
{
	AUTO(arena_release) struct arena arena = {0};
	const struct {
		const char *name;
		struct str value;
	} parts[] = {
		{"PLATFORM", platform_text(p, &arena)},
		{"OS", p->os},
		{"OSVERSION", p->os_version},
		{"ARCH", p->arch},
		{"VARIANT", p->variant},
	};

	for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
		AUTO(buf_release) struct buf name = {0};

		buf_fmt(&name, "%s%s", prefix, parts[i].name);
		const struct str *other = given(origin, buf_str(&name));

		map_set(to, buf_str(&name), other ? *other : parts[i].value);
	}
}

static void add_automatic(const struct args_origin *origin, struct map *to)
{
	const struct str *stage = given(origin, STR("TARGETSTAGE"));

	add_platform("BUILD", &origin->build, origin, to);
	add_platform("TARGET", &origin->target, origin, to);
	map_set(to, STR("TARGETSTAGE"), stage ? *stage : origin->target_stage);
}

struct globals {
	const struct dockerfile *file;
	const struct args_origin *origin;
	struct map *values;
	size_t bytes; /* set so far */
};

static int set(struct globals *g, const struct pair *pair, struct str value, struct err *e)
{
	g->bytes += pair->key.raw.n + value.n;
	if (g->bytes > GLOBAL_BYTES_MAX) {
		diag(e, ENVIRONMENT_LIMIT);
		return err_at(e, g->file->source->name, pair->key.span);
	}
	map_set(g->values, pair->key.raw, value);
	return 0;
}

static int add_pair(struct globals *g, const struct pair *pair, struct err *e)
{
	AUTO(buf_release) struct buf value = {0};
	struct expand x = {.vars = g->values, .escape = g->file->directives.escape};
	const struct str *other = given(g->origin, pair->key.raw);

	if (other)
		return set(g, pair, *other, e);
	if (!pair->has_value)
		return 0;
	if (expand_word(&x, pair->value.raw, &value, e) < 0)
		return err_at(e, g->file->source->name, pair->value.span);
	return set(g, pair, buf_str(&value), e);
}

int args_global(const struct dockerfile *file, const struct args_origin *origin, struct map *values,
	struct map *declared, struct err *e)
{
	size_t end = file->stages.n ? file->stages.p[0].from : file->instrs.n;
	struct globals g = {file, origin, values, 0};

	add_automatic(origin, values);
	for (size_t i = 0; i < end; i++) {
		const struct instr *instr = &file->instrs.p[i];

		for (size_t k = 0; instr->kind == INSTR_ARG && k < instr->pairs.n; k++) {
			map_set(declared, instr->pairs.p[k].key.raw, STR(""));
			if (add_pair(&g, &instr->pairs.p[k], e) < 0)
				return -1;
		}
	}
	return 0;
}

static void set_lower(struct map *to, struct str upper, struct str value)
{
	AUTO(buf_release) struct buf name = {0};

	buf_lower_add(&name, upper);
	map_set(to, buf_str(&name), value);
}

void args_proxies(const struct map *build_args, struct map *out)
{
	for (size_t i = 0; i < sizeof proxies / sizeof *proxies; i++) {
		const struct map_entry *best = NULL;

		for (size_t k = 0; build_args && k < build_args->n; k++) {
			const struct map_entry *a = &build_args->p[k];

			if (str_eq_nocase(a->key, proxies[i]) &&
				(!best || str_cmp(a->key, best->key) > 0))
				best = a;
		}
		if (!best)
			continue;
		map_set(out, proxies[i], best->value);
		set_lower(out, proxies[i], best->value);
	}
}

bool arg_is_no_variable(struct str name)
{
	for (size_t i = 0; i < sizeof no_variables / sizeof *no_variables; i++)
		if (str_eq(name, no_variables[i]))
			return true;
	return false;
}

/* unused_args - build arguments that nothing of the build asks for: most are misspelt. */
#include "build/unused_args.h"

#include "base/buf.h"
#include "base/vec.h"

/* Every name that an ARG of the built stages has. */
static void collect_declared(const struct program *program, struct map *out)
{
	for (size_t i = 0; i < program->stages.n; i++)
		for (size_t k = 0; k < program->stages.p[i].args.n; k++)
			map_set(out, program->stages.p[i].args.p[k].name, STR(""));
	for (size_t i = 0; i < program->plan->global_args.n; i++)
		map_set(out, program->plan->global_args.p[i].key, STR(""));
}

/* These set what no ARG has to declare. */
static bool is_known(const struct program *program, struct str name)
{
	return str_starts(name, STR("BUILDKIT_")) || str_eq(name, STR("SOURCE_DATE_EPOCH")) ||
	       map_has(&program->proxies, name);
}

static struct str nearest(const struct map *declared, struct str name)
{
	VEC(struct str) names = {0};

	for (size_t i = 0; i < declared->n; i++)
		vec_push(&names, declared->p[i].key);
	struct str near = names.n > 0 ? str_nearest(name, names.p, names.n) : STR("");

	vec_release(&names);
	return near;
}

void unused_args_tell(
	const struct map *given, const struct program *program, const struct event_sink *sink)
{
	AUTO(map_release) struct map declared = {0};

	collect_declared(program, &declared);
	for (size_t i = 0; given && i < given->n; i++) {
		AUTO(buf_release) struct buf text = {0};
		struct str name = given->p[i].key;

		if (map_has(&declared, name) || is_known(program, name))
			continue;
		struct str near = nearest(&declared, name);

		buf_fmt(&text, "--build-arg %.*s: no ARG of what is built has this name",
			STR_FMT(name));
		if (near.n > 0)
			buf_fmt(&text, "; did you mean %.*s?", STR_FMT(near));
		event_emit(sink, &(struct event){.kind = EVENT_WARNING,
					 .stage = -1,
					 .id = STR("BuildArgUnused"),
					 .text = buf_str(&text)});
	}
}

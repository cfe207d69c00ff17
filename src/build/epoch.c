/* epoch - SOURCE_DATE_EPOCH: the one time that an image tells, and that no file of it is newer
 * than.
 */
#include "build/epoch.h"

int epoch_parse(struct str text, int64_t *epoch_s, struct err *e)
{
	unsigned long long value = 0;

	*epoch_s = -1;
	if (text.n == 0)
		return 0;
	if (!str_to_u64(text, &value) || value > EPOCH_LAST_S)
		return err_set(e, ERR_USAGE, "SOURCE_DATE_EPOCH is not a number of seconds: `%.*s`",
			STR_FMT(text));
	*epoch_s = (int64_t)value;
	return 0;
}

/* The last ARG of that name before the first FROM. */
static struct span place_of_default(const struct dockerfile *file)
{
	struct span place = {0};

	for (size_t i = 0; i < file->stages.p[0].from; i++)
		for (size_t k = 0; k < file->instrs.p[i].pairs.n; k++)
			if (str_eq(file->instrs.p[i].pairs.p[k].key.raw, EPOCH_NAME))
				place = file->instrs.p[i].span;
	return place;
}

struct epoch epoch_of_plan(const struct plan *plan, const struct map *build_args)
{
	const struct str *given = build_args ? map_get(build_args, EPOCH_NAME) : NULL;
	struct epoch out = {.time_s = -1, .of_file = !given};
	struct err no_number;

	if (!given)
		given = map_get(&plan->global_args, EPOCH_NAME);
	if (!given)
		return out;
	if (out.of_file)
		out.place = place_of_default(plan->file);
	if (epoch_parse(*given, &out.time_s, &no_number) < 0)
		out.name = *given;
	return out;
}

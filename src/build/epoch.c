/* epoch - SOURCE_DATE_EPOCH: the one time that an image tells, and that no file of it is newer
 * than.
 */
#include "build/epoch.h"

#include "base/map.h"

#define EPOCH_NAME STR("SOURCE_DATE_EPOCH")
#define END_OF_9999 253402300799ULL

int epoch_parse(struct str text, int64_t *epoch_s, struct err *e)
{
	unsigned long long value = 0;

	*epoch_s = -1;
	if (text.n == 0)
		return 0;
	if (!str_to_u64(text, &value) || value > END_OF_9999)
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

int epoch_of_plan(const struct plan *plan, int64_t requested_s, int64_t *epoch_s, struct err *e)
{
	const struct str *given = map_get(&plan->global_args, EPOCH_NAME);

	*epoch_s = requested_s;
	if (requested_s >= 0 || !given || epoch_parse(*given, epoch_s, e) == 0)
		return 0;
	e->kind = ERR_SYNTAX;
	return err_at(e, plan->file->source->name, place_of_default(plan->file));
}

/* env - the variables in force at every point of a stage, shared between its steps. */
#include "plan/env.h"

void env_view_map(const struct env_view *view, struct map *out)
{
	map_release(out);
	for (size_t i = 0; i < view->n; i++)
		map_set(out, view->log->sets.p[i].key, view->log->sets.p[i].value);
}

void env_log_release(struct env_log *log)
{
	vec_release(&log->sets);
}

/* env - the variables in force at every point of a stage, shared between its steps.
 *
 * A stage's assignments are one growing log; what is in force at a step is its first n entries,
 * later ones winning, each name in the slot where it first appeared. So a step holds two words
 * instead of a copy, and 1,000 ENV lines between 1,000 RUN lines stay linear.
 *
 * Owns: the log's array until env_log_release; texts are the program's. Fails: never. Layer: plan.
 *
 *     AUTO(map_release) struct map env = {0};
 *     env_view_map(&step->run.env, &env);
 */
#ifndef PLAN_ENV_H
#define PLAN_ENV_H

#include <stddef.h>

#include "base/map.h"
#include "base/vec.h"

struct env_log {
	VEC(struct map_entry) sets;
};

struct env_view {
	const struct env_log *log; /* NULL: no variable */
	size_t n;
};

/* The variables in force, in order; out is released first. */
void env_view_map(const struct env_view *view, struct map *out);
void env_log_release(struct env_log *log);

#endif

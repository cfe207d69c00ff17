#include "plan/env.h"

#include <criterion/criterion.h>

#include "base/attr.h"

Test(plan_env, a_view_is_the_log_up_to_its_point)
{
	AUTO(env_log_release) struct env_log log = {0};
	AUTO(map_release) struct map env = {0};
	struct env_view early = {&log, 2}, late = {&log, 3};

	vec_push(&log.sets, (struct map_entry){STR("A"), STR("1")});
	vec_push(&log.sets, (struct map_entry){STR("B"), STR("2")});
	vec_push(&log.sets, (struct map_entry){STR("A"), STR("3")});
	env_view_map(&early, &env);
	cr_assert_eq(env.n, 2);
	cr_assert(str_eq(*map_get(&env, STR("A")), STR("1")));
	env_view_map(&late, &env);
	cr_assert_eq(env.n, 2, "a replaced name keeps its slot");
	cr_assert(str_eq(env.p[0].key, STR("A")));
	cr_assert(str_eq(env.p[0].value, STR("3")));
}

Test(plan_env, an_empty_view_clears_what_was_there)
{
	AUTO(map_release) struct map env = {0};

	map_set(&env, STR("OLD"), STR("x"));
	env_view_map(&(struct env_view){0}, &env);
	cr_assert_eq(env.n, 0);
}

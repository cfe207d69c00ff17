#include "plan/program.h"

#include <criterion/criterion.h>

Test(plan_program, zero_is_valid_and_release_is_idempotent)
{
	struct program program = {0};

	program_release(&program);
	program_release(&program);
	cr_assert_eq(program.stages.n, 0);
}

/* That nothing is left is for the leak checker to say. */
Test(plan_program, release_takes_what_steps_and_logs_own)
{
	struct program program = {0};
	struct step run = {.kind = STEP_RUN};
	struct step copy = {.kind = STEP_COPY};
	struct env_log *log = mem_alloc(sizeof *log);

	strs_add(&run.run.argv, STR("true"));
	vec_push(&run.run.mounts, (struct run_mount){.type = MOUNT_TMPFS});
	strs_add(&copy.copy.sources, STR("a"));
	strs_add(&copy.copy.excludes, STR("b"));
	vec_push(&copy.copy.inlines, (struct copy_inline){.name = "c"});
	vec_push(&log->sets, (struct map_entry){STR("A"), STR("1")});
	vec_push(&program.logs, log);
	vec_push(&program.stages, (struct stage_program){0});
	vec_push(&program.stages.p[0].steps, run);
	vec_push(&program.stages.p[0].steps, copy);
	program_release(&program);
	cr_assert_null(program.stages.p);
	cr_assert_null(program.logs.p);
}

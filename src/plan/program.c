/* program - what a build does, as a value: straight-line steps with final texts, stage by stage. */
#include "plan/program.h"

#include <stdlib.h>

#include "plan/warn.h"

void run_release(struct run *run)
{
	strs_release(&run->argv);
	vec_release(&run->mounts);
	vec_release(&run->scripts);
}

void copy_release(struct copy *copy)
{
	strs_release(&copy->sources);
	strs_release(&copy->excludes);
	vec_release(&copy->inlines);
}

void program_release(struct program *program)
{
	for (size_t i = 0; i < program->stages.n; i++) {
		struct stage_program *stage = &program->stages.p[i];

		for (size_t k = 0; k < stage->steps.n; k++) {
			run_release(&stage->steps.p[k].run);
			copy_release(&stage->steps.p[k].copy);
		}
		vec_release(&stage->steps);
		vec_release(&stage->args);
		config_release(&stage->config);
	}
	vec_release(&program->stages);
	for (size_t i = 0; i < program->logs.n; i++) {
		env_log_release(program->logs.p[i]);
		free(program->logs.p[i]);
	}
	vec_release(&program->logs);
	map_release(&program->proxies);
	warnings_release(&program->warnings);
	arena_release(&program->arena);
}

/* refuse - what a bound program asks for and the executor cannot do is refused by name. */
#include "build/refuse.h"

static int refuse_copy(const struct copy *copy, struct err *e)
{
	for (size_t i = 0; copy->add && i < copy->sources.n; i++)
		if (source_form(copy->sources.p[i]) == SOURCE_GIT)
			return err_id(e, ERR_UNSUPPORTED, "unsupported",
				"ADD of a git repository is not supported yet: %.*s",
				STR_FMT(copy->sources.p[i]));
	return 0;
}

int refuse_unsupported(const struct program *program, const char *dockerfile_name, struct err *e)
{
	for (size_t i = 0; i < program->stages.n; i++) {
		const struct stage_program *stage = &program->stages.p[i];

		for (size_t j = 0; j < stage->steps.n; j++) {
			const struct step *step = &stage->steps.p[j];

			if (step->kind == STEP_COPY && refuse_copy(&step->copy, e) < 0)
				return err_at(e, dockerfile_name, step->instr->span);
		}
	}
	return 0;
}

#include "base/event.h"

#include <criterion/criterion.h>

static void keep(void *context, const struct event *event)
{
	*(struct event *)context = *event;
}

Test(event, reaches_its_sink)
{
	struct event got = {0};
	struct event_sink sink = {keep, &got};

	event_emit(&sink,
		&(struct event){.kind = EVENT_STEP_STARTED, .step = 3, .name = STR("RUN x")});
	cr_assert_eq(got.kind, EVENT_STEP_STARTED);
	cr_assert_eq(got.step, 3);
	cr_assert(str_eq(got.name, STR("RUN x")));
}

Test(event, nobody_need_listen)
{
	struct event_sink deaf = {0};

	event_emit(NULL, &(struct event){.kind = EVENT_WARNING});
	event_emit(&deaf, &(struct event){.kind = EVENT_WARNING});
}

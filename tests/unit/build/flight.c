#include "driven.h"

DRIVEN(build_flight, both_streams_of_a_step_arrive)
{
	struct err e;

	CHECK_OK(driven_run(d, b, BUSYBOX "RUN echo one; echo two >&2; printf three\n", &e));
	CHECK(strstr(buf_cstr(&d->output), "one\n"));
	CHECK(strstr(buf_cstr(&d->output), "two\n"));
	CHECK(strstr(buf_cstr(&d->output), "three"));
	return 0;
}

DRIVEN(build_flight, more_output_than_a_pipe_holds)
{
	struct err e;

	CHECK_OK(driven_run(d, b,
		BUSYBOX "RUN i=0; while [ $i -lt 20000 ]; do echo 0123456789; i=$((i + 1)); done\n",
		&e));
	CHECK(d->output.n == 20000 * 11);
	return 0;
}

DRIVEN(build_flight, a_failing_step_says_its_status)
{
	struct err e;

	CHECK(driven_run(d, b, BUSYBOX "RUN echo last words; exit 7\n", &e) == -1);
	CHECK(e.kind == ERR_STEP && e.exit_status == 7 && e.span.line == 3);
	CHECK(d->events[EVENT_STEP_FAILED] == 1);
	CHECK(strcmp(buf_cstr(&d->output), "last words\n") == 0);
	return 0;
}

DRIVEN(build_flight, cancelling_ends_a_step_that_would_not)
{
	struct err e;
	int ends[2];

	CHECK(pipe(ends) == 0 && write(ends[1], "x", 1) == 1);
	d->request.cancel_fd = ends[0];
	CHECK(driven_run(d, b, BUSYBOX "RUN while :; do :; done\n", &e) == -1);
	CHECK(e.kind == ERR_CANCELLED);
	close(ends[0]);
	close(ends[1]);
	return 0;
}

#include "driven.h"

DRIVEN(build_step_binds, the_context_is_what_the_ignore_file_leaves)
{
	struct err e;

	d->request.ignore = STR("hidden\n");
	CHECK(driven_file(b, "hidden", "x") == 0 && driven_file(b, "shown", "y") == 0);
	CHECK_OK(driven_run(d, b,
		BUSYBOX "RUN --mount=target=/c test ! -e /c/hidden && read x </c/shown; echo $x\n"
			"RUN --mount=target=/c (echo z >/c/new) 2>&1 || echo read-only\n"
			"RUN --mount=target=/c,rw echo z >/c/new\n"
			"RUN test ! -e /c\n",
		&e));
	CHECK(strstr(buf_cstr(&d->output), "y\n") == d->output.p);
	CHECK(strstr(buf_cstr(&d->output), "read-only\n"));
	CHECK(!tree_has(&b->dir, "new"));
	CHECK(driven_run(d, b, BUSYBOX "RUN --mount=source=hidden,target=/c x\n", &e) == -1);
	CHECK(e.kind == ERR_NOT_FOUND && e.span.line == 3);
	return 0;
}

DRIVEN(build_step_binds, what_is_written_to_a_stage_is_thrown_away)
{
	struct err e;

	CHECK_OK(driven_run(d, b,
		"FROM scratch AS s\nCOPY <<f /d/\nstage\nf\n" BUSYBOX
		"RUN --mount=from=s,source=/d,target=/m,rw echo new >/m/f && read x </m/f; echo "
		"$x\n"
		"RUN --mount=from=s,source=/d,target=/m read x </m/f; echo $x\n",
		&e));
	CHECK(!strcmp(buf_cstr(&d->output), "new\nstage\n"));
	CHECK(driven_run(d, b,
		      "FROM scratch AS s\nCOPY <<f /d/\nstage\nf\n" BUSYBOX
		      "RUN --mount=from=s,source=/not,target=/m x\n",
		      &e) == -1);
	CHECK(e.kind == ERR_NOT_FOUND);
	return 0;
}

/* A link in a context or a stage leads nowhere but into it. */
DRIVEN(build_step_binds, links_stay_inside)
{
	struct err e;

	CHECK(symlinkat("/etc/passwd", b->dir.fd, "out") == 0);
	CHECK(symlinkat("../../../../../../etc", b->dir.fd, "up") == 0);
	CHECK(driven_run(d, b, BUSYBOX "RUN --mount=source=out,target=/m x\n", &e) == -1);
	CHECK(e.kind == ERR_NOT_FOUND);
	CHECK(driven_run(d, b,
		      "FROM scratch AS s\nCOPY . /\n" BUSYBOX
		      "RUN --mount=from=s,source=/up,target=/m x\n",
		      &e) == -1);
	CHECK(e.kind == ERR_NOT_FOUND);
	return 0;
}

DRIVEN(build_step_binds, only_what_is_shown_is_in_the_key)
{
	const char *one = BUSYBOX "RUN --mount=source=a,target=/a true\n";
	const char *all = BUSYBOX "RUN --mount=target=/c --mount=source=a,target=/a true\n";
	struct err e;

	CHECK(driven_file(b, "a", "1") == 0 && driven_file(b, "b", "1") == 0);
	CHECK_OK(driven_run(d, b, one, &e));
	CHECK_OK(driven_run(d, b, all, &e));
	CHECK(driven_file(b, "b", "2") == 0);
	CHECK_OK(driven_run(d, b, one, &e));
	CHECK(d->events[EVENT_STEP_DONE] == 0);
	CHECK_OK(driven_run(d, b, all, &e));
	CHECK(d->events[EVENT_STEP_DONE] == 1);
	CHECK(driven_file(b, "a", "2") == 0);
	CHECK_OK(driven_run(d, b, one, &e));
	CHECK(d->events[EVENT_STEP_DONE] == 1);
	return 0;
}

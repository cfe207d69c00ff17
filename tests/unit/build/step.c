#include "driven.h"

/* Nothing that a step left in its workspace stays in the store. */
static size_t in_flight(const struct bench *b)
{
	AUTO(tree_close) struct tree tmp = TREE_NONE;
	struct stat st;
	struct err e;

	if (tree_at(&b->store.root, "tmp", &tmp, &e) < 0 || fstat(tmp.fd, &st) < 0)
		return 99;
	return st.st_nlink - 2;
}

DRIVEN(build_step, a_step_that_fails_leaves_nothing)
{
	struct err e;

	CHECK(driven_run(d, b, BUSYBOX "RUN echo x >/file; exit 1\n", &e) == -1);
	CHECK(in_flight(b) == 0);
	return 0;
}

DRIVEN(build_step, a_step_sees_the_ones_before_it)
{
	struct err e;

	CHECK_OK(driven_run(d, b,
		BUSYBOX "RUN echo here >/file\nUSER 5:6\nWORKDIR /w\n"
			"RUN read x </file; echo $x $PWD; set -- /w; [ -d $1 ]\n",
		&e));
	CHECK(strcmp(buf_cstr(&d->output), "here /w\n") == 0);
	CHECK(in_flight(b) == 0);
	return 0;
}

DRIVEN(build_step, a_user_that_is_not_there_stops_it)
{
	struct err e;

	CHECK(driven_run(d, b, BUSYBOX "USER nobody-here\nRUN echo x\n", &e) == -1);
	CHECK(strstr(e.text, "nobody-here"));
	return 0;
}

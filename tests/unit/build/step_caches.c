#include "driven.h"

DRIVEN(build_step_caches, one_id_is_one_cache_for_every_build)
{
	struct err e;

	CHECK_OK(driven_run(
		d, b, BUSYBOX "RUN --mount=type=cache,id=i,target=/c echo kept >/c/f\n", &e));
	CHECK_OK(driven_run(d, b,
		BUSYBOX "RUN --mount=type=cache,id=i,target=/d read x </d/f; echo $x\n"
			"RUN --mount=type=cache,id=i,uid=5,target=/d test ! -e /d/f && echo own\n"
			"RUN test ! -e /d\n",
		&e));
	CHECK(!strcmp(buf_cstr(&d->output), "kept\nown\n"));
	return 0;
}

DRIVEN(build_step_caches, a_cache_begins_with_its_seed)
{
	struct err e;

	CHECK_OK(driven_run(d, b,
		"FROM scratch AS s\nCOPY <<f /d/\nseed\nf\n" BUSYBOX
		"RUN --mount=type=cache,id=i,from=s,source=/d,target=/c read x </c/f; echo $x; "
		"echo grown >/c/f\n"
		"RUN --mount=type=cache,id=i,from=s,source=/d,target=/c read x </c/f; echo $x;\n",
		&e));
	CHECK(!strcmp(buf_cstr(&d->output), "seed\ngrown\n"));
	CHECK(driven_run(d, b,
		      "FROM scratch AS s\nCOPY <<f /d/\nseed\nf\n" BUSYBOX
		      "RUN --mount=type=cache,from=s,source=/d/f,target=/c x\n",
		      &e) == -1);
	CHECK(e.kind == ERR_INVALID && strstr(e.text, "/d/f"));
	return 0;
}

DRIVEN(build_step_caches, a_source_stays_in_the_cache)
{
	struct err e;

	CHECK_OK(driven_run(d, b,
		"FROM scratch AS s\nCOPY busybox /bin/sh\nCOPY busybox /bin/ln\n"
		"RUN --mount=type=cache,id=i,target=/c ln -s /etc /c/out\n",
		&e));
	CHECK(driven_run(d, b, BUSYBOX "RUN --mount=type=cache,id=i,source=out,target=/c true\n",
		      &e) == -1);
	CHECK(e.kind == ERR_NOT_FOUND && strstr(e.during, "`i`"));
	return 0;
}

/* Each on its own would wait for itself, or for the other, for ever. */
DRIVEN(build_step_caches, locked_twice_and_in_both_orders)
{
	struct err e;

	CHECK_OK(driven_run(d, b,
		BUSYBOX "RUN --mount=type=cache,id=i,sharing=locked,target=/a "
			"--mount=type=cache,id=i,target=/b echo x >/a/f && read x </b/f\n" BUSYBOX
			"RUN --mount=type=cache,id=i,sharing=locked,target=/a "
			"--mount=type=cache,id=j,sharing=locked,target=/b echo 1 >/1\n" BUSYBOX
			"RUN --mount=type=cache,id=j,sharing=locked,target=/a "
			"--mount=type=cache,id=i,sharing=locked,target=/b echo 2 >/2\n" BUSYBOX
			"COPY --from=0 /bin /0\nCOPY --from=1 /1 /\nCOPY --from=2 /2 /\n",
		&e));
	return 0;
}

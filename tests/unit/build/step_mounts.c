#include "driven.h"

static const struct build_secret secret = {{"k", 1}, {"hush\n", 5}};

DRIVEN(build_step_mounts, a_secret_is_a_file_or_a_variable_of_one_step)
{
	struct err e;

	d->request.secrets = &secret;
	d->request.secrets_n = 1;
	CHECK_OK(driven_run(d, b,
		BUSYBOX "RUN --mount=type=secret,id=k read x </run/secrets/k && echo file $x\n"
			"RUN --mount=type=secret,id=k,env=V echo variable $V\n"
			"RUN echo left $V; test ! -e /run\n",
		&e));
	CHECK(!strcmp(buf_cstr(&d->output), "file hush\nvariable hush\nleft\n"));
	return 0;
}

DRIVEN(build_step_mounts, a_missing_secret)
{
	struct err e;

	CHECK_OK(driven_run(d, b,
		BUSYBOX "RUN --mount=type=secret,id=k test ! -e /run/secrets/k && echo no file\n"
			"RUN --mount=type=secret,id=k,env=V echo ${V-unset}.\n",
		&e));
	CHECK(!strcmp(buf_cstr(&d->output), "no file\n.\n"));
	CHECK(driven_run(d, b, BUSYBOX "RUN --mount=type=secret,id=k,required echo\n", &e) == -1);
	CHECK(!strcmp(e.text, "secret k: not found") && e.span.line == 3 && e.hint[0]);
	return 0;
}

INSIDE(build_step_mounts, a_dump_opens_nothing_and_tells_nothing)
{
	AUTO(driven_release) struct driven d;
	struct err e;

	driven_init(&d, b);
	d.request.secrets = &secret;
	d.request.secrets_n = 1;
	d.request.dump = DUMP_SANDBOX;
	CHECK_OK(driven_run(&d, b,
		"FROM scratch\nRUN --mount=type=secret,id=k,env=V --mount=type=secret,id=k "
		"--mount=target=/c --mount=type=cache,target=/d --mount=type=tmpfs,target=/t x\n",
		&e));
	CHECK(strstr(buf_cstr(&d.result.dumped), "mount bind \"/c\" ro nosuid nodev\n"));
	CHECK(strstr(buf_cstr(&d.result.dumped), "mount bind \"/d\" nosuid nodev\n"));
	CHECK(strstr(buf_cstr(&d.result.dumped), "mount new \"/t\" from \"tmpfs\""));
	CHECK(strstr(buf_cstr(&d.result.dumped), "mount file \"/run/secrets/k\""));
	CHECK(!strstr(buf_cstr(&d.result.dumped), "hush"));
	return 0;
}

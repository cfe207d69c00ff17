/* SOURCE_DATE_EPOCH as a name: what the context says of its time, and what in-stage ARGs see. */
#include "driven.h"

#include <fcntl.h>
#include <sys/stat.h>

#include "build/context.h"
#include "build/epoch.h"

static const char file[] = "FROM scratch\nARG SOURCE_DATE_EPOCH\nENV T=<$SOURCE_DATE_EPOCH>\n";

/* Names build_args' SOURCE_DATE_EPOCH, and only binds. */
static void name(struct driven *d, const struct bench *b, const char *text)
{
	driven_init(d, b);
	d->request.dump = DUMP_PROGRAM;
	d->request.epoch_s = -1;
	d->request.context_made = true;
	d->request.context_modified_s = -1;
	map_set(&d->build_args, EPOCH_NAME, str_of(text));
}

static bool sees(struct driven *d, const char *want)
{
	return strstr(buf_cstr(&d->result.dumped), want);
}

static int date(const struct bench *b, const char *path, time_t seconds)
{
	const struct timespec times[2] = {{.tv_sec = seconds}, {.tv_sec = seconds}};

	return utimensat(b->dir.fd, path, times, AT_SYMLINK_NOFOLLOW);
}

INSIDE(epoch_source, of_files_that_were_made_the_newest_has_it)
{
	AUTO(driven_release) struct driven d;
	struct err e;

	name(&d, b, "context");
	CHECK_OK(driven_run(&d, b, file, &e));
	CHECK(sees(&d, "T=<>\n"));
	CHECK(mkdirat(b->dir.fd, "in", 0755) == 0);
	CHECK(driven_file(b, "old", "x") == 0 && driven_file(b, "in/new", "x") == 0);
	CHECK(symlinkat("old", b->dir.fd, "link") == 0);
	CHECK(date(b, "old", 1000) == 0 && date(b, "in/new", 2000) == 0);
	CHECK(date(b, "in", 9000) == 0 && date(b, "link", 9000) == 0);
	CHECK_OK(driven_run(&d, b, file, &e));
	CHECK(sees(&d, "T=<2000>\n"));
	d.request.context_made = false;
	CHECK_OK(driven_run(&d, b, file, &e));
	CHECK(sees(&d, "T=<>\n"));
	return 0;
}

INSIDE(epoch_source, what_a_server_says_wins)
{
	AUTO(driven_release) struct driven d;
	struct err e;

	name(&d, b, "context");
	CHECK(driven_file(b, "f", "x") == 0);
	d.request.context_modified_s = 77;
	CHECK_OK(driven_run(&d, b, file, &e));
	CHECK(sees(&d, "T=<77>\n"));
	d.request.context_modified_s = EPOCH_LAST_S + 1;
	CHECK(driven_run(&d, b, file, &e) == -1);
	CHECK(e.kind == ERR_INVALID && strstr(e.text, "after the year 9999"));
	return 0;
}

INSIDE(epoch_source, a_number_needs_no_context)
{
	AUTO(driven_release) struct driven d;
	struct err e;

	name(&d, b, "5");
	CHECK_OK(driven_run(&d, b, file, &e));
	CHECK(sees(&d, "T=<5>\n"));
	map_set(&d.build_args, EPOCH_NAME, STR("no-such-name"));
	d.request.epoch_s = 6;
	CHECK_OK(driven_run(&d, b, file, &e));
	return 0;
}

INSIDE(epoch_source, times_of_a_checkout_say_nothing)
{
	AUTO(driven_release) struct driven d;
	struct err e;

	name(&d, b, "context");
	CHECK(driven_file(b, "f", "x") == 0);
	d.request.context_name = "https://h/x.git?mtime=checkout";
	CHECK(driven_run(&d, b, file, &e) == -1);
	CHECK(e.kind == ERR_INVALID && strstr(e.text, "mtime=checkout"));
	d.request.context_name = "https://h/x.git";
	CHECK_OK(driven_run(&d, b, file, &e));
	return 0;
}

INSIDE(epoch_source, what_names_nothing_is_refused_where_it_is_said)
{
	AUTO(driven_release) struct driven d;
	struct err e;

	name(&d, b, "soon");
	CHECK(driven_run(&d, b, file, &e) == -1);
	CHECK(e.kind == ERR_USAGE && e.span.line == 0 && strstr(e.text, "`soon`"));
	map_release(&d.build_args);
	CHECK(driven_run(&d, b, "ARG A\nARG SOURCE_DATE_EPOCH=soon\nFROM scratch\n", &e) == -1);
	CHECK(e.kind == ERR_SYNTAX && e.span.line == 2 && strstr(e.hint, "a stage of that name"));
	return 0;
}

INSIDE(epoch_source, a_directory_and_an_image_tell_none)
{
	AUTO(driven_release) struct driven d;
	struct err e;

	name(&d, b, "src");
	map_set(&d.contexts, STR("src"), STR("docker-image://scratch"));
	CHECK_OK(driven_run(&d, b, file, &e));
	CHECK(sees(&d, "T=<>\n"));
	map_set(&d.contexts, STR("src"), STR("/some/where"));
	CHECK_OK(driven_run(&d, b, file, &e));
	CHECK(sees(&d, "T=<>\n"));
	return 0;
}

INSIDE(epoch_source, a_server_that_is_not_there_is_named)
{
	AUTO(driven_release) struct driven d;
	struct err e;

	name(&d, b, "src");
	CHECK(driven_run(&d, b,
		      "FROM scratch AS src\nADD http://127.0.0.1:1/x /\n"
		      "FROM scratch\n",
		      &e) == -1);
	CHECK(strstr(e.during, "127.0.0.1:1/x"));
	return 0;
}

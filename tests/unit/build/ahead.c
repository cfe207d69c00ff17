/* ahead - fetching begins with the build, and its failure ends the build where it stands. */
#include <time.h>

#include "driven.h"
#include "served.h"

#define OK(body) "HTTP/1.0 200 OK\r\nETag: \"" body "\"\r\n\r\n" body

INSIDE(build_ahead, a_fetch_does_not_wait_for_the_steps_before_it)
{
	static const struct answer answers[] = {{"/f", OK("x")}};
	AUTO(served_release) struct served s = served_start(answers, 1);
	AUTO(driven_release) struct driven d;
	char text[300];
	struct err e;

	if (!driven_busybox(b))
		return NEEDS_BUSYBOX;
	driven_init(&d, b);
	d.request.jobs = 1;
	snprintf(text, sizeof text, BUSYBOX "RUN sleep 0.5; exit 1\nADD %s/f /d/\n", s.url);
	CHECK(driven_run(&d, b, text, &e) == -1 && e.kind == ERR_STEP);
	CHECK(served_requests(&s) == 1);
	return 0;
}

INSIDE(build_ahead, what_is_not_there_ends_the_build_at_once)
{
	static const struct answer answers[] = {{"/f", OK("x")}};
	AUTO(served_release) struct served s = served_start(answers, 1);
	AUTO(driven_release) struct driven d;
	char text[300];
	struct err e;
	time_t began = time(NULL);

	if (!driven_busybox(b))
		return NEEDS_BUSYBOX;
	driven_init(&d, b);
	snprintf(text, sizeof text, BUSYBOX "RUN sleep 30\nRUN true\nADD %s/absent /d/\n", s.url);
	CHECK(driven_run(&d, b, text, &e) == -1 && e.kind == ERR_NOT_FOUND && e.span.line == 5);
	CHECK(time(NULL) - began < 20);
	return 0;
}

INSIDE(build_ahead, the_same_file_is_sent_once)
{
	static const struct answer answers[] = {
		{"/f", OK("x"), .uses = 1}, {"/f", "HTTP/1.0 304 Same\r\n\r\n"}, {"/g", OK("y")}};
	AUTO(served_release) struct served s = served_start(answers, 3);
	AUTO(driven_release) struct driven d;
	char text[600];
	struct err e;

	driven_init(&d, b);
	snprintf(text, sizeof text,
		"FROM scratch AS a\nADD %s/f %s/g /d/\nADD %s/f /e\n"
		"FROM scratch\nADD %s/f /f\nADD %s/g /g\nADD %s/f /h\nCOPY --from=a / /\n",
		s.url, s.url, s.url, s.url, s.url, s.url);
	CHECK_OK(driven_run(&d, b, text, &e));
	CHECK(served_requests(&s) == 6);
	CHECK(d.events[EVENT_TASK_STARTED] == 6 && d.events[EVENT_TASK_DONE] == 6);
	return 0;
}

INSIDE(build_ahead, more_than_there_is_room_for)
{
	static const struct answer answers[] = {{"/f", OK("x")}};
	AUTO(served_release) struct served s = served_start(answers, 1);
	AUTO(driven_release) struct driven d;
	AUTO(buf_release) struct buf text = {0};
	struct err e;

	driven_init(&d, b);
	buf_cstr_add(&text, "FROM scratch\n");
	for (int i = 0; i < 20; i++)
		buf_fmt(&text, "ADD --chmod=600 %s/f /f%d\n", s.url, i % 2);
	CHECK_OK(driven_run(&d, b, buf_cstr(&text), &e));
	CHECK(d.result.steps_run + d.result.steps_cached == 20 && served_requests(&s) == 20);
	return 0;
}

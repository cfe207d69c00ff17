/* step_copy - local and remote sources of one step land in their order, and hit the cache later. */
#include "build/step_copy.h"

#include "base/mem.h"
#include "driven.h"
#include "served.h"
#include "store/cache.h"
#include "store/snap.h"

#define OK(body) "HTTP/1.0 200 OK\r\nETag: \"" body "\"\r\n\r\n" body

INSIDE(build_step_copy, the_order_is_the_dockerfile_s)
{
	static const struct answer answers[] = {{"/f", OK("remote")}, {"/g", OK("last")}};
	AUTO(served_release) struct served s = served_start(answers, 2);
	AUTO(driven_release) struct driven d;
	char text[600];
	struct err e;

	if (!driven_busybox(b))
		return NEEDS_BUSYBOX;
	driven_init(&d, b);
	CHECK(driven_file(b, "f", "local") == 0 && driven_file(b, "h", "plain") == 0);
	snprintf(text, sizeof text,
		BUSYBOX "ADD %s/f f h %s/g <<x /a/\ninline\nx\nADD f %s/f /b/\n"
			"RUN [ $(cat /a/f /a/h /a/g /a/x) = localplainlastinline ]\n"
			"RUN [ $(cat /b/f)$(stat -c %%a%%u%%g%%Y /b/f) = remote600000 ]\n",
		s.url, s.url, s.url);
	CHECK_OK(driven_run(&d, b, text, &e));
	CHECK(d.result.steps_run == 5);
	CHECK(d.events[EVENT_TASK_STARTED] == 3 && d.events[EVENT_TASK_DONE] == 3);
	CHECK_OK(driven_run(&d, b, text, &e));
	CHECK(d.result.steps_run == 0 && d.result.steps_cached == 5);
	return 0;
}

INSIDE(build_step_copy, a_second_file_needs_a_directory)
{
	static const struct answer answers[] = {{"/f", OK("x")}};
	AUTO(served_release) struct served s = served_start(answers, 1);
	AUTO(driven_release) struct driven d;
	char text[200];
	struct err e;

	driven_init(&d, b);
	snprintf(text, sizeof text, "FROM scratch\nADD %s/f %s/f /e\n", s.url, s.url);
	CHECK(driven_run(&d, b, text, &e) == -1);
	CHECK(e.kind == ERR_INVALID && e.span.line == 2);
	return 0;
}

INSIDE(build_step_copy, a_name_that_no_file_can_have_is_refused)
{
	static const struct answer answers[] = {{"/..%2F..", OK("x")}, {"/.wh.f", OK("x")}};
	AUTO(served_release) struct served s = served_start(answers, 2);
	AUTO(driven_release) struct driven d;
	char text[200];
	struct err e;

	driven_init(&d, b);
	snprintf(text, sizeof text, "FROM scratch\nADD %s/..%%2F.. /d/\n", s.url);
	CHECK(driven_run(&d, b, text, &e) == -1 && strstr(e.text, "cannot be the file `..`"));
	snprintf(text, sizeof text, "FROM scratch\nADD %s/.wh.f /d/\n", s.url);
	CHECK(driven_run(&d, b, text, &e) == -1 && strstr(e.text, ".wh."));
	return 0;
}

INSIDE(build_step_copy, a_failed_fetch_stands_at_its_line)
{
	static const struct answer answers[] = {{"/f", OK("x")}};
	AUTO(served_release) struct served s = served_start(answers, 1);
	AUTO(driven_release) struct driven d;
	char text[300];
	struct err e;

	driven_init(&d, b);
	snprintf(text, sizeof text, "FROM scratch\nCOPY <<x /x\ny\nx\nADD %s/absent /d/\n", s.url);
	CHECK(driven_run(&d, b, text, &e) == -1);
	CHECK(e.kind == ERR_NOT_FOUND && e.span.line == 5 && strstr(e.text, "404"));
	return 0;
}

INSIDE(build_step_copy, the_result_has_room_for_each_remote)
{
	struct step run = {.kind = STEP_RUN};
	struct step add = {.kind = STEP_COPY, .copy = {.add = true}};

	strs_add(&add.copy.sources, STR("https://h/a"));
	strs_add(&add.copy.sources, STR("b"));
	strs_add(&add.copy.sources, STR("http://h/c"));
	size_t bytes = gathered_bytes(&add);

	strs_release(&add.copy.sources);
	CHECK(b->store.lock == STORE_SHARED);
	CHECK(gathered_bytes(&run) == sizeof(struct gathered));
	CHECK(bytes == sizeof(struct gathered) + 2 * sizeof(struct remote_source));
	return 0;
}

/* A COPY of a file of which the key says another state than it is in: done, and not remembered. */
INSIDE(build_step_copy, what_changed_behind_the_key_is_not_cached)
{
	AUTO(rootfs_close) struct rootfs root = ROOTFS_NONE;
	AUTO(chain_release) struct chain parent = {0};
	AUTO(mem_release) struct gathered *gathered = NULL;
	struct str file = STR("file");
	struct step step = {.kind = STEP_COPY,
		.created_by = "COPY file /file",
		.copy = {.from = {.kind = ORIGIN_CONTEXT},
			.sources = {.p = &file, .n = 1},
			.dest = "/file"}};
	struct source_root source = {.root = ROOTFS_NONE};
	struct step_record record = {0};
	struct err e;

	CHECK(driven_file(b, "file", "one") == 0);
	CHECK_OK(rootfs_of(b->dir.fd, &root, &e));
	source.root = root;
	struct step_work work = {.store = &b->store,
		.step = &step,
		.parent = &parent,
		.source = &source,
		.epoch_s = -1,
		.out_fd = -1,
		.err_fd = -1};

	gathered = mem_alloc(gathered_bytes(&step));
	CHECK_OK(step_gather(&work, gathered, &e));
	work.version = gathered->input.version;
	CHECK(work.version.algorithm != DIGEST_NONE && step_input_holds(&work));
	usleep(20000); /* the clock of a file's times may be a slow one */
	CHECK(driven_file(b, "file", "two") == 0);
	CHECK(!step_input_holds(&work));
	work.key = digest_of("key", 3);
	CHECK_OK(step_perform(&work, &record, &e));
	CHECK(snap_has(&b->store, &record.diff_id));
	CHECK(cache_find(&b->store, &work.key, &record, &e) == 0);
	CHECK_OK(step_gather(&work, gathered, &e));
	work.version = gathered->input.version;
	CHECK_OK(step_perform(&work, &record, &e));
	CHECK(cache_find(&b->store, &work.key, &record, &e) == 1);
	return 0;
}

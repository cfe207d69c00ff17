#include "cli/show_json.h"

#include "capture.h"

static void shown(const struct event *ev, const char *line)
{
	AUTO(buf_release) struct buf out = {0};
	struct capture c = capture_begin(stderr);

	show_json_event(ev);
	capture_end(&c, &out);
	cr_assert_str_eq(buf_cstr(&out), line);
}

Test(cli_show_json, every_byte_becomes_valid_json)
{
	shown(&(struct event){.kind = EVENT_STEP_OUTPUT, .text = STR("a \"b\" \\ c")},
		"{\"event\":\"step-output\",\"text\":\"a \\\"b\\\" \\\\ c\"}\n");
	shown(&(struct event){.kind = EVENT_STEP_OUTPUT, .text = STR("\n\t\x01\x7f")},
		"{\"event\":\"step-output\",\"text\":\"\\n\\t\\u0001\\u007f\"}\n");
	shown(&(struct event){.kind = EVENT_STEP_OUTPUT, .text = {"\0", 1}},
		"{\"event\":\"step-output\",\"text\":\"\\u0000\"}\n");
	shown(&(struct event){.kind = EVENT_STEP_OUTPUT, .text = STR("\xff\xe2\x82\xac")},
		"{\"event\":\"step-output\",\"text\":\"\xef\xbf\xbd\xe2\x82\xac\"}\n");
}

Test(cli_show_json, events)
{
	shown(&(struct event){.kind = EVENT_STEP_OUTPUT, .text = STR("\xc2\x9d\xe2\x80\xae")},
		"{\"event\":\"step-output\",\"text\":\"\\u009d\\u202e\"}\n");
	shown(&(struct event){.kind = EVENT_PLAN_READY, .total = 3},
		"{\"event\":\"plan\",\"total\":3}\n");
	shown(&(struct event){.kind = EVENT_STEP_STARTED,
		      .task = 1,
		      .step = 2,
		      .total = 5,
		      .span = {.line = 7},
		      .id = STR("build"),
		      .name = STR("RUN make")},
		"{\"event\":\"step-started\",\"task\":1,\"step\":2,\"total\":5,\"line\":7,"
		"\"stage\":\"build\",\"name\":\"RUN make\"}\n");
	shown(
		&(struct event){
			.kind = EVENT_STEP_OUTPUT, .task = 1, .stream = 2, .text = STR("a\n")},
		"{\"event\":\"step-output\",\"task\":1,\"stream\":2,\"text\":\"a\\n\"}\n");
	shown(&(struct event){.kind = EVENT_STEP_DONE, .task = 1},
		"{\"event\":\"step-done\",\"task\":1,\"elapsedMs\":0}\n");
	shown(&(struct event){.kind = EVENT_TASK_BYTES, .task = 2, .total_bytes = 9},
		"{\"event\":\"task-bytes\",\"task\":2,\"doneBytes\":0,\"totalBytes\":9}\n");
	shown(&(struct event){.kind = EVENT_WARNING, .id = STR("Rule"), .text = STR("t")},
		"{\"event\":\"warning\",\"rule\":\"Rule\",\"text\":\"t\"}\n");
}

Test(cli_show_json, errors)
{
	AUTO(buf_release) struct buf out = {0};
	struct capture c = capture_begin(stderr);
	struct err e;

	err_set(&e, ERR_STEP, "exit status 3");
	e.exit_status = 3;
	err_hint(&e, "look");
	err_at(&e, "Dockerfile", (struct span){4, 2, 4, 9});
	show_json_error(&e);
	capture_end(&c, &out);
	cr_assert_str_eq(buf_cstr(&out),
		"{\"event\":\"error\",\"file\":\"Dockerfile\",\"line\":4,\"column\":2,"
		"\"exitStatus\":3,\"text\":\"exit status 3\",\"hint\":\"look\"}\n");
}

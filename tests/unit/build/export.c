#include <fcntl.h>

#include "driven.h"

static const char dockerfile[] = "FROM scratch\nCOPY --chown=5:6 <<x /dir/x\ntext\nx\nUSER 7:7\n";

static int built(struct driven *d, struct bench *b, const struct output *o, struct err *e)
{
	driven_init(d, b);
	d->request.outputs = o;
	d->request.outputs_n = 1;
	return driven_run(d, b, dockerfile, e);
}

INSIDE(build_export, every_kind_makes_its_file)
{
	const struct {
		struct output output;
		const char *made;
		bool manifest;
	} rows[] = {
		{{.kind = OUTPUT_OCI, .directory = true, .name = "a"}, "a/index.json", true},
		{{.kind = OUTPUT_OCI, .name = "b"}, "b", true},
		{{.kind = OUTPUT_DOCKER, .name = "c", .compression = ZIP_ZSTD}, "c", true},
		{{.kind = OUTPUT_LOCAL, .name = "d"}, "d/dir/x", false},
		{{.kind = OUTPUT_TAR, .name = "e"}, "e", false},
	};

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		AUTO(driven_release) struct driven d;
		struct output output = rows[i].output;
		struct err e;

		output.parent = b->dir;
		output.fd = -1;
		CHECK_OK(built(&d, b, &output, &e));
		CHECK(tree_has(&b->dir, rows[i].made));
		CHECK((d.result.manifest.algorithm != DIGEST_NONE) == rows[i].manifest);
		CHECK(d.events[EVENT_TASK_STARTED] == 1 && d.events[EVENT_TASK_DONE] == 1);
	}
	return 0;
}

INSIDE(build_export, a_local_tree_is_the_callers)
{
	AUTO(driven_release) struct driven d;
	struct output output = {.kind = OUTPUT_LOCAL, .name = "out", .parent = b->dir, .fd = -1};
	struct stat st;
	struct err e;

	CHECK_OK(built(&d, b, &output, &e));
	CHECK_OK(tree_stat(&b->dir, "out/dir/x", &st, &e));
	CHECK(st.st_uid == 0 && st.st_gid == 0);
	return 0;
}

INSIDE(build_export, the_same_build_is_the_same_archive)
{
	AUTO(buf_release) struct buf first = {0};
	AUTO(buf_release) struct buf again = {0};
	struct err e;

	for (int i = 0; i < 2; i++) {
		AUTO(driven_release) struct driven d;
		struct output output = {
			.kind = OUTPUT_OCI, .name = "out", .parent = b->dir, .fd = -1};

		CHECK_OK(built(&d, b, &output, &e));
		CHECK_OK(tree_read(&b->dir, "out", 1 << 20, i ? &again : &first, &e));
	}
	CHECK(str_eq(buf_str(&first), buf_str(&again)));
	return 0;
}

INSIDE(build_export, a_build_that_fails_leaves_what_was_there)
{
	AUTO(driven_release) struct driven d;
	AUTO(buf_release) struct buf text = {0};
	struct output output = {.kind = OUTPUT_OCI, .name = "out", .parent = b->dir, .fd = -1};
	struct err e;

	CHECK(driven_file(b, "out", "old") == 0);
	driven_init(&d, b);
	d.request.outputs = &output;
	d.request.outputs_n = 1;
	CHECK(driven_run(&d, b, "FROM scratch\nCOPY missing /\n", &e) == -1);
	CHECK_OK(tree_read(&b->dir, "out", 100, &text, &e));
	CHECK(str_eq(buf_str(&text), STR("old")));
	return 0;
}

INSIDE(build_export, a_full_pipe_that_nobody_reads_is_an_error)
{
	AUTO(driven_release) struct driven d;
	struct output output = {.kind = OUTPUT_TAR, .parent = TREE_NONE, .fd = -1};
	struct err e;

	output.fd = open("/dev/full", O_WRONLY | O_CLOEXEC);
	CHECK(built(&d, b, &output, &e) == -1);
	CHECK(e.kind == ERR_SYS && strstr(e.during, "writing the output"));
	CHECK(!d.result.image_made);
	close(output.fd);
	return 0;
}

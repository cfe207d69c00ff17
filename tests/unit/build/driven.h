/* driven - a build in the bench's store, its context the bench's directory, its events counted. */
#ifndef TEST_BUILD_DRIVEN_H
#define TEST_BUILD_DRIVEN_H

#include "bench.h"
#include "build/build.h"
#include "build/paths.h"

struct driven {
	struct build_request request;
	struct strs tags;
	struct map build_args, labels, contexts;
	struct build_result result;
	unsigned events[16];
	struct buf names;    /* of started steps, a line each */
	struct buf warnings; /* ids, a line each */
	struct buf warning_texts;
	struct buf output;
};

static inline void driven_see(void *context, const struct event *ev)
{
	struct driven *d = context;

	d->events[ev->kind]++;
	if (ev->kind == EVENT_STEP_STARTED)
		buf_fmt(&d->names, "%.*s %d/%d %.*s\n", STR_FMT(ev->id), ev->step, ev->total,
			STR_FMT(ev->name));
	if (ev->kind == EVENT_WARNING) {
		buf_fmt(&d->warnings, "%.*s\n", STR_FMT(ev->id));
		buf_fmt(&d->warning_texts, "%.*s\n", STR_FMT(ev->text));
	}
	if (ev->kind == EVENT_STEP_OUTPUT)
		buf_str_add(&d->output, ev->text);
}

static inline void driven_init(struct driven *d, const struct bench *b)
{
	*d = (struct driven){0};
	d->request = (struct build_request){
		.dockerfile_name = "Dockerfile",
		.context = b->dir,
		.ignore_name = ".dockerignore",
		.plan = {.build_args = &d->build_args, .contexts = &d->contexts},
		.bind = {.build_args = &d->build_args,
			.labels = &d->labels,
			.hostname = BIND_HOSTNAME},
		.policy = {.allow_root = true, .reason = "a test"},
		.tags = &d->tags,
		.host = paths_opener(),
		.epoch_s = 1000000000,
		.now_s = 1,
		.jobs = 2,
		.cancel_fd = -1,
	};
}

/* What an earlier run found is forgotten. */
static inline int driven_run(
	struct driven *d, struct bench *b, const char *dockerfile, struct err *e)
{
	struct event_sink sink = {driven_see, d};

	build_result_release(&d->result);
	d->result = (struct build_result){0};
	memset(d->events, 0, sizeof d->events);
	buf_clear(&d->names);
	buf_clear(&d->warnings);
	buf_clear(&d->warning_texts);
	buf_clear(&d->output);
	d->request.dockerfile = str_of(dockerfile);
	return build_run(&b->store, &d->request, &sink, &d->result, e);
}

static inline void driven_release(struct driven *d)
{
	build_result_release(&d->result);
	strs_release(&d->tags);
	map_release(&d->build_args);
	map_release(&d->labels);
	map_release(&d->contexts);
	buf_release(&d->names);
	buf_release(&d->warnings);
	buf_release(&d->warning_texts);
	buf_release(&d->output);
}

static inline int driven_file(const struct bench *b, const char *name, const char *text)
{
	struct err e;

	return tree_write(&b->dir, name, 0644, text, strlen(text), &e);
}

/* busybox as a file of the context, for steps that run something; false: this machine has none. */
static inline bool driven_busybox(const struct bench *b)
{
	AUTO(buf_release) struct buf bytes = {0};
	struct err e;

	return paths_read("/bin/busybox", 64 << 20, &bytes, &e) == 0 &&
	       tree_write(&b->dir, "busybox", 0755, bytes.p, bytes.n, &e) == 0;
}

#define BUSYBOX "FROM scratch\nCOPY busybox /bin/sh\n"

/* A test of a build that runs the machine's busybox: d is ready to run, b its bench. */
#define DRIVEN(suite, name)                                                                        \
	static int suite##_##name##_steps(struct driven *d, struct bench *b);                      \
	INSIDE(suite, name)                                                                        \
	{                                                                                          \
		AUTO(driven_release) struct driven d;                                              \
                                                                                                   \
		driven_init(&d, b);                                                                \
		return driven_busybox(b) ? suite##_##name##_steps(&d, b) : NEEDS_BUSYBOX;          \
	}                                                                                          \
	static int suite##_##name##_steps(struct driven *d, struct bench *b)

#endif

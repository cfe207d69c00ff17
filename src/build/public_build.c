/* public_build - lichen_build(): a job that builds in its own id map, and the caller that listens.
 *
 *     caller ──fork──▶ job ──new namespaces──▶ build
 *        ◀────────────── frames ─────────────────┘
 *
 * The job between them is what idmap_run waits in, so that the caller's thread is free to hand
 * events on. It also makes the caller's threads harmless: fork leaves them behind, and only then
 * are namespaces made.
 */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <unistd.h>

#include "build/public.h"
#include "store/store.h"
#include "sys/fd.h"
#include "sys/idmap.h"
#include "sys/job.h"

enum { READ_BYTES = 64 * 1024 };

const char *lichen_version(void)
{
	return LICHEN_VERSION;
}

/* The child's side. */
struct work {
	const struct lichen_build_options *options;
	int frames; /* where they go */
};

static void send_event(void *context, const struct event *event)
{
	const struct work *w = context;
	struct frame frame = {.kind = FRAME_EVENT};
	struct err unsent;

	public_event(event, &frame.event);
	if (frame_write(w->frames, &frame, &unsent) < 0)
		_exit(1); /* nobody listens any more */
}

static void describe(const struct build_result *result, struct lichen_image *out)
{
	snprintf(out->id, sizeof out->id, "%s", digest_text(&result->config).text);
	if (result->manifest.algorithm != DIGEST_NONE)
		snprintf(out->manifest, sizeof out->manifest, "%s",
			digest_text(&result->manifest).text);
	out->steps_run = (unsigned)result->steps_run;
	out->steps_cached = (unsigned)result->steps_cached;
}

static void announce(const struct work *w, const struct build_request *r, const char *id)
{
	send_event((void *)w, &(struct event){.kind = EVENT_IMAGE,
				      .stage = -1,
				      .name = r->tags->n ? r->tags->p[0] : STR(""),
				      .text = str_of(id)});
}

static int build(const struct work *w, struct lichen_image *out, struct err *e)
{
	AUTO(build_result_release) struct build_result result = {0};
	AUTO(tree_close) struct tree dir = TREE_NONE;
	AUTO(store_close) struct store store = STORE_NONE;
	AUTO(public_request_release) struct public_request r = {.inputs = INPUTS_NONE};
	struct event_sink sink = {send_event, (void *)w};

	if (public_request_check(w->options, e) < 0)
		return -1;
	if (tree_make(w->options->store, 0700, &dir, e) < 0)
		return err_during(e, "opening the store `%s`", w->options->store);
	if (store_open(&dir, STORE_SHARED, &store, e) < 0 ||
		public_request_make(w->options, &store, &r, e) < 0 ||
		build_run(&store, &r.request, &sink, &result, e) < 0)
		return -1;
	describe(&result, out);
	announce(w, &r.request, out->id);
	return 0;
}

static int build_inside(void *argument)
{
	const struct work *w = argument;
	struct frame frame = {.kind = FRAME_IMAGE};
	struct lichen_image image = {0};
	struct err e;
	struct err unsent;

	if (build(w, &image, &e) < 0) {
		frame.kind = FRAME_ERROR;
		frame.error = e;
	} else {
		frame.image = image;
	}
	return frame_write(w->frames, &frame, &unsent) < 0;
}

static int build_job(void *argument, void *result, struct err *e)
{
	int status = 0;

	(void)result;
	if (idmap_run(build_inside, argument, &status, e) < 0)
		return -1;
	if (status > 128)
		return err_set(e, ERR_CANCELLED, "the build was ended by signal %d", status - 128);
	return 0;
}

/* The caller's side. */
struct listener {
	const struct lichen_build_options *options;
	int frames;
	struct buf bytes;  /* read and not understood yet */
	struct frame last; /* the image or the error */
	bool answered;
};

static void take_frames(struct listener *l)
{
	struct frame frame;
	size_t at = 0;

	while (frame_next(buf_str(&l->bytes), &at, &frame)) {
		if (frame.kind == FRAME_EVENT) {
			if (l->options->event)
				l->options->event(l->options->event_context, &frame.event);
		} else {
			l->last = frame;
			l->answered = true;
		}
	}
	struct buf rest = {0};

	buf_str_add(&rest, str_from(buf_str(&l->bytes), at));
	buf_release(&l->bytes);
	l->bytes = rest;
}

/* What the pipe holds now; false when nothing will come any more. */
static bool read_frames(struct listener *l)
{
	for (;;) {
		ssize_t n = read(l->frames, buf_room(&l->bytes, READ_BYTES), READ_BYTES);

		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return n < 0 && errno == EAGAIN;
		buf_grew(&l->bytes, (size_t)n);
		take_frames(l);
	}
}

/* Until the job has ended; the pipe's own end may come first or, with a straggler that holds it,
 * never. */
static int listen_to(struct listener *l, struct job *job, struct err *e)
{
	struct pollfd polls[] = {{l->frames, POLLIN, 0}, {job->result_fd, POLLIN, 0}};

	while (!polls[1].revents) {
		if (poll(polls, 2, -1) < 0) {
			if (errno == EINTR)
				continue;
			return err_sys(e, "cannot wait for the build");
		}
		if (polls[0].revents && !read_frames(l))
			polls[0].fd = -1;
	}
	read_frames(l);
	return job_finish(job, NULL, 0, e);
}

static int run(const struct lichen_build_options *options, struct listener *l, struct err *e)
{
	AUTO(job_release) struct job job = JOB_NONE;
	struct work work = {options, -1};
	int ends[2];

	if (fd_pipe(ends, e) < 0)
		return -1;
	l->frames = ends[0];
	work.frames = ends[1];
	int started = fcntl(l->frames, F_SETFL, O_NONBLOCK) < 0
			      ? err_sys(e, "cannot set up a pipe")
			      : job_start(build_job, &work, 0, &job, e);

	fd_close(&work.frames);
	if (started < 0 || listen_to(l, &job, e) < 0)
		return -1;
	if (!l->answered)
		return err_set(e, ERR_CANCELLED, "the build ended without a result");
	if (l->last.kind == FRAME_ERROR) {
		*e = l->last.error;
		return -1;
	}
	return 0;
}

static void listener_release(struct listener *l)
{
	fd_close(&l->frames);
	buf_release(&l->bytes);
}

int lichen_build(const struct lichen_build_options *options, struct lichen_image *image,
	struct lichen_error *error)
{
	AUTO(listener_release) struct listener l = {.options = options, .frames = -1};
	struct err e;

	err_clear(&e);
	if (run(options, &l, &e) < 0)
		return public_error(&e, error);
	*image = l.last.image;
	return 0;
}

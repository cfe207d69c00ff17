/* state - what the driver knows while a build runs; seen by the driver's own files only.
 *
 * A stage is a small state machine: waiting for its base, then step after step, each a hit, or in
 * flight as a job.
 *
 * Owns: everything in it until the driver ends (drive.c). Layer: build.
 */
#ifndef BUILD_STATE_H
#define BUILD_STATE_H

#include <poll.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/event.h"
#include "base/vec.h"
#include "build/build.h"
#include "build/chain.h"
#include "build/context.h"
#include "build/gather.h"
#include "build/pin.h"
#include "build/step.h"
#include "build/step_copy.h"
#include "codec/config.h"
#include "lang/ignore.h"
#include "lang/lint.h"
#include "lang/parse.h"
#include "plan/graph.h"
#include "plan/program.h"
#include "store/cache.h"
#include "sys/job.h"

enum flight_kind { FLIGHT_NONE, FLIGHT_GATHER, FLIGHT_PERFORM };

/* The one job that a stage may have under way. */
struct flight {
	enum flight_kind kind;
	struct job job;
	int out_fd, err_fd; /* what a RUN writes, or out_fd: notes of a fetch; -1: none or ended */
	uint32_t task;      /* of the fetch */
	struct step_work work;
	uint64_t started_ms;
	struct buf tail; /* the last output, for the error */
};

/* Where files of the step at hand come from. */
struct opened_source {
	struct origin origin;
	struct source_root root;
	struct ignore ignore; /* of a named context; the build context's is the build's */
};

/* Jobs beside those of the stages: they wait for the network and not for a processor. */
enum { AHEAD_AT_ONCE = 4, AHEAD_POLLS = 2 * AHEAD_AT_ONCE };

/* The input of a step that is gathered before its stage gets there. */
struct ahead {
	size_t stage, step;
	struct opened_source source;
	struct flight flight;
	struct gathered *gathered; /* once it is, until its stage has it */
	bool taken;
};

struct stage_state {
	bool started, done;
	bool exported;             /* its layers are the image's */
	size_t next;               /* step at hand */
	uint32_t task;             /* number of the step at hand for events; 0: none yet */
	struct gathered *gathered; /* of the step at hand, once it is */
	struct digest key;
	struct chain chain;
	struct config history; /* only its history list is used */
	VEC(int64_t) made;     /* time of each history entry that is ours; 0: no layer of its own */
	VEC(struct opened_source *) sources;           /* of the step at hand */
	VEC(const struct source_root *) mount_sources; /* a place for each mount of a RUN */
	struct flight flight;
	bool user_seen; /* a USER that had to be looked up was, as `seen` says */
	struct policy_seen seen;
};

struct build {
	struct store *store;
	const struct build_request *request;
	const struct event_sink *sink;
	struct build_result *result;
	struct source source;
	struct dockerfile file;
	struct lint_options lint; /* in force: of the file, or of a build argument */
	struct plan plan;
	int64_t epoch_s;       /* -1: none */
	struct map build_args; /* the request's with what SOURCE_DATE_EPOCH stands for; or empty */
	struct bases bases;
	struct program program;
	struct ignore ignore;
	VEC(struct context) contexts; /* one for each of plan.contexts; made where it is a URL */
	struct stage_state *stages;   /* one for each of plan.stages */
	size_t stages_n;
	int running;
	VEC(struct ahead) ahead;
	int fetching;                   /* of those */
	struct compression compression; /* of what is exported */
	bool compresses;                /* an output wants compressed layers */
	uint32_t tasks;                 /* event numbers given out */
};

/* ahead.c */
void ahead_list(struct build *b);
MUST_CHECK int ahead_start(struct build *b, struct err *e); /* as many as may */
struct ahead *ahead_find(struct build *b, size_t stage);    /* of the step at hand, or NULL */
/* AHEAD_POLLS of them: the same for both, and none starts in between. */
void ahead_poll(const struct build *b, struct pollfd *polls);
MUST_CHECK int ahead_serve(struct build *b, const struct pollfd *polls, struct err *e);
void ahead_release(struct build *b);

/* flight.c */
/* What every job of the step has to know, whatever its stage is at. */
struct step_work flight_work(const struct build *b, const struct step *step);
/* The job, once f->work is there. */
MUST_CHECK int flight_start(struct flight *f, enum flight_kind kind, struct err *e);
MUST_CHECK int flight_gathered(
	struct build *b, struct flight *f, struct gathered **out, struct err *e);
/* The read end does not block. */
MUST_CHECK int flight_pipe(int *read_end, int *write_end, struct err *e);
MUST_CHECK int flight_gather(struct build *b, size_t stage, struct err *e);
MUST_CHECK int flight_perform(struct build *b, size_t stage, struct err *e);
/* What its RUN has written so far becomes events. */
void flight_read(struct build *b, size_t stage);
/* Once the job has its result. */
MUST_CHECK int flight_land(struct build *b, size_t stage, struct err *e);
void flight_release(struct flight *f);

/* source.c */
/* The named contexts that are somewhere else, and that the program needs. */
MUST_CHECK int sources_fetch(struct build *b, struct err *e);
/* Whether the step reads files from anywhere but its parent. */
bool step_reads(const struct step *step);
/* Whether every stage that the step reads from is done. */
bool sources_ready(const struct build *b, const struct step *step);
MUST_CHECK int sources_open(struct build *b, size_t stage, const struct step *step, struct err *e);
void sources_close(struct stage_state *s);
/* One alone, whose origin is set. */
MUST_CHECK int source_open_origin(struct build *b, struct opened_source *s, struct err *e);
void source_close_origin(struct opened_source *s);
/* Says what a source that is not there counts from; -1. */
int sources_hint(const struct build *b, const struct step *step, struct err *e);
/* Of a COPY: the one that is open. */
const struct source_root *source_of_copy(const struct stage_state *s);
/* The stage that an origin is, or NULL. */
const struct stage_state *source_stage(const struct build *b, const struct origin *from);

/* schedule.c */
MUST_CHECK int schedule_run(struct build *b, struct err *e);
void schedule_emit(struct build *b, size_t stage, enum event_kind kind, struct event *event);
/* The position of the step at hand, or of any; always -1. */
MUST_CHECK int step_failed(struct build *b, size_t stage, struct err *e);
MUST_CHECK int step_failed_at(struct build *b, size_t stage, size_t number, struct err *e);
void step_finished(struct build *b, size_t stage, const struct step_record *record);

/* finish.c */
MUST_CHECK int finish_image(struct build *b, struct err *e);

/* dump_steps.c: --dump=keys and --dump=sandbox */
MUST_CHECK int dump_steps(struct build *b, struct err *e);

#endif

/* public - what the files behind include/lichen share: values of the inside as values of the
 * outside.
 *
 * A build runs in a child; what it has to say reaches the caller as frames on a pipe: events while
 * it works, then the image or the error.
 *
 * Owns: a request owns what it opened until public_request_release; a frame borrows from the
 * reader's bytes. Fails: ERR_USAGE, ERR_NOT_FOUND, ERR_SYS. Layer: build.
 */
#ifndef BUILD_PUBLIC_H
#define BUILD_PUBLIC_H

#include <stdbool.h>

#include "base/attr.h"
#include "base/buf.h"
#include "base/err.h"
#include "base/event.h"
#include "base/map.h"
#include "base/strs.h"
#include "base/vec.h"
#include "build/build.h"
#include "build/inputs.h"
#include "lichen/lichen.h"

/* Always -1. */
int public_error(const struct err *e, struct lichen_error *out);
void public_event(const struct event *event, struct lichen_event *out);

enum frame_kind { FRAME_EVENT, FRAME_IMAGE, FRAME_ERROR };

struct frame {
	enum frame_kind kind;
	union {
		struct lichen_event event;
		struct lichen_image image;
		struct err error;
	};
};

MUST_CHECK int frame_write(int fd, const struct frame *frame, struct err *e);
/* Takes the first whole frame out of bytes[*at..]; false: more must be read first. */
bool frame_next(struct str bytes, size_t *at, struct frame *out);

/* The caller's options as the driver's request. */
struct public_request {
	struct build_request request;
	struct inputs inputs;
	struct map build_args, labels, contexts;
	struct strs tags;
	VEC(struct build_secret) secrets;
	VEC(struct build_agent) agents;
	struct output *outputs; /* vec triple */
	size_t outputs_n, outputs_capacity;
	struct buf resolv_conf;
};

MUST_CHECK int public_request_check(const struct lichen_build_options *options, struct err *e);
/* Of options that were checked; released before the store is closed. */
MUST_CHECK int public_request_make(const struct lichen_build_options *options,
	const struct store *store, struct public_request *out, struct err *e);
void public_request_release(struct public_request *r);

#endif

/* show - events and errors as people and scripts read them.
 *
 * plain: numbered lines as `docker build --progress=plain` prints them; terminal: the same with a
 * live status line; rawjson: one JSON object a line; quiet: nothing. Errors: file:line, the source
 * lines, a caret, cause, hint. Everything goes to standard error but what a command was asked for.
 *
 * Owns: its buffers until show_release. Fails: never. Layer: cli.
 */
#ifndef CLI_SHOW_H
#define CLI_SHOW_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/event.h"
#include "base/str.h"
#include "base/vec.h"

enum show_mode { SHOW_PLAIN, SHOW_TERMINAL, SHOW_JSON, SHOW_QUIET };

/* Output of one step that has not ended its line yet. */
struct show_line {
	uint32_t task;
	int stream;
	struct buf text;
	bool returned; /* its last byte was a carriage return, maybe the first half of a line's end
			*/
};

struct show {
	enum show_mode mode;
	struct event_sink sink; /* what engines get */
	const char *file;       /* the Dockerfile's name, for warnings */
	VEC(struct show_line) lines;
	uint64_t started_ms;
	int steps_total, steps_done;
	bool status_shown;        /* the live line is on the screen */
	struct buf failed_output; /* the failing step's last lines */
	char failed_step[256];
};

void show_init(struct show *s, enum show_mode mode, const char *file);
void show_release(struct show *s);

/* source: the Dockerfile's bytes for the excerpt; may be empty. s may be NULL for commands without
 * a build. */
void show_error(const struct show *s, const struct err *e, struct str source);
int show_exit_code(const struct err *e); /* 1; 2 for usage; 130 when interrupted */
/* Both, for a command that has neither a build nor a file to show. */
int show_failure(const struct err *e);
/* What a command printed must have arrived: status, or the failure's when it has not. */
int show_written(int status);

#endif

/* progress - what a job that fetches tells its driver: notes of one size through a pipe.
 *
 * A note is written in one piece, and bytes are told of at most once a second, so the pipe never
 * holds the job up for long. A driver that went away is none of the job's business.
 *
 * Owns: nothing. Fails: a note that cannot be written is lost. Layer: build.
 *
 *     struct progress p = progress_begin(fd, "https://h/f");
 *     progress_end(&p);
 */
#ifndef BUILD_PROGRESS_H
#define BUILD_PROGRESS_H

#include <stdint.h>

enum progress_kind { PROGRESS_BEGIN, PROGRESS_BYTES, PROGRESS_END };

struct progress_note {
	enum progress_kind kind;
	uint64_t done_bytes, total_bytes; /* total 0: unknown */
	char name[300];                   /* what is fetched, as people may see it */
};

struct progress {
	int fd; /* -1: nobody listens */
	uint64_t told_ms;
};

struct progress progress_begin(int fd, const char *name);
/* context is a struct progress: as fetch_request has it. */
void progress_bytes(void *context, uint64_t done_bytes, uint64_t total_bytes);
void progress_end(struct progress *p);

/* The driver's side: 1 a whole note, 0 none now, -1 none any more. */
int progress_read(int fd, struct progress_note *out);

#endif

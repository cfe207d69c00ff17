/* capture - what a function under test writes to standard output or error, as text.
 *
 * A whole command is run with command_text(), which keeps both.
 */
#ifndef TEST_CLI_CAPTURE_H
#define TEST_CLI_CAPTURE_H

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/buf.h"
#include "cli/opt.h"
#include "place.h"

/* One stream of the process, led into a memory file from capture_begin to capture_end. */
struct capture {
	FILE *stream;
	int saved, file;
};

static inline struct capture capture_begin(FILE *stream)
{
	struct capture c = {stream, dup(fileno(stream)), memfd_create("capture", MFD_CLOEXEC)};

	fflush(stream);
	cr_assert(c.saved >= 0 && c.file >= 0 && dup2(c.file, fileno(stream)) >= 0);
	return c;
}

static inline void capture_end(struct capture *c, struct buf *out)
{
	char bytes[4096];
	ssize_t n;

	fflush(c->stream);
	dup2(c->saved, fileno(c->stream));
	close(c->saved);
	lseek(c->file, 0, SEEK_SET);
	while ((n = read(c->file, bytes, sizeof bytes)) > 0)
		buf_add(out, bytes, (size_t)n);
	close(c->file);
}

enum { ARGV_MAX = 32 };

/* A command's exit status; out and err are replaced by what it wrote. */
static inline int command_text(
	const struct command *command, const char *const *words, struct buf *out, struct buf *err)
{
	char *argv[ARGV_MAX + 1] = {(char *)command->name};
	int argc = 1;

	while (words[argc - 1] && argc < ARGV_MAX) {
		argv[argc] = (char *)words[argc - 1];
		argc++;
	}
	buf_clear(out);
	buf_clear(err);
	struct capture o = capture_begin(stdout);
	struct capture e = capture_begin(stderr);
	int status = command->run(command, argc, argv);

	capture_end(&e, err);
	capture_end(&o, out);
	return status;
}

#define WORDS(...) ((const char *const[]){__VA_ARGS__, NULL})

#define HAS(buffer, text)                                                                          \
	cr_assert(strstr(buf_cstr(buffer), text), "no `%s` in: %s", text, buf_cstr(buffer))
#define LACKS(buffer, text)                                                                        \
	cr_assert(!strstr(buf_cstr(buffer), text), "`%s` is in: %s", text, buf_cstr(buffer))

#endif

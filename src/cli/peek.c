/* peek - the Dockerfile of any context, for commands that build nothing and enter no namespace. */
#include "cli/peek.h"

#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/mem.h"
#include "cli/git_settings.h"
#include "cli/host.h"
#include "sys/fd.h"
#include "sys/idmap.h"

enum { ANSWER_BYTES_MAX = 65 << 20 };

struct peek {
	const struct peek_place *where;
	struct inputs *in;
	int answer; /* an error, then what was read: a name, a NUL, the text */
};

static int read_inside(const struct peek *p, struct err *e)
{
	AUTO(git_settings_release) struct git_settings settings = {0};
	AUTO(store_close) struct store store = STORE_NONE;
	struct git_host host;

	git_settings_read(&settings);
	host = git_settings_host(&settings);
	if (host_open_store(p->where->store, STORE_SHARED, &store, e) < 0)
		return -1;
	struct context_means means = {.store = &store, .cancel_fd = -1, .git = &host};

	return inputs_peek(p->in, &means, e);
}

static int inside(void *argument)
{
	struct peek *p = argument;
	struct err e, unsent;

	err_clear(&e);
	if (read_inside(p, &e) < 0)
		return fd_write_full(p->answer, &e, sizeof e, &unsent) < 0 ? 2 : 1;
	if (fd_write_full(p->answer, &e, sizeof e, &unsent) < 0 ||
		fd_write_full(p->answer, p->in->dockerfile_name, strlen(p->in->dockerfile_name) + 1,
			&unsent) < 0 ||
		fd_write_full(p->answer, p->in->dockerfile.p, p->in->dockerfile.n, &unsent) < 0)
		return 2;
	return 0;
}

static int take(struct peek *p, int status, struct err *e)
{
	AUTO(buf_release) struct buf answer = {0};
	struct str name, text;

	if (lseek(p->answer, 0, SEEK_SET) < 0 ||
		fd_read_all(p->answer, ANSWER_BYTES_MAX, &answer, e) < 0)
		return -1;
	if (status > 1 || answer.n < sizeof *e)
		return err_set(e, ERR_SYS, "the fetching of the context ended without an answer");
	if (status == 1) {
		memcpy(e, answer.p, sizeof *e);
		return -1;
	}
	str_cut(str_from(buf_str(&answer), sizeof *e), '\0', &name, &text);
	p->in->dockerfile_name = str_dup(name);
	buf_str_add(&p->in->dockerfile, text);
	p->in->pending = false;
	return 0;
}

static int peek_repository(const struct peek_place *where, struct inputs *in, struct err *e)
{
	AUTO(fd_close) int answer = memfd_create("dockerfile", MFD_CLOEXEC);
	struct peek p = {where, in, answer};
	int status = 0;

	if (answer < 0)
		return err_sys(e, "cannot make a file in memory");
	if (idmap_run(inside, &p, &status, e) < 0)
		return -1;
	return take(&p, status, e);
}

int peek_dockerfile(const struct peek_place *where, struct inputs *out, struct err *e)
{
	AUTO(store_close) struct store store = STORE_NONE;

	if (inputs_open(where->file, where->context, out, e) < 0)
		return -1;
	if (out->pending && out->kind == CONTEXT_GIT)
		return peek_repository(where, out, e);
	if (inputs_peek_needs_store(out) &&
		host_open_store(where->store, STORE_SHARED, &store, e) < 0)
		return -1;
	struct context_means means = {
		.store = &store, .cancel_fd = -1, .ca_file = host_authorities()};

	return inputs_peek(out, &means, e);
}

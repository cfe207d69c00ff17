/* inputs - the Dockerfile, its ignore file and the context, found and opened as docker finds
 * them. */
#include "build/inputs.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/str.h"
#include "build/paths.h"
#include "build/pick_file.h"
#include "plan/source_form.h"
#include "remote/url.h"
#include "sys/fd.h"
#include "sys/hostpath.h"

enum { DOCKERFILE_BYTES = 64 << 20, IGNORE_BYTES = 16 << 20 };

static const char *const default_names[] = {"Dockerfile", "dockerfile", "Containerfile"};
enum { DEFAULT_NAMES = sizeof default_names / sizeof *default_names };

static bool is_stdin(const char *path)
{
	return path && strcmp(path, "-") == 0;
}

static bool is_url(const char *path)
{
	return path && source_form(str_of(path)) == SOURCE_URL;
}

static int not_found(const struct inputs *b, struct err *e)
{
	if (b->file)
		err_set(e, ERR_NOT_FOUND, "there is no `%s` in the context `%s`", b->file,
			b->shown);
	else
		err_set(e, ERR_NOT_FOUND, "there is no Dockerfile in `%s`", b->shown);
	return err_hint(e,
		b->file ? "its path counts from the root of the context" : "name it with -f PATH");
}

static int read_stdin(struct inputs *b, struct err *e)
{
	b->dockerfile_name = mem_strdup("Dockerfile");
	return paths_read("-", DOCKERFILE_BYTES, &b->dockerfile, e);
}

/* -f counts from the working directory, as docker has it, then from the context, as buildah has it.
 */
static int read_named(struct inputs *b, struct err *e)
{
	b->dockerfile_name = mem_strdup(b->file);
	if (hostpath_has(b->file))
		return paths_read(b->file, DOCKERFILE_BYTES, &b->dockerfile, e);
	if (!tree_has(&b->context.tree, b->file)) {
		err_set(e, ERR_NOT_FOUND, "there is no Dockerfile `%s`", b->file);
		return err_hint(e, "-f counts from the working directory, then from the context");
	}
	return tree_read(&b->context.tree, b->file, DOCKERFILE_BYTES, &b->dockerfile, e);
}

static int read_default(struct inputs *b, struct err *e)
{
	const struct tree *dir = &b->context.tree;

	for (size_t i = 0; i < DEFAULT_NAMES; i++)
		if (tree_has(dir, default_names[i])) {
			b->dockerfile_name = mem_strdup(default_names[i]);
			return tree_read(
				dir, default_names[i], DOCKERFILE_BYTES, &b->dockerfile, e);
		}
	return not_found(b, e);
}

/* FILE.dockerignore beside the Dockerfile wins entirely over the context's own. */
static int read_ignore(struct inputs *b, struct err *e)
{
	AUTO(mem_release)
	char *beside = b->file ? mem_fmt("%s.dockerignore", b->file)
			       : mem_fmt("%s/%s.dockerignore", b->where, b->dockerfile_name);

	if (b->ignore_name)
		return 0;
	if (!is_stdin(b->file) && !is_url(b->file) && hostpath_has(beside)) {
		b->ignore_name = mem_strdup(beside);
		return paths_read(beside, IGNORE_BYTES, &b->ignore, e);
	}
	b->ignore_name = mem_strdup(".dockerignore");
	if (!tree_has(&b->context.tree, ".dockerignore"))
		return 0;
	if (tree_read(&b->context.tree, ".dockerignore", IGNORE_BYTES, &b->ignore, e) < 0)
		return err_hint(e, "it is there, and without its rules too much would be copied: "
				   "repair it, or "
				   "remove it");
	return 0;
}

/* -f names a directory: its Dockerfile, as podman and buildah have it. */
static int look_into_directory(struct inputs *b, struct err *e)
{
	AUTO(tree_close) struct tree dir = TREE_NONE;
	struct err no_directory;

	if (!b->file || is_stdin(b->file) || is_url(b->file) ||
		tree_open(b->file, &dir, &no_directory) < 0)
		return 0;
	for (size_t i = 0; i < DEFAULT_NAMES; i++)
		if (tree_has(&dir, default_names[i])) {
			char *named = mem_fmt("%s/%s", b->file, default_names[i]);

			free(b->file);
			b->file = named;
			return 0;
		}
	return err_set(e, ERR_NOT_FOUND, "there is no Dockerfile in `%s`", b->file);
}

static int open_directory(struct inputs *b, struct err *e)
{
	int got = 0;

	b->pending = is_url(b->file);
	if (tree_open(b->where, &b->context.tree, e) < 0) {
		err_during(e, "opening the context");
		return e->sys_errno == ENOTDIR
			       ? err_hint(e,
					 "an archive goes to standard input: lichen build - <%s",
					 b->shown)
			       : -1;
	}
	if (look_into_directory(b, e) < 0)
		return -1;
	if (is_stdin(b->file))
		got = read_stdin(b, e);
	else if (!is_url(b->file))
		got = b->file ? read_named(b, e) : read_default(b, e);
	return got < 0 ? -1 : read_ignore(b, e);
}

static int read_head(struct inputs *b, int fd, struct err *e)
{
	ssize_t n = fd_read_full(fd, buf_room(&b->head, CONTEXT_HEAD_BYTES), CONTEXT_HEAD_BYTES);

	if (n < 0)
		return err_sys(e, "cannot read the context");
	buf_grew(&b->head, (size_t)n);
	return 0;
}

/* What fd holds is no archive: the Dockerfile of an empty context. */
static int take_text(struct inputs *b, int fd, struct err *e)
{
	const char *what = b->kind == CONTEXT_STDIN ? "standard input" : b->shown;

	if (b->head.n == 0) {
		err_set(e, ERR_INVALID, "%s is empty", what);
		return err_hint(e, "it is an archive of the context, or a Dockerfile");
	}
	if (b->file) {
		err_set(e, ERR_USAGE, "%s is no archive but a Dockerfile, and -f names another",
			what);
		return err_hint(e, "`-f %s DIR` builds with the files of a directory", b->file);
	}
	b->dockerfile = b->head;
	b->head = (struct buf){0};
	b->dockerfile_name = mem_strdup("Dockerfile");
	return fd_read_all(fd, DOCKERFILE_BYTES, &b->dockerfile, e);
}

/* An archive is the context, anything else the Dockerfile of an empty one. */
static int open_stdin(struct inputs *b, struct err *e)
{
	if (is_stdin(b->file))
		return err_set(e, ERR_USAGE,
			"standard input cannot be both the context and the Dockerfile");
	if (isatty(STDIN_FILENO)) {
		err_set(e, ERR_USAGE, "standard input is a terminal, and `-` is read from it");
		return err_hint(e, "pipe an archive or a Dockerfile into it, or name a directory: "
				   "lichen build .");
	}
	if (read_head(b, STDIN_FILENO, e) < 0)
		return -1;
	b->pending = context_is_archive(buf_str(&b->head));
	return b->pending ? 0 : take_text(b, STDIN_FILENO, e);
}

/* A Dockerfile on standard input is read at once: where the build runs it could not be stopped. */
static int open_remote(struct inputs *b, struct err *e)
{
	b->pending = true;
	return is_stdin(b->file) ? read_stdin(b, e) : 0;
}

int inputs_open(const char *file, const char *context, struct inputs *out, struct err *e)
{
	out->where = mem_strdup(context);
	out->shown = url_redacted(str_of(context));
	out->file = file ? mem_strdup(file) : NULL;
	out->kind = context_kind(context);
	if (out->ignorefile) {
		out->ignore_name = mem_strdup(out->ignorefile);
		if (paths_read(out->ignorefile, IGNORE_BYTES, &out->ignore, e) < 0)
			return -1;
	}
	switch (out->kind) {
	case CONTEXT_STDIN: return open_stdin(out, e);
	case CONTEXT_URL:
	case CONTEXT_GIT: return open_remote(out, e);
	case CONTEXT_DIRECTORY: break;
	}
	return open_directory(out, e);
}

/* In a made tree -f counts from its root, and nothing of the host is looked at. */
static int read_made(struct inputs *b, struct err *e)
{
	const char *name = b->file;

	if (b->dockerfile_name) /* from elsewhere */
		return 0;
	if (!name)
		return read_default(b, e);
	while (*name == '/')
		name++;
	if (!tree_has(&b->context.tree, name))
		return not_found(b, e);
	b->dockerfile_name = mem_strdup(name);
	return tree_read(&b->context.tree, name, DOCKERFILE_BYTES, &b->dockerfile, e);
}

/* -f names a URL. */
static int fetch_dockerfile(struct inputs *b, const struct context_means *means, struct err *e)
{
	const struct context_source what = {b->file, DOCKERFILE_BYTES};
	AUTO(context_release) struct context beside = CONTEXT_NONE;
	AUTO(fd_close) int fd = -1;

	b->dockerfile_name = mem_strdup("Dockerfile");
	if (context_begin(&beside, means->store, e) < 0 ||
		context_download(&beside, means, &what, &fd, e) < 0)
		return err_during(e, "fetching the Dockerfile");
	return fd_read_all(fd, DOCKERFILE_BYTES, &b->dockerfile, e);
}

static int download(struct inputs *b, const struct context_means *means, int *fd, struct err *e)
{
	const struct context_source what = {b->where, 0};

	if (context_begin(&b->context, means->store, e) < 0 ||
		context_download(&b->context, means, &what, fd, e) < 0)
		return err_during(e, "fetching the context");
	return read_head(b, *fd, e);
}

static int make_url(struct inputs *b, const struct context_means *means, struct err *e)
{
	AUTO(fd_close) int fd = -1;

	if (download(b, means, &fd, e) < 0)
		return -1;
	if (context_is_archive(buf_str(&b->head)))
		return context_unpack(&b->context, fd, buf_str(&b->head), means->cancel_fd, e);
	context_release(&b->context);
	return take_text(b, fd, e);
}

static int make(struct inputs *b, const struct context_means *means, struct err *e)
{
	switch (b->kind) {
	case CONTEXT_DIRECTORY: return 0;
	case CONTEXT_STDIN: break;
	case CONTEXT_URL: return make_url(b, means, e);
	case CONTEXT_GIT: return context_fetch(&b->context, means, b->where, e);
	}
	if (context_begin(&b->context, means->store, e) < 0)
		return -1;
	return context_unpack(&b->context, STDIN_FILENO, buf_str(&b->head), means->cancel_fd, e);
}

int inputs_fetch(struct inputs *b, const struct context_means *means, struct err *e)
{
	if (!b->pending)
		return 0;
	b->pending = false;
	if (is_url(b->file) && fetch_dockerfile(b, means, e) < 0)
		return -1;
	return make(b, means, e) < 0 ? -1 : read_made(b, e);
}

bool inputs_peek_needs_store(const struct inputs *b)
{
	return b->pending && !is_stdin(b->file) && (b->kind != CONTEXT_STDIN || is_url(b->file));
}

static int pick(struct inputs *b, int fd, struct err *e)
{
	const char *const *names = b->file ? (const char *const *)&b->file : default_names;
	struct pick_file wanted = {names, b->file ? 1 : DEFAULT_NAMES, DOCKERFILE_BYTES};
	const char *name = NULL;

	if (pick_file(fd, buf_str(&b->head), &wanted, &name, &b->dockerfile, e) < 0)
		return err_during(e, "looking for the Dockerfile in the context");
	if (!name)
		return not_found(b, e);
	b->dockerfile_name = mem_strdup(name);
	return 0;
}

static int pick_url(struct inputs *b, const struct context_means *means, struct err *e)
{
	AUTO(fd_close) int fd = -1;

	if (download(b, means, &fd, e) < 0)
		return -1;
	return context_is_archive(buf_str(&b->head)) ? pick(b, fd, e) : take_text(b, fd, e);
}

static int peek(struct inputs *b, const struct context_means *means, struct err *e)
{
	if (is_stdin(b->file))
		return 0;
	if (is_url(b->file))
		return fetch_dockerfile(b, means, e);
	switch (b->kind) {
	case CONTEXT_DIRECTORY: break;
	case CONTEXT_STDIN: return pick(b, STDIN_FILENO, e);
	case CONTEXT_URL: return pick_url(b, means, e);
	case CONTEXT_GIT: return make(b, means, e) < 0 ? -1 : read_made(b, e);
	}
	return 0;
}

int inputs_peek(struct inputs *b, const struct context_means *means, struct err *e)
{
	if (!b->pending)
		return 0;
	b->pending = false;
	int got = peek(b, means, e);

	context_release(&b->context); /* nobody will build with it, and the store may go */
	return got;
}

/* An error keeps the beginning of a long name. */
static bool is_of(const struct err *e, const char *name)
{
	return name && strncmp(e->file, name, sizeof e->file - 1) == 0;
}

struct str inputs_text(const struct inputs *b, const struct err *e)
{
	if (is_of(e, b->dockerfile_name))
		return buf_str(&b->dockerfile);
	return is_of(e, b->ignore_name) ? buf_str(&b->ignore) : STR("");
}

void inputs_release(struct inputs *b)
{
	context_release(&b->context);
	buf_release(&b->dockerfile);
	buf_release(&b->ignore);
	buf_release(&b->head);
	mem_release(&b->dockerfile_name);
	mem_release(&b->ignore_name);
	mem_release(&b->where);
	mem_release(&b->shown);
	mem_release(&b->file);
	mem_release(&b->ignorefile);
}

/* inputs - the Dockerfile, its ignore file and the context, found and opened as docker finds
 * them. */
#include "build/inputs.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/str.h"
#include "build/paths.h"
#include "sys/hostpath.h"

enum { DOCKERFILE_BYTES = 64 << 20, IGNORE_BYTES = 16 << 20 };

static int refuse_remote(const char *context, struct err *e)
{
	static const char *const schemes[] = {
		"http://", "https://", "git://", "ssh://", "git@", "github.com/"};

	if (strcmp(context, "-") == 0)
		return err_set(e, ERR_UNSUPPORTED,
			"a context on standard input is not supported yet: name a directory");
	for (size_t i = 0; i < sizeof schemes / sizeof *schemes; i++)
		if (str_starts(str_of(context), str_of(schemes[i])))
			return err_set(e, ERR_UNSUPPORTED,
				"a remote context is not supported yet: name a directory");
	return 0;
}

static int not_found(const struct inputs *b, const char *context, struct err *e)
{
	(void)b;
	err_set(e, ERR_NOT_FOUND, "there is no Dockerfile in `%s`", context);
	return err_hint(e, "name it with -f PATH");
}

/* -f counts from the working directory, as docker has it, then from the context, as buildah has it.
 */
static int read_named(const char *file, struct inputs *b, struct err *e)
{
	b->dockerfile_name = mem_strdup(strcmp(file, "-") == 0 ? "Dockerfile" : file);
	if (strcmp(file, "-") == 0 || hostpath_has(file) || !tree_has(&b->context, file))
		return paths_read(file, DOCKERFILE_BYTES, &b->dockerfile, e);
	return tree_read(&b->context, file, DOCKERFILE_BYTES, &b->dockerfile, e);
}

static int read_default(const char *context, struct inputs *b, struct err *e)
{
	static const char *const names[] = {"Dockerfile", "dockerfile", "Containerfile"};

	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		if (tree_has(&b->context, names[i])) {
			b->dockerfile_name = mem_strdup(names[i]);
			return tree_read(
				&b->context, names[i], DOCKERFILE_BYTES, &b->dockerfile, e);
		}
	return not_found(b, context, e);
}

/* FILE.dockerignore beside the Dockerfile wins entirely over the context's own. */
static int read_ignore(const char *file, const char *context, struct inputs *b, struct err *e)
{
	AUTO(mem_release)
	char *beside = file ? mem_fmt("%s.dockerignore", file)
			    : mem_fmt("%s/%s.dockerignore", context, b->dockerfile_name);

	if (hostpath_has(beside)) {
		b->ignore_name = mem_strdup(beside);
		return paths_read(beside, IGNORE_BYTES, &b->ignore, e);
	}
	b->ignore_name = mem_strdup(".dockerignore");
	if (!tree_has(&b->context, ".dockerignore"))
		return 0;
	return tree_read(&b->context, ".dockerignore", IGNORE_BYTES, &b->ignore, e);
}

int inputs_open(const char *file, const char *context, struct inputs *out, struct err *e)
{
	out->context = TREE_NONE;
	if (refuse_remote(context, e) < 0)
		return -1;
	if (tree_open(context, &out->context, e) < 0)
		return err_during(e, "opening the context");
	if ((file ? read_named(file, out, e) : read_default(context, out, e)) < 0)
		return -1;
	return read_ignore(file, context, out, e);
}

void inputs_release(struct inputs *b)
{
	tree_close(&b->context);
	buf_release(&b->dockerfile);
	buf_release(&b->ignore);
	mem_release(&b->dockerfile_name);
	mem_release(&b->ignore_name);
}

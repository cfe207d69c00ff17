/* context - the files of a build, or of one --build-context, whatever they come from. */
#include "build/context.h"

#include <string.h>
#include <sys/stat.h>

#include "build/batch.h"
#include "codec/tar.h"
#include "codec/tar_header.h"
#include "exec/extract.h"
#include "plan/bind.h"
#include "sys/hostpath.h"

static const char files_name[] = "files";

enum context_kind context_kind(const char *text)
{
	struct str s = str_of(text);

	if (str_eq(s, STR("-")))
		return CONTEXT_STDIN;
	if (hostpath_has(text))
		return CONTEXT_DIRECTORY;
	if (str_starts(s, STR("github.com/"))) /* as docker has it since before modules */
		return CONTEXT_GIT;
	switch (source_form(s)) {
	case SOURCE_GIT: return CONTEXT_GIT;
	case SOURCE_URL: return CONTEXT_URL;
	default: return CONTEXT_DIRECTORY;
	}
}

int context_begin(struct context *c, const struct store *store, struct err *e)
{
	c->made = true;
	if (txn_begin(store, &c->txn, e) < 0 ||
		tree_make_at(&c->txn.dir, files_name, 0755, &c->tree, e) < 0)
		return -1;
	/* Whatever the umask: the mode of `/` may be copied. */
	return fchmod(c->tree.fd, 0755) < 0 ? err_sys(e, "cannot prepare a context") : 0;
}

/* gzip, bzip2, xz and zstd by their magic bytes alone, as docker has it: what they hold instead of
 * a tar is then an error that says so. */
static bool is_compressed(struct str head)
{
	static const struct str magics[] = {{"\x1f\x8b\x08", 3}, {"BZh", 3},
		{"\xfd"
		 "7zXZ\0",
			6},
		{"\x28\xb5\x2f\xfd", 4}};

	for (size_t i = 0; i < sizeof magics / sizeof *magics; i++)
		if (str_starts(head, magics[i]))
			return true;
	return false;
}

bool context_is_archive(struct str head)
{
	const unsigned char *block = (const unsigned char *)head.p;
	struct tar_block parsed;
	struct err ignored;

	if (is_compressed(head))
		return true;
	if (head.n < TAR_BLOCK_BYTES)
		return false;
	return tar_block_is_zero(block) || tar_block_parse(block, &parsed, &ignored) == 0;
}

struct unpacking {
	int fd;
	struct extract_rules rules;
};

static int unpack(void *argument, void *result, struct err *e)
{
	const struct unpacking *u = argument;

	(void)result;
	return extract_archive(u->fd, &u->rules, e);
}

int context_unpack(struct context *c, int fd, struct str head, int cancel_fd, struct err *e)
{
	struct unpacking u = {fd, {.dest_fd = c->tree.fd, .epoch_s = 0, .head = head}};
	const struct batch one = {.run = unpack,
		.arguments = &u,
		.argument_bytes = sizeof u,
		.n = 1,
		.at_once = 1,
		.cancel_fd = cancel_fd};

	return batch_run(&one, e) < 0 ? err_during(e, "unpacking the context") : 0;
}

void context_release(struct context *c)
{
	tree_close(&c->tree);
	txn_release(&c->txn);
}

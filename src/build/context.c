/* context - the files of a build, or of one --build-context, whatever they come from. */
#include "build/context.h"

#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/mem.h"
#include "build/batch.h"
#include "build/download.h"
#include "build/git_source.h"
#include "codec/tar.h"
#include "codec/tar_block.h"
#include "exec/extract.h"
#include "plan/source_form.h"
#include "remote/fetch.h"
#include "remote/git_url.h"
#include "remote/url.h"
#include "store/snap.h"
#include "sys/fd.h"
#include "sys/hostpath.h"

static const char files_name[] = "files";

enum context_kind context_kind(const char *text)
{
	struct str s = str_of(text);

	if (str_eq(s, STR("-")))
		return CONTEXT_STDIN;
	if (hostpath_has(text))
		return CONTEXT_DIRECTORY;
	if (git_url_is_context(s))
		return CONTEXT_GIT;
	return source_form(s) == SOURCE_URL ? CONTEXT_URL : CONTEXT_DIRECTORY;
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
	const struct batch one = batch_of_one(unpack, &u, cancel_fd);

	return batch_run(&one, e) < 0 ? err_during(e, "unpacking the context") : 0;
}

struct downloading {
	const struct context_means *means;
	const struct context_source *what;
	int fd;
};

static int fetch_one(void *argument, void *result, struct err *e)
{
	const struct downloading *d = argument;
	const struct download_request secrets = {.url = d->what->url,
		.secrets = d->means->secrets,
		.secrets_n = d->means->secrets_n};
	AUTO(mem_release) char *login = NULL; /* goes with this job */
	AUTO(fetched_release) struct fetched got = {0};
	int64_t *modified_s = result;

	if (download_login(&secrets, &login, e) < 0)
		return -1;
	const struct fetch_request request = {
		.url = d->what->url,
		.fd = d->fd,
		.limit_bytes = d->what->limit_bytes,
		.authorization = login,
		.modified_s = -1,
		.ca_file = d->means->ca_file,
		.cancel_fd = d->means->cancel_fd,
	};

	if (fetch_url(&request, &got, e) < 0)
		return -1;
	*modified_s = got.modified_s;
	return 0;
}

int context_download(struct context *c, const struct context_means *means,
	const struct context_source *what, int *fd, struct err *e)
{
	static const char name[] = "download";
	AUTO(fd_close) int file = -1;

	if (tree_file(&c->txn.dir, name, O_RDWR | O_CREAT | O_EXCL, 0600, &file, e) < 0 ||
		tree_unlink(&c->txn.dir, name, e) < 0)
		return -1;
	struct downloading d = {means, what, file};
	const struct batch one = {.run = fetch_one,
		.arguments = &d,
		.argument_bytes = sizeof d,
		.n = 1,
		.results = &c->modified_s,
		.result_bytes = sizeof c->modified_s,
		.at_once = 1,
		.cancel_fd = means->cancel_fd};

	if (batch_run(&one, e) < 0)
		return -1;
	if (lseek(file, 0, SEEK_SET) < 0)
		return err_sys(e, "cannot read a download");
	*fd = fd_take(&file);
	return 0;
}

static int fetch_archive(
	struct context *c, const struct context_means *means, const char *url, struct err *e)
{
	AUTO(mem_release) char *shown = url_shown(url);
	AUTO(fd_close) int fd = -1;
	char head[CONTEXT_HEAD_BYTES];

	if (context_download(c, means, &(struct context_source){url, 0}, &fd, e) < 0)
		return -1;
	ssize_t n = pread(fd, head, sizeof head, 0);

	if (n < 0)
		return err_sys(e, "cannot read a download");
	if (!context_is_archive((struct str){head, (size_t)n}))
		return err_set(e, ERR_INVALID, "`%s` is no archive", shown);
	return context_unpack(c, fd, STR(""), means->cancel_fd, e);
}

static bool is_true(const struct str *value)
{
	static const char *const words[] = {"1", "t", "T", "TRUE", "true", "True"};

	for (size_t i = 0; value && i < sizeof words / sizeof *words; i++)
		if (str_eq(*value, str_of(words[i])))
			return true;
	return false;
}

struct context_means context_means_of(
	const struct build_request *request, const struct store *store, bool own)
{
	const struct map *args = request->plan.build_args;

	return (struct context_means){
		.store = store,
		.cancel_fd = request->cancel_fd,
		.secrets = request->secrets,
		.secrets_n = request->secrets_n,
		.ca_file = request->ca_file,
		.agents = request->agents,
		.agents_n = request->agents_n,
		.git = &request->git,
		.keep_git_dir =
			own && args && is_true(map_get(args, STR("BUILDKIT_CONTEXT_KEEP_GIT_DIR"))),
	};
}

static int fetch_git(
	struct context *c, const struct context_means *means, const char *url, struct err *e)
{
	const struct git_request request = {.means = means, .url = str_of(url)};
	struct digest layer = {0};

	c->made = true;
	if (git_source_job(&request, &layer, e) < 0)
		return -1;
	return snap_open(means->store, &layer, &c->tree.fd, e);
}

int context_fetch(
	struct context *c, const struct context_means *means, const char *url, struct err *e)
{
	if (context_kind(url) == CONTEXT_GIT)
		return fetch_git(c, means, url, e);
	return context_begin(c, means->store, e) < 0 ? -1 : fetch_archive(c, means, url, e);
}

void context_release(struct context *c)
{
	tree_close(&c->tree);
	txn_release(&c->txn);
}

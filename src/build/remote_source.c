/* remote_source - a source of ADD that lies elsewhere: into the store for the key, and out of it.
 */
#include "build/remote_source.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/mem.h"
#include "build/download.h"
#include "build/gather.h"
#include "build/git_source.h"
#include "build/progress.h"
#include "plan/source_form.h"
#include "remote/url.h"
#include "store/blob.h"
#include "store/snap.h"
#include "sys/fd.h"

enum { URL_MODE = 0600 };

/* Name, content and time: what the file will be, wherever it came from. */
static struct digest url_input(const char *name, const struct remote_source *found)
{
	AUTO(hasher_release) struct hasher h = {0};
	char mtime[24];

	snprintf(mtime, sizeof mtime, "%" PRId64, found->mtime_s);
	hasher_begin(&h, DIGEST_SHA256);
	hasher_field(&h, "url", str_of(name));
	hasher_field(&h, "content", str_of(digest_text(&found->content).text));
	hasher_field(&h, "mtime", str_of(mtime));
	return hasher_end(&h);
}

/* The files of a repository, copied as the content of a directory is. */
static void request_tree(const struct rootfs *root, struct files_request *request)
{
	static struct str whole = {"/", 1};
	static const struct strs sources = {.p = &whole, .n = 1};

	request->from = *root;
	request->ignore = NULL;
	request->sources = &sources;
	request->inlines_n = 0;
	request->plain = true;
	request->unpack = false;
}

static int open_tree(
	const struct step_work *work, const struct digest *layer, struct rootfs *out, struct err *e)
{
	AUTO(fd_close) int fd = -1;

	return snap_open(work->store, layer, &fd, e) < 0 ? -1 : rootfs_of(fd, out, e);
}

/* What of the repository is copied, not which commit it is of. */
static int gather_git(const struct step_work *work, struct str source, struct remote_source *found,
	struct digest *input, struct err *e)
{
	const struct context_means means = {
		.store = work->store,
		.cancel_fd = -1,
		.secrets = work->secrets,
		.secrets_n = work->secrets_n,
		.agents = work->agents,
		.agents_n = work->agents_n,
		.git = work->git,
		.keep_git_dir = work->step->copy.keep_git_dir,
	};
	const struct git_request git = {&means, source, work->step->copy.checksum};
	AUTO(mem_release) char *url = str_dup(source);
	AUTO(mem_release) char *shown = url_shown(url);
	AUTO(rootfs_close) struct rootfs root = ROOTFS_NONE;
	struct progress progress = progress_begin(work->out_fd, shown);
	struct files_request request = {0};

	if (git_source(&git, &found->content, e) < 0 ||
		open_tree(work, &found->content, &root, e) < 0)
		return -1;
	progress_end(&progress);
	gather_request(work->step, NULL, work->epoch_s, &request);
	request_tree(&root, &request);
	struct gather_input files;

	if (gather_copy(work->store, &request, &found->content, &files, e) < 0)
		return -1;
	*input = files.content;
	return 0;
}

int remote_gather(const struct step_work *work, struct str source, struct remote_source *found,
	struct digest *input, struct err *e)
{
	if (source_form(source) == SOURCE_GIT)
		return gather_git(work, source, found, input, e);
	AUTO(mem_release) char *url = str_dup(source);
	AUTO(mem_release) char *name = url_file_name(url);
	AUTO(mem_release) char *shown = url_shown(url);
	struct progress progress = progress_begin(work->out_fd, shown);
	struct download_request request = {
		.store = work->store,
		.url = url,
		.checksum = work->step->copy.checksum,
		.secrets = work->secrets,
		.secrets_n = work->secrets_n,
		.ca_file = work->ca_file,
		.progress = progress_bytes,
		.context = &progress,
	};

	if (download(&request, found, e) < 0)
		return -1;
	progress_end(&progress);
	*input = url_input(name, found);
	return 0;
}

int remote_open(const struct step_work *work, struct str source, const struct remote_source *found,
	struct remote_files *files, struct err *e)
{
	if (source_form(source) == SOURCE_GIT)
		return open_tree(work, &found->content, &files->tree, e);
	AUTO(mem_release) char *url = str_dup(source);

	files->name = url_file_name(url);
	files->given = (struct files_given){files->name, -1, URL_MODE, found->mtime_s};
	return blob_open(work->store, &found->content, &files->given.fd, NULL, e);
}

void remote_request(
	const struct step *step, const struct remote_files *files, struct files_request *request)
{
	if (files->tree.fd >= 0) {
		request_tree(&files->tree, request);
		return;
	}
	request->sources = NULL;
	request->excludes = NULL;
	request->unpack = step->copy.unpack == 1;
	request->given = &files->given;
}

void remote_close(struct remote_files *files)
{
	fd_close(&files->given.fd);
	rootfs_close(&files->tree);
	mem_release(&files->name);
}

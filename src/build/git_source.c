/* git_source - a repository's files as a layer of the store: asked for, and fetched once a commit.
 */
#include "build/git_source.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "build/batch.h"
#include "exec/agent.h"
#include "image/layer.h"
#include "remote/git.h"
#include "remote/git_auth.h"
#include "store/cache.h"
#include "store/snap.h"
#include "store/txn.h"
#include "sys/fd.h"

/* Where programs are when nobody says. */
#define USUAL_SEARCH "/usr/local/bin:/usr/bin:/bin"

/* One repository's fetching, and what stands ready for it. */
struct work {
	struct git_url url;
	struct git_access access;
	struct buf authorization;
	struct txn txn;
	struct job agent;
	struct git git;
};

static void work_release(struct work *w)
{
	job_release(&w->agent);
	fd_close(&w->access.agent_fd);
	txn_release(&w->txn);
	if (w->authorization.p)
		explicit_bzero(w->authorization.p, w->authorization.n);
	buf_release(&w->authorization);
	git_url_release(&w->url);
}

static bool find_secret(const void *context, const char *id, struct str *value)
{
	const struct git_request *r = context;

	for (size_t i = 0; i < r->means->secrets_n; i++)
		if (str_eq(r->means->secrets[i].id, str_of(id))) {
			*value = r->means->secrets[i].value;
			return true;
		}
	return false;
}

static int start_agent(const struct git_request *r, struct work *w, struct err *e)
{
	static const struct agent_owner owner = {0600, 0, 0};
	AUTO(fd_close) int listener = -1;
	const struct build_agent *agent = NULL;

	for (size_t i = 0; i < r->means->agents_n; i++)
		if (str_eq(r->means->agents[i].id, STR("default")))
			agent = &r->means->agents[i];
	if (!agent) {
		err_set(e, ERR_NOT_FOUND, "no SSH key \"default\" forwarded from the client");
		return err_hint(e, "`%s` is reached by ssh: give --ssh default", w->url.remote);
	}
	if (agent_listen(&w->txn.dir, "agent", &owner, &listener, e) < 0)
		return -1;
	w->access.agent_fd = openat(w->txn.dir.fd, "agent", O_PATH | O_NOFOLLOW | O_CLOEXEC);
	if (w->access.agent_fd < 0)
		return err_sys(e, "cannot open the agent's socket");
	return agent_serve(listener, agent->fd, &w->agent, e);
}

/* --checksum and the URL's own must be the same one. */
static int take_checksum(const struct git_request *r, struct work *w, struct err *e)
{
	if (!r->checksum)
		return 0;
	if (w->url.checksum && strcmp(w->url.checksum, r->checksum) != 0)
		return err_set(e, ERR_INVALID, "checksum mismatch \"%s\" != \"%s\"",
			w->url.checksum, r->checksum);
	w->url.checksum = r->checksum;
	return 0;
}

static int prepare(const struct git_request *r, struct work *w, struct err *e)
{
	const struct git_host *host = r->means->git;

	if (git_url_parse(r->url, &w->url, e) < 0 || take_checksum(r, w, e) < 0)
		return -1;
	if (r->means->keep_git_dir && w->url.keep_git_dir == 0)
		return err_set(e, ERR_INVALID, "inconsistent keep-git-dir configuration");
	if (git_auth_header(&w->url, find_secret, r, &w->authorization, e) < 0 ||
		txn_begin(r->means->store, &w->txn, e) < 0)
		return -1;
	w->access = (struct git_access){
		.search = host && host->search ? host->search : USUAL_SEARCH,
		.proxies = host ? host->proxies : NULL,
		.known_hosts = host ? host->known_hosts : STR(""),
		.ca_file = host ? host->ca_file : NULL,
		.agent_fd = -1,
		.authorization = buf_str(&w->authorization),
		.cancel_fd = r->means->cancel_fd,
	};
	w->git = (struct git){&w->access, &w->url, w->txn.dir};
	return w->url.scheme == GIT_SSH ? start_agent(r, w, e) : 0;
}

/* All that decides about the files. Where they came from only does when .git is kept, which says
 * it. */
static struct digest key_of(
	const struct work *w, const struct git_commit *c, const struct git_wants *wants)
{
	AUTO(hasher_release) struct hasher h = {0};

	hasher_begin(&h, DIGEST_SHA256);
	hasher_field(&h, "source", STR("git 1"));
	hasher_field(&h, "commit", str_of(*c->commit ? c->commit : c->object));
	hasher_field(&h, "subdir", str_of(w->url.subdir));
	hasher_field(&h, "submodules", wants->submodules ? STR("1") : STR("0"));
	hasher_field(&h, "times", wants->commit_times ? STR("1") : STR("0"));
	if (wants->git_dir) {
		hasher_field(&h, "object", str_of(c->object));
		hasher_field(&h, "ref", str_of(c->ref));
		hasher_field(&h, "remote", str_of(w->url.remote));
	}
	return hasher_end(&h);
}

static int store_files(
	struct work *w, const struct digest *key, struct step_record *out, struct err *e)
{
	static const struct layer_rules rules = {.epoch_s = -1};
	AUTO(tree_close) struct tree files = TREE_NONE;
	struct layer layer = {0};

	if (tree_at(&w->txn.dir, "files", &files, e) < 0 ||
		layer_normalise(files.fd, &rules, e) < 0 ||
		layer_write(files.fd, NULL, &layer, e) < 0)
		return err_during(e, "storing the files of `%s`", w->url.remote);
	*out = (struct step_record){.diff_id = layer.diff_id,
		.tar_bytes = layer.tar_bytes,
		.disk_bytes = layer.disk_bytes,
		.made_s = time(NULL)};
	snprintf(out->what, sizeof out->what, "git: %s", w->url.remote);
	if (snap_commit(&w->txn, "files", &layer.diff_id, layer.disk_bytes, e) < 0)
		return -1;
	return cache_put(w->txn.store, key, out, e);
}

int git_source(const struct git_request *r, struct digest *layer, struct err *e)
{
	AUTO(work_release)
	struct work w = {.access = {.agent_fd = -1}, .txn = TXN_NONE, .agent = JOB_NONE};
	struct git_commit commit = {0};
	struct step_record record = {0};

	if (prepare(r, &w, e) < 0 || git_resolve(&w.git, &commit, e) < 0)
		return -1;
	struct git_wants wants = git_wants_of(&w.url, r->means->keep_git_dir);
	struct digest key = key_of(&w, &commit, &wants);
	int found = cache_find(r->means->store, &key, &record, e);

	if (found == 0 && (git_checkout(&w.git, &commit, &wants, "files", e) < 0 ||
				  store_files(&w, &key, &record, e) < 0))
		return -1;
	*layer = record.diff_id;
	return found < 0 ? -1 : 0;
}

static int source_in_job(void *argument, void *result, struct err *e)
{
	return git_source(argument, result, e);
}

int git_source_job(const struct git_request *r, struct digest *layer, struct err *e)
{
	struct git_request request = *r;
	struct batch one = batch_of_one(source_in_job, &request, r->means->cancel_fd);

	one.results = layer;
	one.result_bytes = sizeof *layer;
	return batch_run(&one, e);
}

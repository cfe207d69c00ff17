/* step - one step that missed the cache, done: overlay, run or copy, layer, into the store. */
#include "build/step.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

#include "build/step_copy.h"
#include "build/step_mounts.h"
#include "build/step_sandbox.h"
#include "exec/files.h"
#include "exec/overlay.h"
#include "exec/run.h"
#include "exec/user.h"
#include "image/default_user.h"
#include "image/layer.h"
#include "plan/path.h"
#include "store/cache.h"
#include "store/snap.h"
#include "store/store.h"
#include "store/txn.h"
#include "sys/fd.h"

enum { COMMAND_SHOWN_MAX = 500 }; /* bytes of a command in an error, which has its status too */

/* The directories of a step in flight; `upper` becomes the layer. */
struct workspace {
	struct txn txn;
	struct tree upper, work;
	struct rootfs root; /* writable, merged */
	bool input_changed; /* since the key was made of it */
};

static void workspace_release(struct workspace *w)
{
	rootfs_close(&w->root);
	tree_close(&w->upper);
	tree_close(&w->work);
	txn_release(&w->txn);
}

static int workspace_open(const struct step_work *work, struct workspace *w, struct err *e)
{
	AUTO(chain_fds_close) struct chain_fds fds = {0};

	if (txn_begin(work->store, &w->txn, e) < 0 ||
		tree_make_at(&w->txn.dir, "upper", 0755, &w->upper, e) < 0 ||
		tree_make_at(&w->txn.dir, "work", 0700, &w->work, e) < 0)
		return -1;
	if (fchmod(w->upper.fd, 0755) < 0) /* whatever the umask */
		return err_sys(e, "cannot prepare the step's directory");
	if (chain_open(work->store, work->parent, &fds, e) < 0)
		return -1;
	return overlay_open(
		&(struct overlay_layers){fds.p, fds.n}, w->upper.fd, w->work.fd, &w->root, e);
}

/* In docker's words, which people and scripts look for. */
static int failed(const struct run *run, int status, struct err *e)
{
	AUTO(buf_release) struct buf command = {0};

	for (size_t i = 0; i < run->argv.n; i++)
		buf_fmt(&command, "%s%s", i ? " " : "", run->argv.p[i].p);
	err_set(e, ERR_STEP, "process \"%.*s%s\" did not complete successfully: exit code: %d",
		COMMAND_SHOWN_MAX, buf_cstr(&command), command.n > COMMAND_SHOWN_MAX ? "..." : "",
		status);
	e->exit_status = status;
	return -1;
}

static int perform_copy(const struct step_work *work, struct workspace *w, struct err *e)
{
	if (step_copy(work, &w->root, e) < 0)
		return -1;
	w->input_changed = !step_input_holds(work);
	return 0;
}

static int perform_run(const struct step_work *work, struct workspace *w, struct err *e)
{
	AUTO(step_sandbox_release) struct step_sandbox s = {0};
	AUTO(step_mounts_release) struct step_mounts mounts = {0};
	int status = 0;

	if (step_mounts_open(work, &w->txn.dir, &mounts, e) < 0)
		return -1;
	w->input_changed = !step_input_holds(work);
	if (step_sandbox_make(work, &w->root, &mounts, &s, e) < 0 ||
		sandbox_run(&s.sandbox, &status, e) < 0)
		return -1;
	if (status == 0)
		return 0;
	return failed(&work->step->run, status, e);
}

/* The config keeps the path as it was written; what is made is the clean one, so that no directory
 * comes of a name that `..` takes back. */
static int perform_workdir(const struct step_work *work, const struct workspace *w, struct err *e)
{
	AUTO(buf_release) struct buf path = {0};
	struct str user = str_of(work->step->user);
	uid_t uid = 0;
	gid_t gid = 0;

	if (user.n) {
		struct user resolved = {0};

		if (user_resolve(&w->root, user, &resolved, e) < 0)
			return -1;
		uid = resolved.uid;
		gid = resolved.gid;
	}
	path_clean(str_of(work->step->workdir), &path);
	return files_workdir(&w->root, buf_cstr(&path), uid, gid, work->epoch_s, e);
}

static int perform(const struct step_work *work, struct workspace *w, struct err *e)
{
	if (!work->step)
		return policy_default_user_files(&w->root, work->epoch_s, e);
	switch (work->step->kind) {
	case STEP_RUN: return perform_run(work, w, e);
	case STEP_COPY: return perform_copy(work, w, e);
	case STEP_WORKDIR: return perform_workdir(work, w, e);
	case STEP_META: break;
	}
	return err_set(e, ERR_INVALID, "a step that changes no file cannot be performed");
}

/* The root directory's own entry of a scratch base has a fixed time: nobody set it on purpose. */
static int settle_root(const struct step_work *work, const struct workspace *w, struct err *e)
{
	struct timespec times[2] = {{.tv_nsec = UTIME_NOW}, {.tv_sec = 0}};

	if (work->parent->n > 0)
		return 0;
	return futimens(w->upper.fd, times) < 0
		       ? err_sys(e, "cannot set the time of the root directory")
		       : 0;
}

static int make_layer(
	const struct step_work *work, struct workspace *w, struct layer *layer, struct err *e)
{
	AUTO(rootfs_close) struct rootfs parent = ROOTFS_NONE;
	struct layer_rules rules = {.epoch_s = work->epoch_s, .with_root = work->parent->n == 0};

	rootfs_close(&w->root); /* overlay's own work is finished before the upper is read */
	if (work->parent->n > 0) {
		if (chain_view(work->store, work->parent, &parent, e) < 0)
			return -1;
		rules.parent = &parent;
	}
	if (settle_root(work, w, e) < 0 || layer_normalise(w->upper.fd, &rules, e) < 0)
		return -1;
	return work->compression ? compress_snapshot(work->compression, w->upper.fd, NULL, layer, e)
				 : layer_write(w->upper.fd, NULL, layer, e);
}

int step_perform(const struct step_work *work, struct step_record *out, struct err *e)
{
	AUTO(workspace_release)
	struct workspace w = {TXN_NONE, TREE_NONE, TREE_NONE, ROOTFS_NONE, false};
	struct layer layer = {0};

	umask(022); /* what a step makes does not depend on who builds; this job is a process of its
		       own */
	if (workspace_open(work, &w, e) < 0 || perform(work, &w, e) < 0 ||
		make_layer(work, &w, &layer, e) < 0)
		return store_failed(e);
	out->diff_id = layer.diff_id;
	out->tar_bytes = layer.tar_bytes;
	out->disk_bytes = layer.disk_bytes;
	out->made_s = time(NULL);
	snprintf(out->what, sizeof out->what, "%s",
		work->step ? work->step->created_by : "lichen: default user");
	if (snap_commit(&w.txn, "upper", &layer.diff_id, layer.disk_bytes, e) < 0)
		return -1;
	/* The layer is then of files that the key does not speak of. */
	return w.input_changed ? 0 : cache_put(work->store, &work->key, out, e);
}

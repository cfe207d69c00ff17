/* step_binds - the source of one bind mount: a copy of context files, a view, a writable overlay.
 */
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>

#include "build/gather.h"
#include "build/step_mounts.h"
#include "exec/overlay.h"

enum { DIRECTORY_BYTES = 32 };

static const char copy_name[] = "/files";

/* A directory of this mount's own in scratch. */
static int make_directory(
	const struct tree *scratch, const char *what, size_t mount, struct tree *out, struct err *e)
{
	char name[DIRECTORY_BYTES];

	snprintf(name, sizeof name, "%s-%zu", what, mount);
	if (tree_make_at(scratch, name, 0755, out, e) < 0)
		return -1;
	return fchmod(out->fd, 0755) < 0 ? err_sys(e, "cannot prepare a mount's directory") : 0;
}

static int open_copy(const struct run_mount *m, const struct source_root *from, size_t mount,
	const struct tree *scratch, int *out, struct err *e)
{
	AUTO(tree_close) struct tree dir = TREE_NONE;
	AUTO(rootfs_close) struct rootfs root = ROOTFS_NONE;
	struct gather_mount g;

	gather_mount_request(m, from, copy_name, &g);
	if (make_directory(scratch, "copy", mount, &dir, e) < 0 ||
		rootfs_of(dir.fd, &root, e) < 0 || files_copy(&g.request, &root, e) < 0)
		return -1;
	return rootfs_open(&root, copy_name, O_PATH, 0, out, e);
}

/* Its own upper directory over the layers: what the step writes goes with the scratch directory. */
static int open_writable(const struct step_work *work, size_t mount, const struct tree *scratch,
	struct step_mounts *out, struct err *e)
{
	const struct run_mount *m = &work->step->run.mounts.p[mount];
	AUTO(chain_fds_close) struct chain_fds layers = {0};
	AUTO(tree_close) struct tree upper = TREE_NONE;
	AUTO(tree_close) struct tree spare = TREE_NONE;
	struct rootfs root = ROOTFS_NONE;

	if (make_directory(scratch, "bind", mount, &upper, e) < 0 ||
		make_directory(scratch, "bind-work", mount, &spare, e) < 0 ||
		chain_open(work->store, &work->mount_sources[mount]->layers, &layers, e) < 0 ||
		overlay_open(&(struct overlay_layers){layers.p, layers.n}, upper.fd, spare.fd,
			&root, e) < 0)
		return -1;
	vec_push(&out->roots, root.fd);
	return rootfs_open(&root, m->source, O_PATH, 0, &out->fds.p[mount], e);
}

int step_bind_open(const struct step_work *work, size_t mount, const struct tree *scratch,
	struct step_mounts *out, struct err *e)
{
	const struct run_mount *m = &work->step->run.mounts.p[mount];
	const struct source_root *from = work->mount_sources[mount];

	if (origin_is_context(&m->from))
		return open_copy(m, from, mount, scratch, &out->fds.p[mount], e);
	if (!m->read_only)
		return open_writable(work, mount, scratch, out, e);
	return rootfs_open(&from->root, m->source, O_PATH, 0, &out->fds.p[mount], e);
}

/* chain - the content of a stage so far, as the diff ids of its layers. */
#include "build/chain.h"

#include <stdbool.h>

#include "base/vec.h"
#include "codec/digest.h"
#include "exec/overlay.h"
#include "store/snap.h"
#include "sys/emptydir.h"
#include "sys/fd.h"

void chain_add(struct chain *c, const struct digest *diff_id)
{
	c->id = chain_id(&c->id, diff_id);
	vec_push(c, *diff_id);
}

void chain_copy(struct chain *to, const struct chain *from)
{
	chain_release(to);
	for (size_t i = 0; i < from->n; i++)
		chain_add(to, &from->p[i]);
}

void chain_release(struct chain *c)
{
	vec_release(c);
	c->id = (struct digest){0};
}

void chain_fds_close(struct chain_fds *f)
{
	for (size_t i = 0; i < f->n; i++)
		fd_close(&f->p[i]);
	vec_release(f);
}

/* Steps that change nothing give the same empty layer again and again, and overlay refuses one
 * directory twice. Of two equal layers only the upper one can be seen: whatever the lower one adds
 * or hides, the upper one does so again. */
static bool is_repeated_above(const struct chain *c, size_t layer)
{
	for (size_t i = layer + 1; i < c->n; i++)
		if (digest_eq(&c->p[i], &c->p[layer]))
			return true;
	return false;
}

/* Before any is opened: descriptors may be fewer than layers. */
static int check_number(const struct chain *c, struct err *e)
{
	size_t n = 0;

	for (size_t i = 0; i < c->n; i++)
		n += !is_repeated_above(c, i);
	if (n <= OVERLAY_LAYERS_MAX)
		return 0;
	return err_set(e, ERR_LIMIT, "%zu layers are more than overlay can join", n);
}

int chain_open(
	const struct store *store, const struct chain *c, struct chain_fds *out, struct err *e)
{
	if (check_number(c, e) < 0)
		return -1;
	for (size_t i = 0; i < c->n; i++) {
		int fd = -1;

		if (is_repeated_above(c, i))
			continue;
		if (snap_open(store, &c->p[i], &fd, e) < 0)
			return -1;
		vec_push(out, fd);
	}
	return 0;
}

int chain_view(const struct store *store, const struct chain *c, struct rootfs *out, struct err *e)
{
	AUTO(chain_fds_close) struct chain_fds fds = {0};

	if (c->n == 0)
		return emptydir_open(&out->fd, e);
	if (chain_open(store, c, &fds, e) < 0)
		return -1;
	return overlay_view(&(struct overlay_layers){fds.p, fds.n}, out, e);
}

/* source - where the files of a COPY come from, opened: context, named directory, stage or image.
 */
#include "base/mem.h"
#include "build/state.h"
#include "sys/emptydir.h"
#include "sys/fd.h"

enum { IGNORE_BYTES = 1 << 20 };

const struct stage_state *source_stage(const struct build *b, const struct origin *from)
{
	return from->kind == ORIGIN_STAGE ? &b->stages[from->number] : NULL;
}

static int open_context(struct build *b, struct source_root *out, struct err *e)
{
	if (b->request->context.fd < 0)
		return emptydir_open(&out->root.fd, e);
	out->ignore = &b->ignore;
	return rootfs_of(b->request->context.fd, &out->root, e);
}

static int read_named_ignore(const struct tree *dir, struct ignore *out, struct err *e)
{
	AUTO(buf_release) struct buf text = {0};

	if (!tree_has(dir, ".dockerignore"))
		return 0;
	if (tree_read(dir, ".dockerignore", IGNORE_BYTES, &text, e) < 0)
		return -1;
	return ignore_parse(buf_str(&text), ".dockerignore", out, e);
}

static int open_named(
	struct build *b, const struct plan_context *named, struct opened_source *s, struct err *e)
{
	AUTO(mem_release) char *path = str_dup(named->directory);
	AUTO(tree_close) struct tree dir = TREE_NONE;
	const struct host_opener *host = &b->request->host;

	if (host->open(host->context, path, &dir.fd, e) < 0 ||
		read_named_ignore(&dir, &s->ignore, e) < 0)
		return -1;
	s->root.ignore = &s->ignore;
	return rootfs_of(dir.fd, &s->root.root, e);
}

static int open_image(struct build *b, size_t number, struct source_root *out, struct err *e)
{
	AUTO(chain_release) struct chain chain = {0};
	const struct config *config = &b->bases.p[number];

	for (size_t i = 0; i < config->diff_ids_n; i++)
		chain_add(&chain, &config->diff_ids[i]);
	out->chain = chain.id;
	return chain_view(b->store, &chain, &out->root, e);
}

int source_open(struct build *b, size_t stage, const struct origin *from, struct err *e)
{
	struct opened_source *s = &b->stages[stage].source;

	s->open = true;
	s->root = (struct source_root){.root = ROOTFS_NONE};
	switch (from->kind) {
	case ORIGIN_SCRATCH: return emptydir_open(&s->root.root.fd, e);
	case ORIGIN_CONTEXT: return open_context(b, &s->root, e);
	case ORIGIN_NAMED: return open_named(b, &b->plan.contexts.p[from->number], s, e);
	case ORIGIN_IMAGE: return open_image(b, from->number, &s->root, e);
	case ORIGIN_STAGE: break;
	}
	s->root.chain = b->stages[from->number].chain.id;
	return chain_view(b->store, &b->stages[from->number].chain, &s->root.root, e);
}

void source_close(struct opened_source *s)
{
	if (!s->open)
		return;
	rootfs_close(&s->root.root);
	ignore_release(&s->ignore);
	s->open = false;
}

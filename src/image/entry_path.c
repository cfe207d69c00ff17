/* entry_path - the name of a tar entry, once it is known to be harmless. */
#include "image/entry_path.h"

#include <string.h>

#include "image/whiteout.h"

static int refuse(struct str raw, const char *why, struct err *e)
{
	return err_set(e, ERR_INVALID, "entry `%.*s`: %s", STR_FMT(str_upto(raw, 256)), why);
}

/* A whiteout's name is its prefix and the name that it hides. */
static size_t name_max(struct str part)
{
	bool hides = str_starts(part, STR(WHITEOUT_PREFIX));

	return (hides ? sizeof WHITEOUT_PREFIX - 1 : 0) + ENTRY_NAME_MAX;
}

static int add_component(struct str raw, struct str part, struct entry_path *out, struct err *e)
{
	if (part.n == 0 || str_eq(part, STR(".")))
		return 0;
	if (str_eq(part, STR("..")))
		return refuse(raw, "a name with `..` may leave the layer", e);
	if (part.n > name_max(part))
		return err_set(e, ERR_LIMIT,
			"entry `%.*s...`: a component is longer than %zu bytes",
			STR_FMT(str_upto(raw, 64)), name_max(part));
	if (out->n > 0 && whiteout_is_reserved(entry_path_name(out)))
		return refuse(raw, "it lies below a whiteout", e);
	out->parent_n = out->n;
	if (out->n > 0)
		out->text[out->n++] = '/';
	memcpy(out->text + out->n, part.p, part.n);
	out->n += part.n;
	out->text[out->n] = '\0';
	return 1;
}

int entry_path_read(struct str raw, struct entry_path *out, struct err *e)
{
	struct str rest = raw, part;
	int depth = 0;

	out->n = out->parent_n = 0;
	out->text[0] = '\0';
	if (raw.n == 0 || str_has_nul(raw))
		return refuse(raw, "an empty name, or one with a NUL", e);
	if (raw.p[0] == '/')
		return refuse(raw, "an absolute name", e);
	if (raw.n >= ENTRY_PATH_BYTES)
		return err_set(e, ERR_LIMIT, "entry `%.*s...`: the name is longer than %d bytes",
			STR_FMT(str_upto(raw, 64)), ENTRY_PATH_BYTES - 1);
	while (rest.n > 0) {
		int added;

		str_cut(rest, '/', &part, &rest);
		added = add_component(raw, part, out, e);
		if (added < 0)
			return -1;
		depth += added;
	}
	if (depth > ENTRY_DEPTH_MAX)
		return err_set(e, ERR_LIMIT, "entry `%.*s...`: deeper than %d directories",
			STR_FMT(str_upto(raw, 64)), ENTRY_DEPTH_MAX);
	return 0;
}

const char *entry_path_name(const struct entry_path *p)
{
	return p->parent_n == 0 ? p->text : p->text + p->parent_n + 1;
}

struct str entry_path_parent(const struct entry_path *p)
{
	return (struct str){p->text, p->parent_n};
}

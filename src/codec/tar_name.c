/* tar_name - a name from an archive, made clean or refused. */
#include "codec/tar_name.h"

#include "codec/tar.h"

static int refuse(struct str raw, const char *why, struct err *e)
{
	return err_set(
		e, ERR_INVALID, "the name `%.*s` in a tar %s", STR_FMT(str_upto(raw, 200)), why);
}

/* Puts one component behind those in *out, or takes the last one back for "..". */
static void step(struct buf *out, struct str component)
{
	if (str_eq(component, STR(".."))) {
		size_t slash = str_rfind(buf_str(out), '/');

		out->n = slash < out->n ? slash : 0;
		return;
	}
	if (out->n)
		buf_char(out, '/');
	buf_str_add(out, component);
}

/* A layer's whiteout of a name is four bytes longer than the name. */
static size_t name_max(struct str component)
{
	const struct str whiteout = STR(".wh.");

	return str_starts(component, whiteout) ? whiteout.n + TAR_NAME_BYTES : TAR_NAME_BYTES;
}

int tar_name_clean(struct str raw, bool clamp, struct buf *out, struct err *e)
{
	struct str rest = raw, component;
	bool more = true;

	buf_clear(out);
	if (!raw.n)
		return err_set(e, ERR_INVALID, "an empty name in a tar");
	if (raw.n >= TAR_PATH_BYTES)
		return err_set(e, ERR_LIMIT, "a name of %zu bytes in a tar", raw.n);
	if (str_has_nul(raw))
		return refuse(raw, "holds a NUL", e);
	if (raw.p[0] == '/' && !clamp)
		return refuse(raw, "is absolute", e);
	while (more) {
		more = str_cut(rest, '/', &component, &rest);
		if (!component.n || str_eq(component, STR(".")))
			continue;
		if (str_eq(component, STR("..")) && !clamp)
			return refuse(raw, "holds `..`", e);
		if (component.n > name_max(component))
			return err_set(e, ERR_LIMIT, "a name with a part of %zu bytes in a tar",
				component.n);
		step(out, component);
	}
	buf_room(out, 0)[0] = '\0'; /* the length may have shrunk since the last NUL */
	return 0;
}

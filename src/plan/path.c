/* path - lexical joining of paths inside an image; nothing is looked up. */
#include "plan/path.h"

bool path_is_absolute(struct str path)
{
	return path.n > 0 && path.p[0] == '/';
}

static void drop_last(struct buf *out, size_t start)
{
	while (out->n > start && out->p[--out->n] != '/')
		;
	if (out->p)
		out->p[out->n] = '\0';
}

/* Appends the components of path, each with its slash before it; from start on out is ours. */
static void add_components(struct str path, size_t start, struct buf *out)
{
	struct str component;

	while (path.n > 0) {
		str_cut(path, '/', &component, &path);
		if (component.n == 0 || str_eq(component, STR(".")))
			continue;
		if (str_eq(component, STR(".."))) {
			drop_last(out, start);
			continue;
		}
		buf_char(out, '/');
		buf_str_add(out, component);
	}
}

static bool asks_for_directory(struct str path)
{
	return path.n == 0 || str_eq(path, STR(".")) || str_ends(path, STR("/")) ||
	       str_ends(path, STR("/."));
}

void path_join(struct str base, struct str path, bool keep_slash, struct buf *out)
{
	size_t start = out->n;

	if (!path_is_absolute(path))
		add_components(base, start, out);
	add_components(path, start, out);
	if (out->n == start || (keep_slash && asks_for_directory(path)))
		buf_char(out, '/');
}

/* `..` at the start of a relative path has nothing to remove and stays. */
void path_clean(struct str path, struct buf *out)
{
	AUTO(buf_release) struct buf rooted = {0};
	size_t up = 0;
	struct str component;

	if (path_is_absolute(path)) {
		path_join(STR("/"), path, false, out);
		return;
	}
	while (path.n > 0) {
		str_cut(path, '/', &component, &path);
		if (str_eq(component, STR("..")) && rooted.n == 0)
			up++;
		else
			add_components(component, 0, &rooted);
	}
	for (size_t i = 0; i < up; i++)
		buf_cstr_add(out, i + 1 < up || rooted.n ? "../" : "..");
	buf_str_add(out, str_from(buf_str(&rooted), 1));
	if (up == 0 && rooted.n == 0)
		buf_char(out, '.');
}

struct str path_base(struct str path)
{
	struct str trimmed = str_trim_right(path, "/");

	if (path.n == 0)
		return STR(".");
	if (trimmed.n == 0)
		return STR("/");
	size_t slash = str_rfind(trimmed, '/');

	return slash == trimmed.n ? trimmed : str_from(trimmed, slash + 1);
}
